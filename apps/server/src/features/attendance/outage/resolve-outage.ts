import type { Db, Trx } from '../../../platform/db/index.ts';
import type { SectionViewer } from '../../academics/index.ts';
import { assertEditable } from '../assert-editable.ts';
import { leaveIn } from '../leave/granted-leave.store.ts';
import { type HandMarks, markByHand } from '../mark-by-hand.ts';
import { isOutageAlone, reviewsOf } from '../reviews.store.ts';
import { editWindowMs, policyOf, type SessionRow } from '../sessions.store.ts';
import { inClass } from '../together.ts';

export interface OutageVerdict {
  sessionId: string;
  viewer: SectionViewer;
  verdict: 'present' | 'absent';
  now: number;
}

/**
 * Decides about everybody at once whom nothing but an outage brought under review; who has been given leave since gets its
 * mark. Check-ins that a person has to look at stay.
 * @throws AppError `not_found`, `session_locked`.
 */
export const resolveOutage = (
  db: Db,
  { sessionId, viewer, verdict, now }: OutageVerdict,
): Promise<{ decided: number }> =>
  inClass(db, { sessionId, viewer }, async (trx, row, others) => {
    let decided = 0;
    for (const session of [row, ...others]) decided += await resolveOne(trx, { session, viewer, verdict, now });
    return { decided };
  });

const resolveOne = async (
  trx: Trx,
  { session, viewer, verdict, now }: Omit<OutageVerdict, 'sessionId'> & { session: SessionRow },
): Promise<number> => {
  const policy = await policyOf(trx, session);
  assertEditable(session, { viewer, now, editWindowMs: editWindowMs(policy) });
  const held = (await reviewsOf(trx, session.id)).filter((review) => review.state === 'open' && isOutageAlone(review));
  const leave = verdict === 'absent' ? await leaveIn(trx, session) : new Map();
  const code = verdict === 'present' ? policy.presentCode : policy.absentCode;
  const hand: Omit<HandMarks, 'marks' | 'reason'> = {
    session,
    policy,
    method: 'manual',
    at: now,
    actorId: viewer.personId,
    now,
  };
  const marks = held.flatMap(({ id, student }) =>
    leave.has(student.id) ? [] : [{ student, code, evidence: { reviewId: id } }],
  );
  await markByHand(trx, { ...hand, marks, reason: `${verdict}; the system had failed` });
  for (const { id, student } of held) {
    const granted = leave.get(student.id);
    if (!granted) continue;
    const onLeave = [{ student, code: granted.code, evidence: { reviewId: id, leaveId: granted.id } }];
    const origin = { kind: 'leave' as const, id: granted.id };
    await markByHand(trx, { ...hand, marks: onLeave, reason: granted.reason, origin });
  }
  return held.length;
};
