/**
 * `npm run bench -- insights`: what dashboards cost. A college in the shape in which the original was measured (20 departments, 200
 * courses, 100 faculty, 5,000 students, 4,000 sessions, 150,000 marks, 2,000 alerts), and the same with ten times the sessions and
 * marks, on SQLite; every read of the product that answers one of the original's, with 1, 16 and 64 clients on the same cores.
 */
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { figure, ratio, type Suite, type SuiteProps, type Table } from '@smart-presence/face/bench/suite.ts';
import { createApp } from '@smart-presence/server/app.ts';
import { checkTallies, followSessions } from '@smart-presence/server/features/insights/index.ts';
import { judgeAnew } from '@smart-presence/server/features/standing/index.ts';
import { readConfig } from '@smart-presence/server/platform/config/config.ts';
import { migrate, openDatabase } from '@smart-presence/server/platform/db/index.ts';
import { startServer } from '../support/server.ts';
import { type Asked, askOften } from './insights/ask.ts';
import { type FilledCollege, fillCollege } from './insights/fill-college.ts';
import { countingQueries } from './term/measure.ts';

const CLIENTS = [1, 16, 64] as const;
const COOKIE = 'sp_session';

type Role = keyof FilledCollege['tokens'];

interface Read {
  name: string;
  role: Role;
  path: (college: FilledCollege) => string;
  /**
   * What the original answered to its nearest request: at 16 clients requests per second, and processor ms per request. Its Flask
   * server with two workers on two cores, SQLite and the same amounts of everything; medians of three runs.
   */
  original: { name: string; perSecond: number; cpu: number };
}

const reads: readonly Read[] = [
  { name: 'who am I', role: 'admin', path: () => '/api/me', original: { name: 'who am I', perSecond: 1067, cpu: 1.4 } },
  {
    name: 'admin overview',
    role: 'admin',
    path: () => '/api/overview',
    original: { name: 'admin analytics', perSecond: 14, cpu: 144 },
  },
  {
    name: 'analytics',
    role: 'admin',
    path: () => '/api/analytics',
    original: { name: 'admin analytics, advanced', perSecond: 1.9, cpu: 1010 },
  },
  {
    name: 'analytics by day',
    role: 'admin',
    path: () => '/api/analytics?by=day',
    original: { name: 'admin analytics', perSecond: 14, cpu: 144 },
  },
  {
    name: 'people list, 50 of them',
    role: 'admin',
    path: () => '/api/people?pageSize=50',
    original: { name: 'admin user list, all', perSecond: 1.5, cpu: 1268 },
  },
  {
    name: 'people list, 200 of them',
    role: 'admin',
    path: () => '/api/people?pageSize=200',
    original: { name: 'admin user list, all', perSecond: 1.5, cpu: 1268 },
  },
  {
    name: 'faculty today',
    role: 'faculty',
    path: () => '/api/today',
    original: { name: 'faculty sessions', perSecond: 226, cpu: 7.5 },
  },
  {
    name: 'faculty sessions',
    role: 'faculty',
    path: () => '/api/attendance-sessions?pageSize=25',
    original: { name: 'faculty sessions', perSecond: 226, cpu: 7.5 },
  },
  {
    name: 'faculty section insight',
    role: 'faculty',
    path: ({ sectionId }) => `/api/sections/${sectionId}/insight`,
    original: { name: 'faculty trend', perSecond: 98, cpu: 19 },
  },
  {
    name: 'student home',
    role: 'student',
    path: () => '/api/me/home',
    original: { name: 'student dashboard', perSecond: 281, cpu: 6.3 },
  },
  {
    name: 'student attendance',
    role: 'student',
    path: () => '/api/me/attendance',
    original: { name: 'student dashboard', perSecond: 281, cpu: 6.3 },
  },
];

interface Measured {
  college: FilledCollege;
  tallySeconds: number;
  checkSeconds: number;
  asked: Map<string, Asked[]>;
  queries: Map<string, number>;
}

export const suite: Suite = {
  title: 'Dashboards',
  byDefault: false,
  async run({ progress }) {
    const once = await measure(1, progress);
    const tenfold = await measure(10, progress);
    return [againstOriginal(once), growth(once, tenfold), keeping([once, tenfold])];
  },
};

async function measure(times: number, progress: SuiteProps['progress']): Promise<Measured> {
  const dataDir = await mkdtemp(join(tmpdir(), 'smart-presence-insights-'));
  const key = () => randomBytes(32).toString('base64');
  const path = join(dataDir, 'smart-presence.sqlite');
  const databaseUrl = `sqlite:${path}`;
  const env = {
    DATA_DIR: dataDir,
    DATABASE_URL: databaseUrl,
    SMART_PRESENCE_KEK: key(),
    SMART_PRESENCE_SECRET: key(),
    LOG_LEVEL: 'silent',
  };
  const db = await openDatabase(databaseUrl);
  try {
    await migrate(db);
    const now = Date.now();
    progress(`${times} × the sessions: writing them`);
    const college = await fillCollege(db, { path, times, now });
    progress('tallies and standings');
    const tallySeconds = await secondsFor(() => followSessions({ db }));
    let differing = 0;
    const checkSeconds = await secondsFor(async () => {
      differing = (await checkTallies(db)).differing;
    });
    if (differing > 0) throw new Error(`${differing} tallies are not what the marks say`);
    await judgeAnew({ db, warnGuardian: null, now });
    progress('queries');
    const queries = await countQueries({ env, college });
    await db.destroy();
    const server = await startServer({ dataDir, env });
    const asked = new Map<string, Asked[]>();
    try {
      for (const read of reads) {
        progress(`${times} ×: ${read.name}`);
        const cookie = `${COOKIE}=${college.tokens[read.role]}`;
        const all: Asked[] = [];
        for (const clients of CLIENTS) all.push(await askOften(server, { path: read.path(college), cookie, clients }));
        const failed = all.find(({ errors }) => errors > 0);
        if (failed) throw new Error(`${read.name}: ${failed.errors} requests were refused`);
        asked.set(read.name, all);
      }
    } finally {
      await server.stop();
    }
    return { college, tallySeconds, checkSeconds, asked, queries };
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
}

const secondsFor = async (work: () => Promise<unknown>): Promise<number> => {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1000;
};

/** Statements of one request each, the second one: what a process reads once it has then read. */
async function countQueries({
  env,
  college,
}: {
  env: Record<string, string>;
  college: FilledCollege;
}): Promise<Map<string, number>> {
  const { db, queries } = countingQueries(await openDatabase(env.DATABASE_URL ?? ''));
  const app = await createApp({ config: readConfig({ NODE_ENV: 'test', ...env }), db });
  try {
    const counts = new Map<string, number>();
    for (const { name, role, path } of reads) {
      const headers = { cookie: `${COOKIE}=${college.tokens[role]}` };
      const ask = () => app.http.inject({ method: 'GET', url: path(college), headers });
      const { statusCode, body } = await ask();
      if (statusCode !== 200) throw new Error(`${name} answered ${statusCode}: ${body}`);
      const before = queries();
      await ask();
      counts.set(name, queries() - before);
    }
    return counts;
  } finally {
    await app.close();
  }
}

const at16 = (asked: readonly Asked[]): Asked => asked[1] as Asked;
const pair = ({ p50, p95, perSecond }: Asked): string => `${figure(p50)} / ${figure(p95)}, ${figure(perSecond)}/s`;

function againstOriginal({ asked, queries, college }: Measured): Table {
  return {
    title: `The shape of the original: ${college.sessions} sessions, ${college.marks} marks`,
    note: 'Milliseconds p50 / p95 and requests per second. SQLite, one process; the load comes from a second process on the same two cores. Beside it the nearest request of the original (Flask, two workers on two cores, SQLite, the same amounts; medians of three runs): its whole list of people is 1.7 MB, ours comes in pages.',
    columns: [
      ...['request', '1 client', '16 clients', '64 clients', 'CPU ms', 'queries', 'kB'],
      ...['original', 'its requests/s at 16', 'its CPU ms', 'throughput at 16', 'CPU'],
    ],
    rows: reads.map(({ name, original }) => {
      const all = asked.get(name) ?? [];
      const { perSecond, cpu, bytes } = at16(all);
      return [
        ...[name, ...all.map(pair), figure(cpu), String(queries.get(name)), figure(bytes / 1000)],
        ...[original.name, String(original.perSecond), String(original.cpu)],
        ...[ratio(perSecond / original.perSecond), ratio(original.cpu / cpu)],
      ];
    }),
  };
}

function growth(once: Measured, tenfold: Measured): Table {
  return {
    title: `Ten times the sessions and marks: ${tenfold.college.sessions} and ${tenfold.college.marks}`,
    note: 'The same, and how many times as much processor a request takes with ten times the data.',
    columns: [
      'request',
      '1 client',
      '16 clients',
      '64 clients',
      'CPU ms',
      'growth of CPU',
      'throughput at 16 of the original’s with a tenth',
    ],
    rows: reads.map(({ name, original }) => {
      const all = tenfold.asked.get(name) ?? [];
      const { perSecond, cpu } = at16(all);
      const former = at16(once.asked.get(name) ?? []).cpu;
      return [name, ...all.map(pair), figure(cpu), ratio(cpu / former), ratio(perSecond / original.perSecond)];
    }),
  };
}

const keeping = (all: readonly Measured[]): Table => ({
  title: 'Keeping the tallies',
  note: 'Counting every session for the first time, as after an update, and the proof that every tally is what the marks say.',
  columns: ['sessions', 'marks', 'counted in s', 'proved in s'],
  rows: all.map(({ college, tallySeconds, checkSeconds }) => [
    ...[String(college.sessions), String(college.marks), figure(tallySeconds), figure(checkSeconds)],
  ]),
});
