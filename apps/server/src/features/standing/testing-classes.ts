import type { PolicyData } from '@smart-presence/contract';
import type { Db } from '../../platform/db/index.ts';
import { closeSession, openSession, setMarks } from '../attendance/index.ts';
import { addClass, NOW, setPolicy, type TestClass } from '../attendance/testing.ts';
import type { GuardianWarning } from '../notifications/index.ts';
import { followMarks, judgeAnew } from './follow-marks.ts';

export const DAY_MS = 24 * 3_600_000;
const MINUTE_MS = 60_000;

/** A class that meets once a day, and what its standings are followed with. */
export interface Course extends TestClass {
  db: Db;
  /** Holds the class on the next day: those named get this mark, the others are present. @returns the session. */
  hold: (marks?: Record<number, string>) => Promise<string>;
  /** Changes one mark later. */
  correct: (sessionId: string, student: number, code: string) => Promise<void>;
  /** Lets one server follow. @returns how many were warned. */
  follow: (server?: Db) => Promise<number>;
  judge: (at?: number) => Promise<number>;
  /** Mails to guardians so far. */
  guardians: GuardianWarning[];
  now: () => number;
}

export const openCourse = async (
  db: Db,
  { students = 3, policy = {} }: { students?: number; policy?: Partial<PolicyData> } = {},
): Promise<Course> => {
  await setPolicy(db, policy);
  const room = await addClass(db, { students });
  let day = 0;
  const at = () => NOW + day * DAY_MS;
  const guardians: GuardianWarning[] = [];
  const warnGuardian = (_: Db, warning: GuardianWarning) => {
    guardians.push(warning);
    return Promise.resolve();
  };
  const viewer = room.teacher;
  // A server that starts looks at what there is before it hears of anything.
  await followMarks({ db, warnGuardian, now: NOW });
  const codeOf = (marks: Record<number, string>) => (one: { personId: string }, index: number) => ({
    studentId: one.personId,
    code: marks[index] ?? 'P',
  });
  return {
    ...room,
    db,
    guardians,
    now: () => at() + 20 * MINUTE_MS,
    hold: async (marks = {}) => {
      day += 1;
      const { id: sessionId } = await openSession(db, { sectionId: room.sectionId, viewer, minutes: 10, now: at() });
      const all = room.students.map(codeOf(marks));
      await setMarks(db, { sessionId, viewer, marks: all, reason: null, now: at() + MINUTE_MS });
      await closeSession(db, { sessionId, viewer, now: at() + 2 * MINUTE_MS });
      return sessionId;
    },
    correct: async (sessionId, student, code) => {
      const marks = [{ studentId: room.students[student]?.personId ?? '', code }];
      const admin = { personId: viewer.personId, role: 'faculty' };
      await setMarks(db, { sessionId, viewer: admin, marks, reason: 'Was there', now: at() + 10 * MINUTE_MS });
    },
    follow: async (server = db) => (await followMarks({ db: server, warnGuardian, now: at() + 20 * MINUTE_MS })).warned,
    judge: async (when = at() + 20 * MINUTE_MS) => (await judgeAnew({ db, warnGuardian, now: when })).computed,
  };
};

/** What the tables say, by nothing but SQL: marks that count, of those attended, per student of a section. */
export const bySql = async (db: Db, sectionId: string): Promise<Map<string, { held: number; attended: number }>> => {
  const rows = await db
    .selectFrom('mark as m')
    .innerJoin('attendanceSession as s', 's.id', 'm.sessionId')
    .select('m.studentId')
    .select((eb) => [
      eb.fn.countAll<number>().filterWhere('m.code', 'in', ['P', 'L', 'A', 'OD']).as('held'),
      eb.fn.countAll<number>().filterWhere('m.code', 'in', ['P', 'L', 'OD']).as('attended'),
    ])
    .where('s.sectionId', '=', sectionId)
    .where('m.isCurrent', '=', true)
    .where('s.state', 'in', ['closed', 'locked'])
    .groupBy('m.studentId')
    .execute();
  return new Map(rows.map((row) => [row.studentId, { held: Number(row.held), attended: Number(row.attended) }]));
};

export const standingsIn = (db: Db, sectionId: string) =>
  db.selectFrom('standing').selectAll().where('sectionId', '=', sectionId).orderBy('studentId').execute();

export const warningsIn = (db: Db, sectionId: string) =>
  db
    .selectFrom('warning')
    .select(['studentId', 'kind', 'sessionId', 'isToGuardian'])
    .where('sectionId', '=', sectionId)
    .orderBy('id')
    .execute();

/** Kinds of what people were told, oldest first. */
export const toldTo = async (db: Db, personId: string): Promise<string[]> =>
  (
    await db
      .selectFrom('notification')
      .select('kind')
      .where('personId', '=', personId)
      .where('kind', 'in', ['attendance-low', 'absences-in-a-row'])
      .orderBy('at')
      .orderBy('id')
      .execute()
  ).map(({ kind }) => kind);
