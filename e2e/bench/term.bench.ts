/**
 * `npm run bench -- term`: what a term costs to look at. A college of 2,000 students in 80 sections after 14 weeks, on SQLite:
 * everybody's standing, the shortage list and a student's own page, by time and by number of queries.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { figure, type Suite, type Table } from '@smart-presence/face/bench/suite.ts';
import { checkFigures } from '@smart-presence/server/demo/check-figures.ts';
import { type FilledTerm, fillTerm } from '@smart-presence/server/demo/fill-term.ts';
import { closeSession, openSession } from '@smart-presence/server/features/attendance/index.ts';
import {
  countShortages,
  followMarks,
  judgeAnew,
  listShortages,
  standingsOfStudent,
} from '@smart-presence/server/features/standing/index.ts';
import { type Db, migrate, openDatabase } from '@smart-presence/server/platform/db/index.ts';
import { countingQueries, type Measured, measured } from './term/measure.ts';

const SIZE = { students: 2000, sections: 80, weeks: 14, every: 16 };
const ROUNDS = 100;

export const suite: Suite = {
  title: 'A term of 2,000 students',
  byDefault: false,
  async run({ progress }) {
    const folder = await mkdtemp(join(tmpdir(), 'smart-presence-bench-term-'));
    const db = await openDatabase(`sqlite:${join(folder, 'term.sqlite')}`);
    try {
      await migrate(db);
      progress('filling the term');
      const term = await fillTerm(db, SIZE);
      return [await measureTerm(db, { term, progress })];
    } finally {
      await db.destroy();
      await rm(folder, { recursive: true, force: true });
    }
  },
};

async function measureTerm(
  plain: Db,
  { term, progress }: { term: FilledTerm; progress: (what: string) => void },
): Promise<Table> {
  const { db, queries } = countingQueries(plain);
  const { now, sectionIds, teacherIds, rosters } = term;
  const following = { db, warnGuardian: null, now };
  const rows: string[][] = [];
  const take = (what: string, { times, perRound, result }: Measured) => {
    const at = (share: number) => figure(times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0);
    rows.push([what, String(times.length), at(0.5), at(0.95), String(perRound), result]);
  };
  const measure = (rounds: number, work: (round: number) => Promise<string>) => measured({ rounds, work, queries });

  progress('standings');
  await followMarks(following);
  const judged = await measure(1, async () => `${(await judgeAnew(following)).computed} standings`);
  take('everybody’s standing, from the marks', judged);
  const { below } = await checkFigures(plain, term);

  progress('one class');
  const [sectionId = '', teacher = ''] = [sectionIds[0], teacherIds[0]];
  const viewer = { personId: teacher, role: 'faculty' };
  const closed = await measure(1, async () => {
    const session = await openSession(plain, { sectionId, viewer, minutes: 10, now });
    await closeSession(plain, { sessionId: session.id, viewer, now: now + 60_000 });
    const started = performance.now();
    const before = queries();
    const { computed } = await followMarks({ ...following, now: now + 60_000 });
    return `${computed} standings; ${figure(performance.now() - started)} ms, ${queries() - before} queries`;
  });
  take('a class is opened and closed, and its section followed', closed);

  progress('lists');
  const admin = { personId: '', role: 'admin' };
  const everybody = { search: '', level: 'below' as const, viewer: admin };
  const page = { page: 1, pageSize: 25 };
  take(
    'shortage list of the college, a page and its counts',
    await measure(ROUNDS, async () => {
      const { total } = await countShortages(db, everybody);
      const items = await listShortages(db, everybody, page);
      return `${items.length} of ${total}`;
    }),
  );
  take(
    'the same, searched by name',
    await measure(ROUNDS, async (round) => {
      const query = { ...everybody, search: `student ${round}` };
      const { total } = await countShortages(db, query);
      return `${(await listShortages(db, query, page)).length} of ${total}`;
    }),
  );
  take(
    'shortage list of a teacher',
    await measure(ROUNDS, async (round) => {
      const query = { ...everybody, viewer: { personId: teacherIds[round % 80] ?? '', role: 'faculty' } };
      const { total } = await countShortages(db, query);
      return `${(await listShortages(db, query, page)).length} of ${total}`;
    }),
  );
  take(
    'the whole list, as its sheet reads it',
    await measure(10, async () => `${(await listShortages(db, everybody)).length} rows`),
  );
  const students = [...new Set(rosters.flat())];
  take(
    'a student’s own standings, with what-if',
    await measure(ROUNDS, async (round) => {
      const studentId = students[(round * 17) % students.length] ?? '';
      return `${(await standingsOfStudent(db, { studentId, now })).standings.length} courses`;
    }),
  );
  await checkFigures(plain, term);
  return {
    title: 'Standing and the shortage list',
    note: `${SIZE.students} students, ${SIZE.sections} sections of ${rosters[0]?.length}, ${SIZE.weeks} weeks: ${term.sessions} sessions, ${term.marks} marks, on SQLite in one process. Sums over the marks by SQL alone agree with every standing; ${below} of them are below 75%. Queries and answers are of the last round.`,
    columns: ['what', 'rounds', 'p50 ms', 'p95 ms', 'queries', 'answer'],
    rows,
  };
}
