import { randomBytes } from 'node:crypto';
import type { Challenge } from '@smart-presence/contract';
import { type Db, newId } from '../../platform/db/index.ts';
import { fail, type Viewer } from '../../platform/http/index.ts';
import { saveChallenge } from './challenges.store.ts';
import { limitAttempts } from './limit-attempts.ts';
import { stateAt } from './session-clock.ts';
import { editWindowMs, policyOf, sessionForStudent } from './sessions.store.ts';

export interface ChallengeRequest {
  sessionId: string;
  viewer: Viewer;
  now: number;
}

/** How long a student has from beginning to sending, milliseconds. */
export const CHALLENGE_MS = 90_000;
export const FRAMES = { min: 3, max: 8 } as const;
const NONCE_BYTES = 16;

/**
 * Begins a check-in: the nonce is good once, for this student, session and sign-in session.
 * @throws AppError `not_found`, `too_many_requests`, `session_not_open`, `session_closed`.
 */
export const startChallenge = async (db: Db, { sessionId, viewer, now }: ChallengeRequest): Promise<Challenge> => {
  const session = (await sessionForStudent(db, { sessionId, studentId: viewer.personId })) ?? fail('not_found');
  const { state } = stateAt(session, { now, editWindowMs: editWindowMs(await policyOf(db, session)) });
  if (state === 'scheduled') fail('session_not_open');
  if (state !== 'open') fail('session_closed');
  await limitAttempts(db, { studentId: viewer.personId, now });
  const challenge: Challenge = {
    id: newId(now),
    sessionId,
    nonce: randomBytes(NONCE_BYTES).toString('hex'),
    steps: ['hold_still'],
    frames: FRAMES,
    issuedAt: now,
    expiresAt: now + CHALLENGE_MS,
  };
  const { frames: _, steps, ...kept } = challenge;
  await saveChallenge(db, {
    ...kept,
    studentId: viewer.personId,
    signInSessionId: viewer.signInSessionId,
    steps: JSON.stringify(steps),
  });
  return challenge;
};
