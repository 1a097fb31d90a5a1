import type { PolicyData } from '@smart-presence/contract';
import type { Trx } from '../../../platform/db/index.ts';
import type { SectionViewer } from '../../academics/index.ts';
import { studentRefs } from '../../accounts/index.ts';
import { assertEditable } from '../assert-editable.ts';
import { markByHand } from '../mark-by-hand.ts';
import { currentMark, historyOf } from '../marks.store.ts';
import { openOutageReview } from '../reviews.store.ts';
import { editWindowMs, policyOf, type SessionRow, sessionRow, takeTurn } from '../sessions.store.ts';
import { endLeaveRow, type GrantedLeave, insertLeave, leaveIn, sessionsOfLeave } from './granted-leave.store.ts';

export interface LeaveGrant {
  leave: GrantedLeave;
  viewer: SectionViewer;
  now: number;
}

/**
 * Puts leave in force: absences of sessions that are over get its mark, those to come will when they close. Whoever was
 * marked otherwise stays as they are. Call in a transaction that has taken no session's turn yet.
 * @returns how many marks were set. @throws AppError `session_locked` when one of them is, and this is no administrator.
 */
export const grantLeave = async (trx: Trx, { leave, viewer, now }: LeaveGrant): Promise<number> => {
  const sessions = await takeTurns(trx, leave);
  await insertLeave(trx, leave, now);
  let set = 0;
  for (const session of sessions) {
    if (session.state !== 'closed' && session.state !== 'locked') continue;
    const policy = await policyOf(trx, session);
    const before = await currentMark(trx, { sessionId: session.id, studentId: leave.studentId });
    // Nobody knows yet whether who is under review for an outage was absent; with leave it need not be found out.
    const isMissing = before
      ? before.code === policy.absentCode
      : await openOutageReview(trx, { sessionId: session.id, studentId: leave.studentId });
    if (!isMissing) continue;
    await setMark(trx, { session, policy, leave, code: leave.code, viewer, reason: leave.reason, now });
    set += 1;
  }
  return set;
};

export interface LeaveEnd {
  leaveId: string;
  /** Whoever withdrew or overturned it. */
  viewer: SectionViewer;
  reason: string;
  now: number;
}

/**
 * Takes leave back: each mark that came from it gives way to what was there before.
 * @returns how many marks were put back. @throws AppError `session_locked` when one of them is, and this is no administrator.
 */
export const endLeave = async (trx: Trx, { leaveId, viewer, reason, now }: LeaveEnd): Promise<number> => {
  const found = await trx.selectFrom('grantedLeave').selectAll().where('id', '=', leaveId).executeTakeFirst();
  if (!found) return 0;
  const sessions = await takeTurns(trx, found);
  const leave = await endLeaveRow(trx, leaveId, now);
  if (!leave) return 0;
  let put = 0;
  for (const session of sessions) {
    const place = { sessionId: session.id, studentId: leave.studentId };
    const history = await historyOf(trx, place);
    const last = history.at(-1);
    if (last?.origin?.id !== leaveId) continue;
    const policy = await policyOf(trx, session);
    const other = (await leaveIn(trx, session)).get(leave.studentId);
    const next = other ? { code: other.code, reason: other.reason } : { code: last.from ?? policy.absentCode, reason };
    await setMark(trx, { session, policy, leave: other ?? leave, viewer, ...next, now });
    put += 1;
  }
  return put;
};

/** The sessions of a leave's range as they are once it is our turn in all of them. */
const takeTurns = async (trx: Trx, leave: Omit<GrantedLeave, 'id' | 'code' | 'reason'>): Promise<SessionRow[]> => {
  const rows: SessionRow[] = [];
  const ids = await sessionsOfLeave(trx, leave);
  for (const id of ids) await takeTurn(trx, id);
  for (const id of ids) {
    const row = await sessionRow(trx, id);
    if (row) rows.push(row);
  }
  return rows;
};

interface LeaveMark {
  session: SessionRow;
  policy: PolicyData;
  leave: GrantedLeave;
  code: string;
  viewer: SectionViewer;
  reason: string;
  now: number;
}

const setMark = async (trx: Trx, mark: LeaveMark): Promise<void> => {
  const { session, policy, leave, code, viewer, reason, now } = mark;
  assertEditable(session, { viewer, now, editWindowMs: editWindowMs(policy) });
  const student = (await studentRefs(trx, [leave.studentId])).get(leave.studentId);
  if (!student) return;
  await markByHand(trx, {
    session,
    policy,
    method: 'manual',
    marks: [{ student, code, evidence: { leaveId: leave.id } }],
    at: now,
    actorId: viewer.personId,
    reason,
    origin: { kind: 'leave', id: leave.id },
    now,
  });
};
