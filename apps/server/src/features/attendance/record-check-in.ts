import type { CheckInReply, Mark, PolicyData, Review, StudentRef } from '@smart-presence/contract';
import { type Db, newId, type Trx, transact } from '../../platform/db/index.ts';
import { fail } from '../../platform/http/index.ts';
import { studentRefs } from '../accounts/index.ts';
import type { FaceVerification } from '../biometrics/index.ts';
import { answerOf, type ChallengeRow, spendChallenge } from './challenges.store.ts';
import type { CheckInRequest } from './check-in-request.ts';
import { replyFor } from './check-in-words.ts';
import { attendedCodes } from './count-marks.ts';
import { codeOnArrival, type Decision, decideCheckIn } from './decide-check-in.ts';
import type { PlaceJudgement } from './judge-place.ts';
import { appendMarks, currentMark } from './marks.store.ts';
import { requestReview, settleReviewsOf } from './reviews.store.ts';
import { publishStudents, type ToldMark } from './session-events.ts';
import { type SessionRow, takeTurn } from './sessions.store.ts';

export interface JudgedCheckIn {
  request: CheckInRequest;
  challenge: ChallengeRow;
  session: SessionRow;
  policy: PolicyData;
  place: PlaceJudgement;
  /** null when the place refused before the face was looked at. */
  verification: FaceVerification | null;
}

/** What a check-in leaves behind. */
interface Written {
  mark: Mark | null;
  told: ToldMark[];
  reviews: Review[];
}

/**
 * Decides and records, in one transaction: mark or review, the spent challenge with its answer, the events. A
 * check-in that was admitted in time counts even when its session has been closed while the face was compared; the
 * absence the clock wrote meanwhile then stays as history.
 */
export const recordCheckIn = (db: Db, judged: JudgedCheckIn): Promise<CheckInReply> =>
  transact(db, async (trx) => {
    const { request, challenge, session, policy, place, verification } = judged;
    const { now } = request;
    const studentId = request.viewer.personId;
    await takeTurn(trx, session.id);
    const earlier = await answerOf(trx, challenge.id);
    if (earlier) return earlier;

    const before = await currentMark(trx, { sessionId: session.id, studentId });
    const hasAttended = before !== undefined && attendedCodes(policy).has(before.code);
    const decided = decideCheckIn({
      face: verification && withoutMissing(verification),
      place: place.finding,
      placeMode: policy.placeMode,
      contradictsTeacher: before?.method === 'manual' && !hasAttended,
    });
    const isAlready = hasAttended && decided.decision !== 'reject';
    const written = isAlready
      ? { mark: before, told: [], reviews: [] }
      : await write(trx, { judged, decided, before: before ?? null });
    const reply = isAlready
      ? replyFor({ decision: 'accept', code: 'already_marked', mark: before, session })
      : replyFor({ ...decided, mark: written.mark, session, verification });
    // Two servers cannot both come here for one challenge: the loser's transaction leaves nothing behind.
    if (!(await spendChallenge(trx, { id: challenge.id, reply, now }))) fail('challenge_invalid');
    await publishStudents(trx, {
      session,
      policy,
      marks: written.told,
      reviews: written.reviews,
      actorId: studentId,
      now,
    });
    return reply;
  });

const withoutMissing = ({ kind }: FaceVerification) => (kind === 'template_missing' ? fail('template_missing') : kind);

interface Writing {
  judged: JudgedCheckIn;
  decided: Decision;
  before: Mark | null;
}

const write = async (trx: Trx, { judged, decided, before }: Writing): Promise<Written> => {
  if (decided.decision === 'reject') return { mark: before, told: [], reviews: [] };
  const { request, session, policy } = judged;
  const { now, viewer } = request;
  const studentId = viewer.personId;
  const evidence = evidenceOf(judged, decided);
  if (decided.decision === 'review') {
    const { reasons } = decided;
    const review = await requestReview(trx, { sessionId: session.id, studentId, requestedAt: now, reasons, evidence });
    return { mark: before, told: [], reviews: review ? [review] : [] };
  }
  const [appended] = await appendMarks(trx, [
    {
      id: newId(now),
      sessionId: session.id,
      studentId,
      code: codeOnArrival(policy, { openedAt: session.openedAt, arrivedAt: now }),
      method: 'face-self',
      at: now,
      recordedAt: now,
      actorId: studentId,
      reason: null,
      isFlagged: decided.decision === 'flag',
      evidence,
    },
  ]);
  if (!appended) throw new Error('a mark was not recorded');
  const verdicts = new Map([[studentId, { state: 'approved' as const, decidedBy: null, now }]]);
  const reviews = await settleReviewsOf(trx, { sessionId: session.id, verdicts });
  const student = await studentRef(trx, studentId);
  return { mark: appended.mark, told: [{ student, mark: appended.mark, isFirst: appended.from === null }], reviews };
};

const studentRef = async (trx: Trx, id: string): Promise<StudentRef> =>
  (await studentRefs(trx, [id])).get(id) ?? fail('not_found');

/** What led to the decision: numbers and reasons, never pixels, never coordinates. */
const evidenceOf = (judged: JudgedCheckIn, { decision, reasons, flags }: Decision): Record<string, unknown> => {
  const { request, challenge, session, place, verification } = judged;
  return {
    policyVersion: session.policyVersion,
    decision,
    reasons,
    flags,
    place,
    face: verification,
    challenge: { id: challenge.id, issuedAt: challenge.issuedAt, frameTimes: request.frameTimes },
  };
};
