import { type Db, transact } from '../../platform/db/index.ts';
import { settle } from './close-session.ts';
import { graceEnd } from './session-clock.ts';
import { publishSession } from './session-events.ts';
import { takeTurn } from './sessions.store.ts';

export interface DueResult {
  /** Sessions whose grace began. */
  closing: number;
  closed: number;
}

/**
 * The clock of all sessions: open → closing at the end, closing → closed after the grace. Several servers may run it
 * at once; each step of each session happens in one transaction that claims the row, so it happens once.
 */
export const closeDueSessions = async (db: Db, now: number): Promise<DueResult> => {
  const due = await db
    .selectFrom('attendanceSession')
    .select(['id', 'sectionId', 'policyVersion', 'state', 'endsAt', 'graceMs', 'closedAt', 'editableUntil'])
    .where('state', 'in', ['open', 'closing'])
    .where('endsAt', '<=', now)
    .orderBy('endsAt')
    .execute();
  const result: DueResult = { closing: 0, closed: 0 };
  for (const row of due) {
    if (graceEnd(row) <= now) result.closed += Number(await closeAtGraceEnd(db, row.id, now));
    else if (row.state === 'open') result.closing += Number(await beginGrace(db, row.id, now));
  }
  return result;
};

const beginGrace = (db: Db, sessionId: string, now: number): Promise<boolean> =>
  transact(db, async (trx) => {
    await takeTurn(trx, sessionId);
    const claimed = await trx
      .updateTable('attendanceSession')
      .set({ state: 'closing' })
      .where('id', '=', sessionId)
      .where('state', '=', 'open')
      .where('endsAt', '<=', now)
      .returning('id')
      .executeTakeFirst();
    if (!claimed) return false;
    await publishSession(trx, { type: 'session.closing', sessionId, actorId: null, now });
    return true;
  });

const closeAtGraceEnd = (db: Db, sessionId: string, now: number): Promise<boolean> =>
  transact(db, async (trx) => {
    await takeTurn(trx, sessionId);
    const row = await trx.selectFrom('attendanceSession').selectAll().where('id', '=', sessionId).executeTakeFirst();
    // Another server may have closed it, or its teacher given it more time, since it was found.
    if (!row || graceEnd(row) > now) return false;
    const closed = await settle(trx, { row, closedAt: graceEnd(row), actorId: null, now });
    return closed !== undefined;
  });

/** Locks sessions whose edit window is over. @returns how many. */
export const lockOldSessions = async (db: Db, now: number): Promise<number> => {
  const locked = await db
    .updateTable('attendanceSession')
    .set({ state: 'locked' })
    .where('state', '=', 'closed')
    .where('editableUntil', '<=', now)
    .executeTakeFirst();
  return Number(locked.numUpdatedRows);
};
