import type { RevealedStep } from '@smart-presence/contract';
import { equalText } from '../../../platform/crypto/index.ts';
import type { Db } from '../../../platform/db/index.ts';
import { fail, type Viewer } from '../../../platform/http/index.ts';
import { findChallenge, noteRevealed } from '../challenges.store.ts';
import { planOf, revealedOf } from './challenge-plan.ts';

export interface RevealRequest {
  sessionId: string;
  challengeId: string;
  nonce: string;
  /** Steps done so far. */
  done: number;
  viewer: Viewer;
  now: number;
}

/**
 * Tells the next step, once those before are done, and notes when. Asked again, the same step is told again, and
 * what was noted first stays.
 * @throws AppError `challenge_invalid` for a challenge that is none of theirs, over, used or without that step.
 */
export const revealStep = async (db: Db, request: RevealRequest): Promise<RevealedStep> => {
  const { sessionId, challengeId, nonce, done, viewer, now } = request;
  const challenge = await findChallenge(db, { sessionId, challengeId, studentId: viewer.personId });
  if (!challenge || !equalText(challenge.nonce, nonce)) return fail('challenge_invalid');
  if (challenge.signInSessionId !== viewer.signInSessionId) return fail('challenge_invalid');
  if (challenge.usedAt !== null || challenge.expiresAt < now) return fail('challenge_invalid');
  const { steps, colours = [] } = planOf(challenge);
  const kind = steps[done];
  const revealed = revealedOf(challenge);
  if (kind === undefined || done > revealed.length) return fail('challenge_invalid');
  if (done === revealed.length) {
    const after = JSON.stringify([...revealed, now]);
    // Two at once: the second finds another list, and the step is told with the first one's time.
    await noteRevealed(db, { id: challengeId, before: challenge.revealed, after });
  }
  return { index: done, kind, colours: kind === 'flash' ? colours : [] };
};
