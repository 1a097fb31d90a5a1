import type { Db } from '../../../platform/db/index.ts';
import { closeSession, openSession, setMarks } from '../../attendance/index.ts';
import { MINUTE_MS, NOW, type TestClass } from '../../attendance/testing.ts';

const DAY_MS = 24 * 3_600_000;

/** Holds a class `day` days after the first: those named get this mark, the others are present. @returns the session. */
export const holdClass = async (
  db: Db,
  { room, day = 0, marks = {} }: { room: TestClass; day?: number; marks?: Record<number, string> },
): Promise<string> => {
  const now = NOW + day * DAY_MS;
  const viewer = room.teacher;
  const { id: sessionId } = await openSession(db, { sectionId: room.sectionId, viewer, minutes: 10, now });
  const all = room.students.map(({ personId }, index) => ({ studentId: personId, code: marks[index] ?? 'P' }));
  await setMarks(db, { sessionId, viewer, marks: all, reason: null, now: now + MINUTE_MS });
  await closeSession(db, { sessionId, viewer, now: now + 2 * MINUTE_MS });
  return sessionId;
};

export const tallyOf = (db: Db, sessionId: string) =>
  db.selectFrom('sessionTally').selectAll().where('sessionId', '=', sessionId).executeTakeFirst();
