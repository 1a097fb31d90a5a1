import { createHash } from 'node:crypto';
import { type CheckInReply, facesMessage, type PolicyData } from '@smart-presence/contract';
import { equalText } from '../../platform/crypto/index.ts';
import type { Db } from '../../platform/db/index.ts';
import { fail } from '../../platform/http/index.ts';
import { activeStudents, isActivelyEnrolled } from '../academics/index.ts';
import {
  biometricStatus,
  type FreshVerification,
  hasTemplate,
  type MovementsAsked,
  type verifyFrames,
} from '../biometrics/index.ts';
import { type Delay, judgeArrival } from './arrival.ts';
import { type ChallengeRow, findChallenge } from './challenges.store.ts';
import type { CheckInRequest } from './check-in-request.ts';
import { replyFor } from './check-in-words.ts';
import { attendedCodes } from './count-marks.ts';
import { refusedBeforeFace } from './decide-check-in.ts';
import { type ProvenDevice, proveDevice } from './devices/device-key.ts';
import { devicesOf } from './devices/devices.store.ts';
import { judgeDevice } from './devices/judge-device.ts';
import { limitAttempts } from './limit-attempts.ts';
import { type ChallengePlan, planOf, revealedOf } from './liveness/challenge-plan.ts';
import { framesInTime } from './liveness/frames-in-time.ts';
import { livenessOf, type Movements } from './liveness/liveness-of.ts';
import { currentMark } from './marks.store.ts';
import { placeOf } from './place-of.ts';
import { recordCheckIn } from './record-check-in.ts';
import { noCode, presentedCode } from './room-code/judge-code.ts';
import { editWindowMs, policyOf, sessionForStudent, sessionRow } from './sessions.store.ts';
import { reportForgery } from './signs/report-forgery.ts';
import { traceOf } from './signs/trace-of.ts';
import { STILL_FRAMES } from './start-challenge.ts';

export interface CheckInProps {
  db: Db;
  /** Compares frames with a template; throws `overloaded` when there is no room to. */
  verify: typeof verifyFrames;
  request: CheckInRequest;
}

const underWay = new WeakMap<object, Map<string, Promise<CheckInReply>>>();

/**
 * A student checks in with their own face. Steps in order, cheap before dear: rate, challenge, session, roster,
 * template, place, room code, face; then one transaction records what was decided. Sent again, also at the same time, the same
 * challenge gets the same answer. Begun and taken in time but come late, it is judged like any other and goes to the teacher.
 * @throws AppError `invalid_request`, `too_many_requests`, `not_found`, `challenge_invalid`, `check_in_too_late`, `not_enrolled`, `consent_required`, `template_missing`, `device_proof_invalid`, picture errors, `overloaded`: in none of these is anything recorded.
 */
export const checkIn = (props: CheckInProps): Promise<CheckInReply> => {
  const { viewer, challengeId, nonce } = props.request;
  const here = underWay.get(props.db) ?? new Map<string, Promise<CheckInReply>>();
  underWay.set(props.db, here);
  const key = [viewer.signInSessionId, viewer.personId, challengeId, nonce].join(' ');
  const running = here.get(key);
  if (running) return running;
  const mine = perform(props).finally(() => here.delete(key));
  here.set(key, mine);
  return mine;
};

const perform = async (props: CheckInProps): Promise<CheckInReply> => {
  const { db, request } = props;
  return judge(props).catch(async (error: unknown) => {
    await reportForgery(db, { request, error });
    throw error;
  });
};

const judge = async ({ db, verify, request }: CheckInProps): Promise<CheckInReply> => {
  const { viewer, now } = request;
  const studentId = viewer.personId;
  assertFrameTimes(request);
  const challenge = await findOwnChallenge(db, request);
  assertFrames(request, planOf(challenge));
  if (challenge.answer !== null) return JSON.parse(challenge.answer) as CheckInReply;
  await limitAttempts(db, { studentId, now });
  const device = deviceOf(request);

  const session = (await sessionRow(db, request.sessionId)) ?? fail('not_found');
  const mark = (await currentMark(db, { sessionId: session.id, studentId })) ?? null;
  const policy = await policyOf(db, session);
  const delay = delayOf(request, { challenge, session, editWindowMs: editWindowMs(policy) });
  if (delay === 'closed') return replyFor({ decision: 'reject', code: 'session_closed', mark, session });
  if (!(await isActivelyEnrolled(db, { sectionId: session.sectionId, studentId }))) fail('not_enrolled');
  if (mark && attendedCodes(policy).has(mark.code))
    return replyFor({ decision: 'accept', code: 'already_marked', mark, session });
  await assertTemplate(db, studentId);

  // What is said about then is judged by the clock of then.
  const seenAt = delay ? delay.capturedAt : now;
  // Where it was sent from says nothing about where it was taken.
  const placed = { place: request.place, address: delay ? null : request.address, now: seenAt };
  const place = await placeOf(db, { request: placed, session });
  const { mode } = policy.roomCode;
  const code = mode === 'also' ? await presentedCode(db, { sessionId: session.id, studentId, now: seenAt }) : noCode;
  const movements = movementsOf(request, challenge);
  const facts = { isByCode: false, code: code.finding, codeMode: mode, liveness: movements.finding };
  const isRefused = refusedBeforeFace({ ...facts, place: place.finding, placeMode: policy.placeMode }) !== null;
  const asked = { policy, asked: movements.asked, sectionId: session.sectionId };
  const verification = isRefused ? null : await compare({ db, verify, request }, asked);
  const liveness = livenessOf(movements, verification);
  const lacksFlashes = planOf(challenge).lacksFlashes === true;
  const found = { session, policy, place, device, code, verification, liveness, lacksFlashes, delay };
  const trace = traceOf(db, { ...request, device, isLate: delay !== null });
  return recordCheckIn(db, { request, challenge, found: { ...found, trace } });
};

/** What can be said about the movements before anybody looks at the pictures. */
const movementsOf = (request: CheckInRequest, challenge: ChallengeRow): Movements => {
  const { level, steps, colours = [], asksTeacher } = planOf(challenge);
  if (asksTeacher) return { finding: 'declined', asked: null };
  if (steps.length === 0) return { finding: 'off', asked: null };
  const times = request.frameTimes.flatMap((at, index) => {
    const step = request.frameSteps?.[index];
    return step === undefined ? [] : [{ at, step }];
  });
  const { issuedAt, expiresAt } = challenge;
  const revealed = revealedOf(challenge);
  const arrivedAt = Math.min(request.now, expiresAt);
  const isInTime = framesInTime({ issuedAt, revealed, steps, times, arrivedAt });
  if (!isInTime) return { finding: 'liveness_out_of_time', asked: null };
  return { finding: 'unseen', asked: { level, steps, colours, times, sessionId: request.sessionId } };
};

type Challenged = Omit<Parameters<typeof judgeArrival>[0], 'lastFrameAt' | 'arrivedAt'>;

const delayOf = ({ frameTimes, now }: CheckInRequest, challenged: Challenged): Delay | 'closed' | null =>
  judgeArrival({ ...challenged, lastFrameAt: frameTimes.at(-1) ?? 0, arrivedAt: now });

/** @throws AppError `device_proof_invalid` when the signature is over other frames or another challenge. */
const deviceOf = ({ sessionId, challengeId, nonce, frames, viewer, device }: CheckInRequest): ProvenDevice | null => {
  const frameDigests = frames.map((frame) => createHash('sha256').update(frame).digest('hex'));
  const message = facesMessage({ personId: viewer.personId, sessionId, challengeId, nonce, frameDigests });
  return proveDevice(device, message);
};

const assertFrameTimes = ({ frames, frameTimes }: CheckInRequest): void => {
  const refuse = (message: string) => fail('invalid_request', { details: [{ path: 'data.frameTimes', message }] });
  if (frameTimes.length !== frames.length) refuse('must hold one time per frame');
  if (frameTimes.some((time, index) => time < (frameTimes[index - 1] ?? 0))) refuse('must not decrease');
};

/** Whether there is a step for each frame, and no more pictures than this challenge asks for. */
const assertFrames = ({ frames, frameSteps = [] }: CheckInRequest, { steps }: ChallengePlan): void => {
  const refuse = (message: string) => fail('invalid_request', { details: [{ path: 'data.frameSteps', message }] });
  if (steps.length > 0 && frameSteps.length !== frames.length) refuse('must hold one step per frame');
  if (steps.length === 0 && frameSteps.length > 0) refuse('this challenge has no steps');
  if (steps.length === 0 && frames.length > STILL_FRAMES.max)
    refuse(`at most ${STILL_FRAMES.max} frames without steps`);
};

/** @throws AppError `not_found` when the session is none of theirs, so that a wrong challenge tells nothing about it. */
const findOwnChallenge = async (db: Db, request: CheckInRequest): Promise<ChallengeRow> => {
  const { sessionId, challengeId, viewer, nonce } = request;
  const challenge = await findChallenge(db, { sessionId, challengeId, studentId: viewer.personId });
  if (challenge && equalText(challenge.nonce, nonce) && (await isHolder(db, { request, challenge }))) return challenge;
  const isTheirs = challenge ?? (await sessionForStudent(db, { sessionId, studentId: viewer.personId }));
  return fail(isTheirs ? 'challenge_invalid' : 'not_found');
};

/**
 * A challenge is for the sign-in session it was issued in. One that has run out may come from a later one, since a phone that
 * was switched off is signed out: then the device has to show that it is the student's.
 */
const isHolder = async (
  db: Db,
  { request, challenge }: { request: CheckInRequest; challenge: ChallengeRow },
): Promise<boolean> => {
  const { viewer, now } = request;
  if (challenge.signInSessionId === viewer.signInSessionId) return true;
  const device = challenge.expiresAt < now ? deviceOf(request) : null;
  if (!device) return false;
  const finding = judgeDevice({ thumbprint: device.thumbprint, own: await devicesOf(db, viewer.personId) });
  return finding === 'known' || finding === 'first';
};

const assertTemplate = async (db: Db, studentId: string): Promise<void> => {
  if ((await hasTemplate(db, [studentId])).has(studentId)) return;
  const { consent } = await biometricStatus(db, studentId);
  fail(consent && consent.withdrawnAt === null ? 'template_missing' : 'consent_required');
};

/** The face, outside any transaction: it takes tens of milliseconds. */
const compare = async (
  { db, verify, request }: CheckInProps,
  { policy, asked, sectionId }: { policy: PolicyData; asked: MovementsAsked | null; sectionId: string },
): Promise<FreshVerification> => {
  const { viewer, frames, now } = request;
  const classmates = async () => (await activeStudents(db, sectionId)).map(({ id }) => id);
  const verification = await verify({
    db,
    personId: viewer.personId,
    frames,
    limits: policy.face,
    asked,
    now,
    classmates,
  });
  // Withdrawn or replaced since it was looked up.
  if (verification.kind === 'template_missing') fail('template_missing');
  return verification;
};
