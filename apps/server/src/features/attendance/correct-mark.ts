import type { Trx } from '../../platform/db/index.ts';
import { fail } from '../../platform/http/index.ts';
import { studentRefs } from '../accounts/index.ts';
import { assertEditable } from './assert-editable.ts';
import { markByHand } from './mark-by-hand.ts';
import { currentMark, historyOf, type MarkOrigin } from './marks.store.ts';
import { editWindowMs, policyOf, sessionRow, takeTurn } from './sessions.store.ts';

interface Correction {
  sessionId: string;
  studentId: string;
  /** Decides whether a locked session may still be changed; who may change this mark at all, the caller has found out. */
  viewer: { personId: string; role: string };
  reason: string;
  origin: MarkOrigin;
  now: number;
}

/**
 * Sets a mark because of an appeal, also in a session that is over. A mark that says so already stays.
 * @throws AppError `not_found`, `session_locked`, `session_not_open`, `invalid_request` for a code the session does not know.
 */
export const correctMark = async (trx: Trx, correction: Correction & { code: string }): Promise<void> => {
  const { session, policy } = await editableSession(trx, correction);
  const { studentId, code, viewer, reason, origin, now } = correction;
  if (!policy.marks.some((kind) => kind.code === code))
    fail('invalid_request', { details: [{ path: 'wanted', message: 'is not a mark of the policy' }] });
  const before = await currentMark(trx, { sessionId: session.id, studentId });
  if (before?.code === code) return;
  const student = (await studentRefs(trx, [studentId])).get(studentId) ?? fail('not_found');
  const marks = [{ student, code, evidence: { appealId: origin.id } }];
  const actorId = viewer.personId;
  await markByHand(trx, { session, policy, method: 'manual', marks, at: now, actorId, reason, origin, now });
};

/**
 * Takes a correction back: the mark before it comes again. Where somebody has set another mark since, that stays.
 * @throws AppError as `correctMark`.
 */
export const undoCorrection = async (trx: Trx, correction: Correction): Promise<void> => {
  const { sessionId, studentId, origin } = correction;
  await takeTurn(trx, sessionId);
  const last = (await historyOf(trx, { sessionId, studentId })).at(-1);
  if (last?.origin?.id !== origin.id || last.from === null) return;
  await correctMark(trx, { ...correction, code: last.from });
};

const editableSession = async (trx: Trx, { sessionId, viewer, now }: Correction) => {
  await takeTurn(trx, sessionId);
  const session = (await sessionRow(trx, sessionId)) ?? fail('not_found');
  const policy = await policyOf(trx, session);
  assertEditable(session, { viewer, now, editWindowMs: editWindowMs(policy) });
  return { session, policy };
};
