/**
 * `npm run bench -- api`: what the API costs. Starts the product on SQLite with the demo college and asks it on 127.0.0.1, for a
 * bounded number of requests; then 1,000 check-ins with real frames to see what they cost and whether memory grows.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { Agent, get } from 'node:http';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { fillWithDemo } from '@smart-presence/server/demo/fill-with-demo.ts';
import { ApiClient } from '../support/api.ts';
import { beginCheckIn, enrolFace } from '../support/enrolled.ts';
import { framesOf } from '../support/frames.ts';
import { type RunningServer, startServer } from '../support/server.ts';

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

const dataDir = await mkdtemp(join(tmpdir(), 'smart-presence-bench-'));
const college = await fillWithDemo({ DATA_DIR: dataDir }, () => {});
if ('refused' in college) throw new Error(college.refused);
const server = await startServer({ dataDir, env: { LOG_LEVEL: 'silent' } });
try {
  const { admin, teacher, student } = await signIn(server, college.password);
  const idle = await residentMegabytes(server);
  await measureReads({ server, admin, teacher, student });
  await measureCheckIns({ server, admin, teacher, student, idle });
} finally {
  await server.stop();
  await rm(dataDir, { recursive: true, force: true });
}

async function signIn(
  { url }: RunningServer,
  password: string,
): Promise<{ admin: ApiClient; teacher: ApiClient; student: ApiClient }> {
  const as = async (role: string) => {
    const account = 'accounts' in college ? college.accounts.find((one) => one.role === role) : undefined;
    const client = new ApiClient(url);
    await client.call('signIn', { body: { email: account?.email ?? '', password } });
    return client;
  };
  return { admin: await as('admin'), teacher: await as('faculty'), student: await as('student') };
}

interface People {
  server: RunningServer;
  admin: ApiClient;
  teacher: ApiClient;
  student: ApiClient;
}

async function measureReads({ server, admin, teacher, student }: People): Promise<void> {
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
  const [cpu] = cpus();
  console.log(
    `\nReads on SQLite, ${cpus().length} cores (${cpu?.model.trim()}), ${Math.round(totalmem() / 2 ** 30)} GiB, load generator on the same cores\n`,
  );
  console.log('| request | clients | p50 ms | p95 ms | per second | errors |\n| --- | --: | --: | --: | --: | --: |');
  for (const [request, client, path] of requests) {
    for (const clients of CLIENTS) {
      const row = await load({ url: server.url + path, cookie: client.cookie, clients });
      console.log(`| ${request} | ${clients} | ${row.p50} | ${row.p95} | ${row.perSecond} | ${row.errors} |`);
    }
  }
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

async function measureCheckIns({ server, admin, teacher, idle }: People & { idle: number }): Promise<void> {
  const { data: policy } = await admin.call('currentPolicy');
  // One face for all, which the duplicate check would refuse; place is not what is measured.
  const data = { ...policy, placeMode: 'off' as const, face: { ...policy.face, duplicateSure: 0 } };
  await admin.call('savePolicy', { body: { data } });
  const [section] = await teacher.call('listSections', { query: {} });
  const students = await enrolSome({ server, admin, sectionId: section?.id ?? '' });
  const session = await teacher.call('openSession', { params: { id: section?.id ?? '' }, body: { minutes: 120 } });
  const frames = await framesOf('asha', 4);
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
  console.log(
    `\n${CHECK_INS} check-ins of 4 frames, one after the other: p50 ${at(0.5)} ms, p95 ${at(0.95)} ms (challenge and check-in).`,
  );
  console.log(`Resident memory: ${idle} MB idle, then after each 100 check-ins: ${memory.join(', ')} MB.\n`);
}

interface Enrolled {
  client: ApiClient;
  id: string;
}

/** Few enough check-ins each that nobody meets the limit on attempts. */
async function enrolSome({
  server,
  admin,
  sectionId,
}: {
  server: RunningServer;
  admin: ApiClient;
  sectionId: string;
}): Promise<Enrolled[]> {
  const roster = await admin.call('getRoster', { params: { id: sectionId } });
  const enrolled: Enrolled[] = [];
  for (const { student } of roster.slice(0, STUDENTS)) {
    const person = await admin.call('getPerson', { params: { id: student.id } });
    const client = new ApiClient(server.url);
    await client.call('signIn', {
      body: { email: person.email ?? '', password: 'password' in college ? college.password : '' },
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
