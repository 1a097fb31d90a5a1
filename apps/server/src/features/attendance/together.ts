import type { StudentRef } from '@smart-presence/contract';
import { type Db, type Trx, transact } from '../../platform/db/index.ts';
import { fail } from '../../platform/http/index.ts';
import { studentsOfSession } from './marks.store.ts';
import { type SessionRow, type SessionWork, sessionFor, sessionRow, takeTurn } from './sessions.store.ts';

/*
 * Sections taught together have a session each: marks, standing, leave and closing are the section's own, as ever. What the
 * teacher does to the class is done to all of them; what the room shares (its place, its code) is the leading session's.
 */

/** The session whose room and code this one shares; itself when it leads, or stands alone. */
export const leadOf = async (db: Db, sessionId: string): Promise<string> => {
  const row = await db.selectFrom('attendanceSession').select('leadId').where('id', '=', sessionId).executeTakeFirst();
  return row?.leadId ?? sessionId;
};

/** Ids of all sessions of a class, in the order in which their turns are taken. */
const idsOfClass = async (db: Db, sessionId: string): Promise<string[]> => {
  const leadId = await leadOf(db, sessionId);
  const rows = await db
    .selectFrom('attendanceSession')
    .select('id')
    .where((eb) => eb.or([eb('id', '=', leadId), eb('leadId', '=', leadId)]))
    .orderBy('id')
    .execute();
  return rows.map(({ id }) => id);
};

/** Sessions held together with this one, without it. */
export const othersOf = async (db: Db, sessionId: string): Promise<SessionRow[]> => {
  const others: SessionRow[] = [];
  for (const id of await idsOfClass(db, sessionId)) {
    const row = id === sessionId ? undefined : await sessionRow(db, id);
    if (row) others.push(row);
  }
  return others;
};

/**
 * One transaction over a whole class, alone with it: the session that was named, then those held together with it. Whoever may
 * see one of them may do to all what is done to a class.
 * @throws AppError `not_found`.
 */
export const inClass = <T>(
  db: Db,
  { viewer, sessionId }: SessionWork,
  work: (trx: Trx, row: SessionRow, others: SessionRow[]) => Promise<T>,
): Promise<T> =>
  transact(db, async (trx) => {
    // Who belongs together never changes, so it may be asked before the turns are taken; all in one order.
    for (const id of await idsOfClass(trx, sessionId)) await takeTurn(trx, id);
    const row = (await sessionFor(trx, viewer, sessionId)) ?? fail('not_found');
    return work(trx, row, await othersOf(trx, sessionId));
  });

/** Students of a class by id, each with the session of their own section; of two, the first one's. */
export type RosterOfClass = ReadonlyMap<string, { student: StudentRef; session: SessionRow }>;

export const rosterOfClass = async (db: Db, sessions: readonly SessionRow[]): Promise<RosterOfClass> => {
  const roster = new Map<string, { student: StudentRef; session: SessionRow }>();
  for (const session of sessions)
    for (const student of await studentsOfSession(db, session))
      if (!roster.has(student.id)) roster.set(student.id, { student, session });
  return roster;
};
