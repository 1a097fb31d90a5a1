import type { MarkMethod, PolicyData, StudentRef } from '@smart-presence/contract';
import { newId, type Trx } from '../../platform/db/index.ts';
import { attendedCodes } from './count-marks.ts';
import { appendMarks, type MarkOrigin } from './marks.store.ts';
import { settleReviewsOf } from './reviews.store.ts';
import { publishStudents } from './session-events.ts';
import type { SessionRow } from './sessions.store.ts';
import { tellDecided } from './tell-people.ts';

export interface HandMark {
  student: StudentRef;
  code: string;
  evidence: Record<string, unknown>;
}

export interface HandMarks {
  session: SessionRow;
  policy: PolicyData;
  method: MarkMethod;
  marks: readonly HandMark[];
  at: number;
  actorId: string;
  reason: string | null;
  /** What the student asked for that led to it. */
  origin?: MarkOrigin;
  now: number;
}

/** Records what a teacher decided about students, settles their open reviews accordingly, and tells everybody. */
export const markByHand = async (trx: Trx, hand: HandMarks): Promise<void> => {
  const { session, policy, method, marks, at, actorId, reason, origin = null, now } = hand;
  const appended = await appendMarks(
    trx,
    marks.map(({ student, code, evidence }) => ({
      id: newId(now),
      sessionId: session.id,
      studentId: student.id,
      code,
      method,
      at,
      recordedAt: now,
      actorId,
      reason,
      isFlagged: false,
      origin,
      evidence: { ...evidence, policyVersion: session.policyVersion },
    })),
  );
  const attended = attendedCodes(policy);
  const verdicts = new Map(
    marks.map(({ student, code }) => [
      student.id,
      { state: attended.has(code) ? ('approved' as const) : ('rejected' as const), decidedBy: actorId, now },
    ]),
  );
  const reviews = await settleReviewsOf(trx, { sessionId: session.id, verdicts });
  const told = appended.map(({ mark, from }, index) => ({
    student: (marks[index] as HandMark).student,
    mark,
    from,
    reason,
  }));
  await publishStudents(trx, { session, policy, marks: told, reviews, actorId, now });
  // Whoever asked for it is told of the answer instead, which keeps its reason to itself.
  await tellDecided(trx, { session, marks: origin ? [] : appended, reviews, actorId, reason, now });
};
