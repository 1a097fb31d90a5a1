/**
 * `npm run bench -- register`: what the register of a large section costs. 200 students, 60 sessions that are over, 12,000
 * marks, on SQLite and 127.0.0.1, with the client on the same cores.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Suite, Table } from '@smart-presence/face/bench/suite.ts';
import type { ApiClient } from '../support/api.ts';
import { setUpCollege } from '../support/college.ts';
import { startServer } from '../support/server.ts';

const STUDENTS = 200;
const SESSIONS = 60;
const READS = 100;
const EDITS = 50;
const CODES = ['P', 'P', 'P', 'P', 'P', 'L', 'A', 'A', 'E', 'M'];

export const suite: Suite = {
  title: 'The register',
  byDefault: false,
  async run({ progress }) {
    const dataDir = await mkdtemp(join(tmpdir(), 'smart-presence-register-'));
    const server = await startServer({ dataDir, env: { LOG_LEVEL: 'silent' } });
    try {
      progress(`${STUDENTS} students`);
      const names = Array.from({ length: STUDENTS }, (_, at) => `Student ${at + 1}`);
      const { teacher, sectionId, students } = await setUpCollege(server, names);
      for (let at = 0; at < SESSIONS; at += 1) {
        progress(`session ${at + 1} of ${SESSIONS}`);
        const { id } = await teacher.call('openSession', { params: { id: sectionId }, body: {} });
        const marks = students.map((student, row) => ({
          studentId: student.id,
          code: CODES[(row * 7 + at * 3) % CODES.length] ?? 'P',
        }));
        await teacher.call('setMarks', { params: { id }, body: { marks } });
        await teacher.call('closeSession', { params: { id } });
      }
      return [await measure(server.url, { teacher, sectionId })];
    } finally {
      await server.stop();
      await rm(dataDir, { recursive: true, force: true });
    }
  },
};

async function measure(url: string, { teacher, sectionId }: { teacher: ApiClient; sectionId: string }): Promise<Table> {
  const headers = { cookie: teacher.cookie, 'accept-encoding': 'br' };
  const read = async () => (await fetch(`${url}/api/sections/${sectionId}/register`, { headers })).arrayBuffer();
  await times(10, read);
  const one = await times(READS, read);
  const four = (await Promise.all([1, 2, 3, 4].map(() => times(READS / 4, read)))).flat();
  const { students, sessions } = await teacher.call('sectionRegister', { params: { id: sectionId } });
  const sessionId = sessions.at(-1)?.id ?? '';
  let at = 0;
  const edit = () => {
    const studentId = students[at++ % students.length]?.student.id ?? '';
    const marks = [{ studentId, code: 'OD' }];
    return teacher.call('setMarks', { params: { id: sessionId }, body: { marks, reason: 'Sports day' } });
  };
  const edits = await times(EDITS, edit);
  return {
    title: `${STUDENTS} students × ${SESSIONS} sessions`,
    note: 'SQLite, one process; the load comes from a second process on the same cores.',
    columns: ['what', 'times', 'p50 ms', 'p95 ms'],
    rows: [
      row('the register, one reader', one),
      row('the register, four readers at once', four),
      row('one mark changed', edits),
    ],
  };
}

async function times(count: number, work: () => Promise<unknown>): Promise<number[]> {
  const took: number[] = [];
  for (let at = 0; at < count; at += 1) {
    const begun = performance.now();
    await work();
    took.push(performance.now() - begun);
  }
  return took;
}

function row(what: string, took: readonly number[]): string[] {
  const sorted = took.toSorted((a, b) => a - b);
  const at = (share: number) => (sorted[Math.ceil(share * sorted.length) - 1] ?? 0).toFixed(1);
  return [what, String(took.length), at(0.5), at(0.95)];
}
