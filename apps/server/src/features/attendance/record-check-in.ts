import type { CheckInReply, Mark, PolicyData, Review, StudentRef } from '@smart-presence/contract';
import { type Db, newId, type Trx, transact } from '../../platform/db/index.ts';
import { fail } from '../../platform/http/index.ts';
import { keepTrace, reportSecurityEvent } from '../../platform/security-events/index.ts';
import { studentRefs } from '../accounts/index.ts';
import { type FaceVerification, type FreshVerification, keepPictures } from '../biometrics/index.ts';
import type { Delay } from './arrival.ts';
import { answerOf, type ChallengeRow, spendChallenge } from './challenges.store.ts';
import type { CheckInRequest } from './check-in-request.ts';
import { replyFor } from './check-in-words.ts';
import { attendedCodes } from './count-marks.ts';
import { codeOnArrival, type Decision, decideCheckIn } from './decide-check-in.ts';
import { fingerprintOf, type ProvenDevice } from './devices/device-key.ts';
import { noteUse } from './devices/devices.store.ts';
import { flagAsShared, flagElsewhere, type MetDevice, meetDevice, publishSharing } from './devices/shared-device.ts';
import type { PlaceJudgement } from './judge-place.ts';
import { planOf, revealedOf } from './liveness/challenge-plan.ts';
import type { LivenessOutcome } from './liveness/liveness-of.ts';
import { appendMarks, currentMark } from './marks.store.ts';
import { requestReview, settleReviewsOf } from './reviews.store.ts';
import { hintsFor, type JudgedCode, spendUse } from './room-code/judge-code.ts';
import { mayBePassedOn, type RelayHints } from './room-code/relay-hints.ts';
import { publishStudents, type ToldMark } from './session-events.ts';
import { type SessionRow, takeTurn } from './sessions.store.ts';
import { signsOfFraud } from './signs/signs-of-fraud.ts';
import type { HiddenTrace } from './signs/trace-of.ts';

/** All that was found about a check-in before anything is decided, whichever way it came. */
export interface Found {
  studentId: string;
  now: number;
  session: SessionRow;
  policy: PolicyData;
  place: PlaceJudgement;
  device: ProvenDevice | null;
  code: JudgedCode;
  method: 'face-self' | 'room-code';
  /** null when something refused before the face was looked at, or by the room code alone. */
  verification: FreshVerification | null;
  /** What the movements showed. */
  liveness: LivenessOutcome;
  /** The policy expects colours of the screen, and the student declined them. */
  lacksFlashes: boolean;
  /** By the room code alone, though there is an enrolled face. */
  leavesFaceOut: boolean;
  /** null: it came in time. */
  delay: Delay | null;
  /** How it was made, to be compared with others'. */
  trace: HiddenTrace;
  /** More to keep as evidence. */
  proof: Record<string, unknown>;
}

/** What a check-in leaves behind. */
interface Written {
  mark: Mark | null;
  told: ToldMark[];
  reviews: Review[];
}

export interface Settled {
  reply: CheckInReply;
  /** Publishes what has happened: last in the transaction. */
  tell: () => Promise<void>;
  /** What is left to do in other sessions, after the transaction. */
  afterwards: (db: Db) => Promise<void>;
}

export interface JudgedCheckIn {
  request: CheckInRequest;
  challenge: ChallengeRow;
  found: Omit<Found, 'studentId' | 'now' | 'method' | 'leavesFaceOut' | 'proof'>;
}

/**
 * Decides and records a check-in by face, in one transaction: mark or review, the spent challenge with its answer, the
 * events. A check-in that was admitted in time counts even when its session has been closed while the face was compared;
 * the absence the clock wrote meanwhile then stays as history.
 */
export const recordCheckIn = async (db: Db, { request, challenge, found }: JudgedCheckIn): Promise<CheckInReply> => {
  const { now, viewer, frameTimes } = request;
  const { id, issuedAt } = challenge;
  const settled = await transact(db, async (trx): Promise<Settled> => {
    await takeTurn(trx, found.session.id);
    const earlier = await answerOf(trx, id);
    if (earlier) return { reply: earlier, tell: async () => {}, afterwards: async () => {} };
    const done = await settleCheckIn(trx, {
      ...found,
      studentId: viewer.personId,
      now,
      method: 'face-self',
      leavesFaceOut: false,
      proof: {
        challenge: { id, issuedAt, frameTimes, steps: planOf(challenge).steps, revealed: revealedOf(challenge) },
      },
    });
    if (done.reply.decision !== 'reject')
      await keepPictures(trx, {
        challengeId: id,
        studentId: viewer.personId,
        sessionId: found.session.id,
        hashes: found.verification?.hashes ?? [],
        now,
      });
    // Two servers cannot both come here for one challenge: the loser's transaction leaves nothing behind.
    if (!(await spendChallenge(trx, { id, reply: done.reply, now }))) fail('challenge_invalid');
    await done.tell();
    return done;
  });
  await settled.afterwards(db);
  return settled.reply;
};

/** Decides a check-in and writes mark or review, with the session's turn taken. */
export const settleCheckIn = async (trx: Trx, found: Found): Promise<Settled> => {
  const { studentId, now, session, policy, place, verification } = found;
  const seenAt = found.delay?.capturedAt ?? now;
  const device = await meetDevice(trx, { device: found.device, studentId, now: seenAt });
  const hints = await hintsFor(trx, found);
  const before = await currentMark(trx, { sessionId: session.id, studentId });
  const hasAttended = before !== undefined && attendedCodes(policy).has(before.code);
  const decided = decideCheckIn({
    isByCode: found.method === 'room-code',
    face: verification && withoutMissing(verification),
    leavesFaceOut: found.leavesFaceOut,
    liveness: found.liveness,
    lacksFlashes: found.lacksFlashes,
    code: found.code.finding,
    codeMode: policy.roomCode.mode,
    mayBePassedOn: hints !== null && mayBePassedOn(hints),
    place: place.finding,
    placeMode: policy.placeMode,
    device: device.finding,
    isDeviceShared: device.others.length > 0,
    isLate: found.delay !== null,
    contradictsTeacher: before?.method === 'manual' && !hasAttended,
  });
  const nothing = { tell: async () => {}, afterwards: async () => {} };
  const signs = signsOfFraud({
    ...found,
    sharedWith: decided.decision === 'reject' ? [] : device.others.map((other) => other.personId),
    mayBePassedOn: hints !== null && mayBePassedOn(hints),
  });
  for (const sign of signs) await reportSecurityEvent(trx, sign);
  if (decided.decision === 'reject')
    return { reply: replyFor({ ...decided, mark: before ?? null, session, verification }), ...nothing };
  if (hasAttended)
    return { reply: replyFor({ decision: 'accept', code: 'already_marked', mark: before, session }), ...nothing };

  const evidence = evidenceOf(found, { decided, device, hints });
  const written = await write(trx, { found, decided, before: before ?? null, evidence });
  await spendUse(trx, found);
  await keepTrace(trx, { sessionId: session.id, sectionId: session.sectionId, studentId, at: seenAt, ...found.trace });
  return {
    reply: replyFor({ ...decided, mark: written.mark, session, verification }),
    ...(await settleDevice(trx, { found, decided, device, written })),
  };
};

const withoutMissing = ({ kind }: FaceVerification) => (kind === 'template_missing' ? fail('template_missing') : kind);

interface Devicework {
  found: Found;
  decided: Decision;
  device: MetDevice;
  written: Written;
}

/** Notes the device, flags whom it is shared with, and prepares what there is to tell. */
const settleDevice = async (
  trx: Trx,
  { found, decided, device: { others }, written }: Devicework,
): Promise<Omit<Settled, 'reply'>> => {
  const { studentId, now, session, policy, device } = found;
  const isAccepted = decided.decision !== 'review';
  if (device) await noteUse(trx, { device, personId: studentId, sessionId: session.id, isAccepted, now });
  const here = others.filter((other) => other.lastSessionId === session.id).map((other) => other.personId);
  const flagged = await flagAsShared(trx, { session, studentIds: here, now });
  return {
    tell: async () => {
      await publishStudents(trx, {
        session,
        policy,
        marks: [...written.told, ...flagged.marks],
        reviews: [...written.reviews, ...flagged.reviews],
        actorId: studentId,
        now,
      });
      if (others.length > 0) await publishSharing(trx, { session, studentId, others, now });
    },
    afterwards: (db) => flagElsewhere(db, { session, studentId, others, now }),
  };
};

interface Writing {
  found: Found;
  decided: Decision;
  before: Mark | null;
  evidence: Record<string, unknown>;
}

const write = async (trx: Trx, { found, decided, before, evidence }: Writing): Promise<Written> => {
  const { session, policy, studentId, now, method } = found;
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
      method,
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
  return { mark: appended.mark, told: [{ student, mark: appended.mark, from: appended.from }], reviews };
};

const studentRef = async (trx: Trx, id: string): Promise<StudentRef> =>
  (await studentRefs(trx, [id])).get(id) ?? fail('not_found');

interface Judgement {
  decided: Decision;
  device: MetDevice;
  hints: RelayHints | null;
}

/** Hashes serve to know pictures again and are forgotten; evidence stays. */
const evidenceOfFace = ({
  hashes: _,
  repeatsOf: __,
  resembles: ___,
  ...evidence
}: FreshVerification): FaceVerification => evidence;

/** What led to the decision: numbers and reasons, never pixels, never coordinates, never the room code. */
const evidenceOf = (found: Found, { decided, device, hints }: Judgement): Record<string, unknown> => {
  const { decision, reasons, flags } = decided;
  return {
    policyVersion: found.session.policyVersion,
    method: found.method,
    decision,
    reasons,
    flags,
    place: found.place,
    face: found.verification && evidenceOfFace(found.verification),
    liveness: found.liveness,
    roomCode: found.code.use ? { finding: found.code.finding, ...hints } : null,
    device: {
      finding: device.finding,
      fingerprint: found.device && fingerprintOf(found.device.thumbprint),
      sharedWith: device.others.map((other) => other.personId),
    },
    ...(found.delay && { delay: found.delay }),
    ...found.proof,
  };
};
