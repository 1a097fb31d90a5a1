import { isUniqueViolation, newId, type Trx } from '../../platform/db/index.ts';
import { fail } from '../../platform/http/index.ts';
import { currentMark, DAY_MS, sessionView } from '../attendance/index.ts';
import { currentPolicy, policyByVersion } from '../policies/index.ts';
import { appealUntil } from './offer.ts';

export interface AppealAsked {
  sessionId: string;
  /** The mark it should be. */
  wanted: string;
  statement: string;
  studentId: string;
  now: number;
}

/**
 * A student appeals against their mark in a session that is over. @returns the id of the request.
 * @throws AppError `not_found`, `nothing_to_appeal`, `asked_too_late`, `appeal_exists`, `invalid_request`.
 */
export const appealMark = async (trx: Trx, asked: AppealAsked): Promise<string> => {
  const { sessionId, wanted, statement, studentId, now } = asked;
  const mark = await currentMark(trx, { sessionId, studentId });
  const session = await sessionView(trx, sessionId, now);
  // Without a mark of theirs, whether the session exists is none of their business.
  if (!mark || !session) return fail('not_found');
  if (session.closedAt === null || mark.code === wanted) return fail('nothing_to_appeal');
  const { data: policy } = await currentPolicy(trx, now);
  if (now >= appealUntil(policy, session.closedAt)) fail('asked_too_late');
  const { marks } = (await policyByVersion(trx, session.policyVersion)).data;
  if (!marks.some(({ code }) => code === wanted))
    fail('invalid_request', { details: [{ path: 'body.wanted', message: 'is not a mark of the policy' }] });
  const id = newId(now);
  const row = {
    id,
    kind: 'appeal' as const,
    studentId,
    sectionId: session.section.id,
    state: 'open' as const,
    verdict: null,
    statement,
    askedAt: now,
    answerBy: now + policy.requests.answerDays * DAY_MS,
    ...{ secondReadingBy: null, secondAskedAt: null, secondStatement: null, settledAt: null },
    ...{ leaveKind: null, firstDay: null, lastDay: null },
    sessionId,
    markId: mark.id,
    wanted,
  };
  try {
    await trx.insertInto('studentRequest').values(row).execute();
  } catch (error) {
    if (isUniqueViolation(error)) fail('appeal_exists');
    throw error;
  }
  return id;
};
