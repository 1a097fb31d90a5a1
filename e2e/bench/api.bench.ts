/**
 * `npm run bench -- api`: what the API costs. Starts the product on SQLite with the demo college and asks it on 127.0.0.1, for a
 * bounded number of requests; then 1,000 check-ins with real frames to see what they cost and whether memory grows.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { Agent, get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Suite, SuiteProps, Table } from '@smart-presence/face/bench/suite.ts';
import { fillWithDemo } from '@smart-presence/server/demo/fill-with-demo.ts';
import { ApiClient } from '../support/api.ts';
import { beginCheckIn, enrolFace } from '../support/enrolled.ts';
import { framesOf } from '../support/frames.ts';
import { type RunningServer, startServer } from '../support/server.ts';

type Progress = SuiteProps['progress'];

const CLIENTS = [1, 16, 64];
const REQUESTS_PER_CLIENT = 20;
const LEAST_REQUESTS = 300;
const WARM_UP = 20;
const CHECK_INS = 1000;
const STUDENTS = 60;

interface Row {
  p50: number;
  p95: number;
  perSecond: number;
  errors: number;
}

export const suite: Suite = {
  title: 'The API on one machine',
  byDefault: false,
  async run({ progress }) {
    const dataDir = await mkdtemp(join(tmpdir(), 'smart-presence-bench-'));
    const college = await fillWithDemo({ DATA_DIR: dataDir }, () => {});
    if ('refused' in college) throw new Error(college.refused);
    const server = await startServer({ dataDir, env: { LOG_LEVEL: 'silent' } });
    try {
      const people = await signIn(server, college);
      const idle = await residentMegabytes(server);
      const reads = await measureReads(people, progress);
      return [reads, ...(await measureCheckIns({ ...people, idle, password: college.password, progress }))];
    } finally {
      await server.stop();
      await rm(dataDir, { recursive: true, force: true });
    }
  },
};

type College = Exclude<Awaited<ReturnType<typeof fillWithDemo>>, { refused: string }>;

async function signIn(server: RunningServer, { accounts, password }: College): Promise<People> {
  const as = async (role: string) => {
    const client = new ApiClient(server.url);
    const email = accounts.find((account) => account.role === role)?.email ?? '';
    await client.call('signIn', { body: { email, password } });
    return client;
  };
  return { server, admin: await as('admin'), teacher: await as('faculty'), student: await as('student') };
}

interface People {
  server: RunningServer;
  admin: ApiClient;
  teacher: ApiClient;
  student: ApiClient;
}

async function measureReads({ server, admin, teacher, student }: People, progress: Progress): Promise<Table> {
  const [section] = await teacher.call('listSections', { query: {} });
  const { items } = await teacher.call('listSessions', { query: { sectionId: section?.id ?? '' } });
  const requests: [name: string, client: ApiClient, path: string][] = [
    ['who am I', admin, '/api/me'],
    ['admin overview', admin, '/api/overview'],
    ['admin people list', admin, '/api/people?pageSize=50'],
    ['faculty today', teacher, '/api/today'],
    ['faculty sessions', teacher, '/api/attendance-sessions?pageSize=25'],
    ['session board, 67 students', teacher, `/api/attendance-sessions/${items[0]?.id}/board`],
    ['student home', student, '/api/me/home'],
    ['student attendance', student, '/api/me/attendance'],
  ];
  const rows: string[][] = [];
  for (const [request, client, path] of requests) {
    progress(request);
    for (const clients of CLIENTS) {
      const { p50, p95, perSecond, errors } = await load({ url: server.url + path, cookie: client.cookie, clients });
      rows.push([request, clients, p50, p95, perSecond, errors].map(String));
    }
  }
  return {
    title: 'Reads',
    note: 'The demo college on SQLite, one process; the load comes from a second process on the same cores.',
    columns: ['request', 'clients', 'p50 ms', 'p95 ms', 'per second', 'errors'],
    rows,
  };
}

/** Asks one address over so many kept-alive connections at once; a few requests first so that nothing is cold. */
async function load({ url, cookie, clients }: Load): Promise<Row> {
  const agent = new Agent({ keepAlive: true, maxSockets: clients });
  const ask = () => timeOne({ url, cookie, agent });
  for (let warm = 0; warm < WARM_UP; warm += 1) await ask();
  const times: number[] = [];
  let errors = 0;
  let left = Math.max(LEAST_REQUESTS, clients * REQUESTS_PER_CLIENT);
  const started = performance.now();
  const client = async () => {
    while (left > 0) {
      left -= 1;
      const { ms, ok } = await ask();
      times.push(ms);
      if (!ok) errors += 1;
    }
  };
  await Promise.all(Array.from({ length: clients }, client));
  const seconds = (performance.now() - started) / 1000;
  agent.destroy();
  times.sort((a, b) => a - b);
  const at = (share: number) => Math.round(10 * (times[Math.floor(times.length * share)] ?? 0)) / 10;
  return { p50: at(0.5), p95: at(0.95), perSecond: Math.round(times.length / seconds), errors };
}

function timeOne({
  url,
  cookie,
  agent,
}: {
  url: string;
  cookie: string;
  agent: Agent;
}): Promise<{ ms: number; ok: boolean }> {
  return new Promise((resolve, reject) => {
    const started = performance.now();
    get(url, { agent, headers: { cookie, accept: 'application/json' } }, (response) => {
      response.resume();
      response.once('end', () => resolve({ ms: performance.now() - started, ok: response.statusCode === 200 }));
    }).once('error', reject);
  });
}

interface Load {
  url: string;
  cookie: string;
  clients: number;
}

async function measureCheckIns({ server, admin, teacher, idle, password, progress }: CheckIns): Promise<Table[]> {
  progress('enrolling');
  const { data: policy } = await admin.call('currentPolicy');
  // One face for all, which the duplicate check would refuse; place is not what is measured.
  const data = { ...policy, placeMode: 'off' as const, face: { ...policy.face, duplicateSure: 0 } };
  await admin.call('savePolicy', { body: { data } });
  const [section] = await teacher.call('listSections', { query: {} });
  const students = await enrolSome({ server, admin, password, sectionId: section?.id ?? '' });
  const session = await teacher.call('openSession', { params: { id: section?.id ?? '' }, body: { minutes: 120 } });
  const frames = await framesOf('asha', 4);
  progress('checking in');
  const times: number[] = [];
  const memory = [await residentMegabytes(server)];
  for (let round = 0; round < CHECK_INS; round += 1) {
    const { client, id } = students[round % students.length] as Enrolled;
    const started = performance.now();
    const post = await beginCheckIn(client, { sessionId: session.id, frames });
    const { status, body } = await post();
    // Flagged, because a teacher's hand had set the student absent.
    if (status !== 200 || body.code !== 'accepted')
      throw new Error(`check-in ${round} answered ${status}: ${JSON.stringify(body)}`);
    times.push(performance.now() - started);
    // Absent again, so that the next one is decided and recorded anew.
    await teacher.call('setMarks', { params: { id: session.id }, body: { marks: [{ studentId: id, code: 'A' }] } });
    if ((round + 1) % 100 === 0) memory.push(await residentMegabytes(server));
  }
  times.sort((a, b) => a - b);
  const at = (share: number) => Math.round(times[Math.floor(times.length * share)] ?? 0);
  return [
    {
      title: 'Check-ins',
      note: `${CHECK_INS} check-ins of four 640 × 480 frames with real face work, one after the other, challenge included.`,
      columns: ['check-ins', 'p50 ms', 'p95 ms'],
      rows: [[CHECK_INS, at(0.5), at(0.95)].map(String)],
    },
    {
      title: 'Resident memory of the server, MB',
      note: 'Idle after start, after the reads and enrolments, then after each hundred check-ins.',
      columns: ['idle', 'before', ...memory.slice(1).map((_, index) => String((index + 1) * 100))],
      rows: [[idle, ...memory].map(String)],
    },
  ];
}

interface CheckIns extends People {
  idle: number;
  password: string;
  progress: Progress;
}

interface Enrolling {
  server: RunningServer;
  admin: ApiClient;
  sectionId: string;
  password: string;
}

interface Enrolled {
  client: ApiClient;
  id: string;
}

/** Few enough check-ins each that nobody meets the limit on attempts. */
async function enrolSome({ server, admin, sectionId, password }: Enrolling): Promise<Enrolled[]> {
  const roster = await admin.call('getRoster', { params: { id: sectionId } });
  const enrolled: Enrolled[] = [];
  for (const { student } of roster.slice(0, STUDENTS)) {
    const person = await admin.call('getPerson', { params: { id: student.id } });
    const client = new ApiClient(server.url);
    await client.call('signIn', {
      body: { email: person.email ?? '', password },
    });
    await enrolFace(client, 'asha');
    enrolled.push({ client, id: student.id });
  }
  return enrolled;
}

async function residentMegabytes({ pid }: RunningServer): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Math.round(Number(status.match(/VmRSS:\s+(\d+) kB/)?.[1]) / 1024);
}
