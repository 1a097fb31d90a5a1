import { readFile } from 'node:fs/promises';
import { type Db, engineFor } from '@smart-presence/server/platform/db/index.ts';

/** Ticks of the clock by which Linux counts processor time. */
const TICKS_PER_SECOND = 100;

/** Seconds of the processor that this process has used, and the server of the database where it is one of its own on Linux. */
export const processorSeconds = async (db: Db): Promise<number> => {
  const { user, system } = process.cpuUsage();
  const own = (user + system) / 1e6;
  if (engineFor(db) === 'sqlite') return own;
  // A view of the server, which the schema does not know.
  const served = await db
    .selectFrom('pgStatActivity' as 'job')
    .select('pid' as 'done')
    .execute();
  const seconds = await Promise.all(served.map((row) => secondsOf((row as unknown as { pid: number }).pid)));
  return seconds.reduce((sum, one) => sum + one, own);
};

/** Seconds of the processor that a process has used, on Linux. */
export const secondsOf = async (pid: number): Promise<number> => {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  // After the name, which may hold anything, up to its closing bracket: user and system time are the 12th and 13th.
  const [user = 0, system = 0] = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .slice(11, 13)
    .map(Number);
  return (user + system) / TICKS_PER_SECOND;
};

/** Watches how long the event loop computes at a time: unlike the time it is held, not what others do on the machine. */
export const watchTurns = (): { /** @returns the longest, milliseconds. */ end: () => number } => {
  let most = 0;
  let before = process.threadCpuUsage();
  const look = () => {
    const now = process.threadCpuUsage();
    most = Math.max(most, (now.user + now.system - before.user - before.system) / 1000);
    before = now;
  };
  const timer = setInterval(look, 1);
  return {
    end: () => {
      clearInterval(timer);
      look();
      return most;
    },
  };
};
