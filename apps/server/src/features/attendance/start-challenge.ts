import { randomBytes } from 'node:crypto';
import { CHECK_IN_FRAMES, type Challenge } from '@smart-presence/contract';
import { type Db, newId } from '../../platform/db/index.ts';
import { fail, type Viewer } from '../../platform/http/index.ts';
import { saveChallenge } from './challenges.store.ts';
import { limitAttempts } from './limit-attempts.ts';
import { makePlan } from './liveness/challenge-plan.ts';
import { stateAt } from './session-clock.ts';
import { editWindowMs, policyOf, sessionForStudent } from './sessions.store.ts';

export interface ChallengeRequest {
  sessionId: string;
  viewer: Viewer;
  /** The student wants the teacher's word instead of making movements. */
  asksTeacher?: boolean;
  /** The student accepts colours on the screen. */
  flashes?: boolean;
  now: number;
}

/** How long a student has from beginning to sending, milliseconds. */
export const CHALLENGE_MS = 90_000;
/** Pictures of a check-in without movements; with them the steps say how many. */
export const STILL_FRAMES = { min: 3, max: 8 } as const;
const NONCE_BYTES = 16;

/**
 * Begins a check-in: the nonce is good once, for this student, session and sign-in session.
 * @throws AppError `not_found`, `too_many_requests`, `session_not_open`, `session_closed`.
 */
export const startChallenge = async (db: Db, request: ChallengeRequest): Promise<Challenge> => {
  const { sessionId, viewer, asksTeacher = false, flashes = false, now } = request;
  const session = (await sessionForStudent(db, { sessionId, studentId: viewer.personId })) ?? fail('not_found');
  const policy = await policyOf(db, session);
  const { state } = stateAt(session, { now, editWindowMs: editWindowMs(policy) });
  if (state === 'scheduled') fail('session_not_open');
  if (state !== 'open') fail('session_closed');
  await limitAttempts(db, { studentId: viewer.personId, now });
  const { level, flashes: flashMode } = policy.liveness;
  const plan = makePlan({ level, asksTeacher, flashMode, flashes });
  const challenge: Challenge = {
    id: newId(now),
    sessionId,
    nonce: randomBytes(NONCE_BYTES).toString('hex'),
    level: plan.level,
    steps: plan.steps.length,
    frames: plan.steps.length > 0 ? CHECK_IN_FRAMES : STILL_FRAMES,
    issuedAt: now,
    expiresAt: now + CHALLENGE_MS,
  };
  const { frames: _frames, steps: _steps, level: _level, ...kept } = challenge;
  await saveChallenge(db, {
    ...kept,
    studentId: viewer.personId,
    signInSessionId: viewer.signInSessionId,
    steps: JSON.stringify(plan),
  });
  return challenge;
};
