/**
 * `npm run bench -- accounts`: what a password costs, what a hundred sign-ins at once do to everybody else, whether the
 * time an answer takes tells who has an account, and what a session that ended still opens. The product runs as a process of its own on SQLite with the demo
 * college; asked on 127.0.0.1 from this process, on the same cores.
 */
import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { figure, type Suite, type SuiteProps, type Table } from '@smart-presence/face/bench/suite.ts';
import { fillWithDemo } from '@smart-presence/server/demo/fill-with-demo.ts';
import { openDatabase } from '@smart-presence/server/platform/db/index.ts';
import { ApiClient } from '../support/api.ts';
import { type RunningServer, startServer } from '../support/server.ts';
import { measureEndedSessions } from './ended-sessions.ts';

type Progress = SuiteProps['progress'];

const HASHES = 40;
/** As many as the queue takes, and more than it takes. */
const CROWDS = [100, 400];
const READS_BEFORE = 100;
const GUESSES = 200;
const ROUNDS = 3;

export const suite: Suite = {
  title: 'Accounts on one machine',
  byDefault: false,
  async run({ progress }) {
    progress('hashing');
    const hashing = await measureHashing();
    const dataDir = await mkdtemp(join(tmpdir(), 'smart-presence-bench-'));
    const college = await fillWithDemo({ DATA_DIR: dataDir }, () => {});
    if ('refused' in college) throw new Error(college.refused);
    const emails = await studentEmails(dataDir);
    const server = await startServer({ dataDir, env: { LOG_LEVEL: 'silent' } });
    try {
      const props = { server, emails, password: college.password, progress };
      const crowds = await measureCrowds(props);
      return [hashing, crowds, await measureGuesses(props), await measureEndedSessions(progress)];
    } finally {
      await server.stop();
      await rm(dataDir, { recursive: true, force: true });
    }
  },
};

interface Props {
  server: RunningServer;
  /** Of students; all have the same password. */
  emails: readonly string[];
  password: string;
  progress: Progress;
}

const percentile = (values: readonly number[], share: number): number =>
  values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))] ?? Number.NaN;

/** In a process of its own, that hashes and does nothing else. */
async function measureHashing(): Promise<Table> {
  const queue = import.meta.resolve('@smart-presence/server/features/accounts/passwords/argon2-queue.ts');
  const program = `
    import { hashPassword, SHIPPED } from '${queue}';
    const password = 'tulip mango fjor';
    const memory = [process.resourceUsage().maxRSS];
    const times = [];
    for (let at = 0; at < ${HASHES}; at += 1) {
      const started = performance.now();
      await hashPassword(password);
      times.push(performance.now() - started);
      if (at === 0) memory.push(process.resourceUsage().maxRSS);
    }
    console.log(JSON.stringify({ times, memory, length: password.length, strength: SHIPPED }));`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', program]);
  const { times, memory, length, strength } = JSON.parse(stdout) as Hashing;
  const [before = 0, after = 0] = memory;
  return {
    title: 'One password hashed',
    note: `Argon2id as it is shipped, ${length} characters, ${HASHES} times one after the other. Growth: of the process, at the first one.`,
    columns: ['memory KiB', 'passes', 'lanes', 'p50 ms', 'p95 ms', 'growth MiB'],
    rows: [
      [
        ...[strength.memory, strength.passes, strength.parallelism].map(String),
        ...[percentile(times, 0.5), percentile(times, 0.95), (after - before) / 1024].map(figure),
      ],
    ],
  };
}

interface Hashing {
  times: number[];
  /** Resident, KiB: before the first hash and after it. */
  memory: number[];
  length: number;
  strength: { memory: number; passes: number; parallelism: number };
}

/** Everybody signs in at the same moment, each from a browser of their own; somebody who is signed in goes on reading. */
async function measureCrowds({ server, emails, password, progress }: Props): Promise<Table> {
  const reader = new ApiClient(server.url);
  await reader.call('signIn', { body: { email: emails[0] ?? '', password } });
  const read = async (): Promise<number> => {
    const started = performance.now();
    await reader.call('myHome');
    return performance.now() - started;
  };
  const alone: number[] = [];
  for (let at = 0; at < READS_BEFORE; at += 1) alone.push(await read());
  const rows = [['nobody', '0', '0', '–', figure(percentile(alone, 0.5)), figure(percentile(alone, 0.95)), '–']];
  for (const size of CROWDS) {
    progress(`${size} sign-ins at once`);
    // Ready to sign in, as people with the page open are.
    const crowd = Array.from({ length: size }, () => new ApiClient(server.url));
    for (const client of crowd) await client.refreshCsrf();
    const statuses = new Map<number, number>();
    const started = performance.now();
    let isOver = false;
    const signIns = Promise.all(
      crowd.map(async (client, at) => {
        const email = emails[at % emails.length] ?? '';
        const { status } = await client.send('signIn', { body: { email, password } });
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
      }),
    ).finally(() => {
      isOver = true;
    });
    const times: number[] = [];
    while (!isOver) {
      times.push(await read());
      await wait(5);
    }
    await signIns;
    const seconds = (performance.now() - started) / 1000;
    const others = size - (statuses.get(200) ?? 0) - (statuses.get(503) ?? 0);
    if (others > 0) throw new Error(`sign-ins answered ${JSON.stringify([...statuses])}`);
    const counts = [200, 503].map((status) => String(statuses.get(status) ?? 0));
    const reads = [percentile(times, 0.5), percentile(times, 0.95)].map(figure);
    rows.push([String(size), ...counts, figure(seconds), ...reads, String(times.length)]);
  }
  return {
    title: 'Sign-ins at once, and somebody who reads meanwhile',
    note: 'Reads: the home of a student, one after the other. What does not fit into the queue is told to come back (503 with Retry-After).',
    columns: ['sign-ins', 'signed in', 'told to wait', 'seconds', 'read p50 ms', 'read p95 ms', 'reads'],
    rows,
  };
}

/** Wrong passwords, for people there are and people there are not, by turns in an order left to chance. */
async function measureGuesses({ server, emails, progress }: Props): Promise<Table> {
  const client = new ApiClient(server.url);
  const guess = async (email: string): Promise<number> => {
    const started = performance.now();
    const { status, body } = await client.send('signIn', { body: { email, password: 'not the password' } });
    if (status !== 401) throw new Error(`a guess answered ${status}: ${JSON.stringify(body)}`);
    return performance.now() - started;
  };
  // The same nobodies in every round: their failures are counted as those of people are.
  const nobodies = Array.from({ length: GUESSES }, () => `student-${randomUUID().slice(0, 8)}@college.example`);
  const rows: string[][] = [];
  const all = { known: [] as number[], unknown: [] as number[] };
  for (let round = 1; round <= ROUNDS; round += 1) {
    progress(`known and unknown e-mails, round ${round} of ${ROUNDS}`);
    const known: number[] = [];
    const unknown: number[] = [];
    for (let at = 0; at < GUESSES; at += 1) {
      const ask = [
        async () => known.push(await guess(emails[at % emails.length] ?? '')),
        async () => unknown.push(await guess(nobodies[at] ?? '')),
      ];
      for (const each of Math.random() < 0.5 ? ask : ask.toReversed()) await each();
    }
    all.known.push(...known);
    all.unknown.push(...unknown);
    rows.push(compared(String(round), { known, unknown }));
  }
  rows.push(compared('all', all));
  return {
    title: 'Wrong passwords, with and without an account',
    note: 'Medians over HTTP. Each account and each address that nobody has is guessed at most once in a round.',
    columns: ['round', 'n each', 'known p50 ms', 'unknown p50 ms', 'difference'],
    rows,
  };
}

const compared = (round: string, { known, unknown }: { known: number[]; unknown: number[] }): string[] => {
  const [yes, no] = [percentile(known, 0.5), percentile(unknown, 0.5)];
  return [round, String(known.length), figure(yes), figure(no), `${(100 * (yes / no - 1)).toFixed(1)}%`];
};

async function studentEmails(dataDir: string): Promise<string[]> {
  const db = await openDatabase(`sqlite:${join(dataDir, 'smart-presence.sqlite')}`);
  try {
    const people = await db
      .selectFrom('person')
      .select('email')
      .where('role', '=', 'student')
      .where('passwordHash', 'is not', null)
      .execute();
    return people.map(({ email }) => email).filter((email) => email !== null);
  } finally {
    await db.destroy();
  }
}
