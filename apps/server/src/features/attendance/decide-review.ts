import type { Mark, MarkMethod, PolicyData, Review } from '@smart-presence/contract';
import { type Db, newId } from '../../platform/db/index.ts';
import { fail } from '../../platform/http/index.ts';
import type { SectionViewer } from '../academics/index.ts';
import { assertEditable } from './assert-editable.ts';
import { attendedCodes } from './count-marks.ts';
import { codeOnArrival } from './decide-check-in.ts';
import { type GrantedLeave, leaveIn } from './leave/granted-leave.store.ts';
import { appendMarks, currentMark, type NewMark } from './marks.store.ts';
import { findReview, isOutageAlone, settleReview } from './reviews.store.ts';
import { publishStudents } from './session-events.ts';
import { editWindowMs, inSession, policyOf, type SessionRow } from './sessions.store.ts';
import { tellDecided } from './tell-people.ts';

export interface ReviewDecision {
  reviewId: string;
  viewer: SectionViewer;
  verdict: 'approve' | 'reject';
  now: number;
}

/**
 * Approve records the mark the check-in asked for, at the time it was made, also when it came late; where no check-in arrived because
 * of an outage, the present mark. Reject leaves the student free to try again while the session runs; in a closed one they become
 * absent, or get the mark of their leave.
 * @throws AppError `not_found`, `review_settled`, `session_locked`.
 */
export const decideReview = async (db: Db, decision: ReviewDecision): Promise<Review> => {
  const { reviewId, viewer, verdict, now } = decision;
  const asked = await findReview(db, reviewId);
  if (!asked) return fail('not_found');
  return inSession(db, { sessionId: asked.review.sessionId, viewer }, async (trx, session) => {
    const policy = await policyOf(trx, session);
    assertEditable(session, { viewer, now, editWindowMs: editWindowMs(policy) });
    const state = verdict === 'approve' ? 'approved' : 'rejected';
    if (!(await settleReview(trx, reviewId, { state, decidedBy: viewer.personId, now }))) fail('review_settled');
    const { review } = (await findReview(trx, reviewId)) ?? fail('not_found');
    const { student } = review;
    const before = await currentMark(trx, { sessionId: session.id, studentId: student.id });

    const leave = (await leaveIn(trx, session)).get(student.id) ?? null;
    const marks = await appendMarks(trx, markAfter({ decision, session, policy, asked, before, leave }));
    await publishStudents(trx, {
      session,
      policy,
      marks: marks.map(({ mark, from }) => ({ student, mark, from })),
      reviews: [review],
      actorId: viewer.personId,
      now,
    });
    await tellDecided(trx, { session, marks, reviews: [review], actorId: viewer.personId, reason: null, now });
    return review;
  });
};

interface Settled {
  decision: ReviewDecision;
  session: SessionRow;
  policy: PolicyData;
  asked: { review: Review; evidence: Record<string, unknown> };
  before: Mark | undefined;
  leave: GrantedLeave | null;
}

const methodOf = ({ method }: Record<string, unknown>): MarkMethod =>
  method === 'room-code' || method === 'face-kiosk' ? method : 'face-self';

/** The mark a settled review leads to, if any. */
const markAfter = ({ decision, session, policy, asked, before, leave }: Settled): NewMark[] => {
  const { reviewId, viewer, verdict, now } = decision;
  const { student, requestedAt, late } = asked.review;
  const seenAt = late?.capturedAt ?? requestedAt;
  const mark = {
    id: newId(now),
    sessionId: session.id,
    studentId: student.id,
    recordedAt: now,
    actorId: viewer.personId,
    isFlagged: false,
    evidence: { ...asked.evidence, reviewId, policyVersion: session.policyVersion },
  };
  if (verdict === 'approve') {
    if (before && attendedCodes(policy).has(before.code)) return [];
    if (isOutageAlone(asked.review))
      return [
        { ...mark, code: policy.presentCode, method: 'manual', at: now, reason: 'present; the system had failed' },
      ];
    const code = codeOnArrival(policy, { openedAt: session.openedAt, arrivedAt: seenAt });
    return [{ ...mark, code, method: methodOf(asked.evidence), at: seenAt, reason: 'approved in review' }];
  }
  const isOver = session.state === 'closed' || session.state === 'locked';
  if (before || !isOver) return [];
  if (leave) {
    const origin = { kind: 'leave' as const, id: leave.id };
    return [{ ...mark, code: leave.code, method: 'manual', at: now, reason: leave.reason, origin }];
  }
  const reason = isOutageAlone(asked.review) ? 'absent; the system had failed' : 'rejected in review';
  return [{ ...mark, code: policy.absentCode, method: 'manual', at: now, reason }];
};
