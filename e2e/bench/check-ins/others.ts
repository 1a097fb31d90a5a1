import { setTimeout as pause } from 'node:timers/promises';
import type { BenchCollege } from './college.ts';
import { residentMegabytes } from './process.ts';

const EVERY_MS = 50;

/** What other people notice: asks for a student's home and for a board in turn, and looks at the server's memory. */
export function watchOthers({ server, phones, teacher, boardOf }: BenchCollege) {
  const times: number[] = [];
  let [errors, most, isOver] = [0, 0, false];
  const student = phones[0]!.client;
  const ask = [() => student.send('myHome'), () => teacher.send('getBoard', { params: { id: boardOf } })];
  const before = residentMegabytes(server.pid);
  const watch = async () => {
    for (let i = 0; !isOver; i++) {
      const start = performance.now();
      const { status } = await ask[i % ask.length]!();
      times.push(performance.now() - start);
      if (status !== 200) errors += 1;
      most = Math.max(most, await residentMegabytes(server.pid));
      await pause(EVERY_MS);
    }
  };
  const watching = watch();
  return {
    async stop() {
      isOver = true;
      await watching;
      return { times, errors, before: await before, most, after: await residentMegabytes(server.pid) };
    },
  };
}
