import type { SecurityCode } from '@smart-presence/contract';
import type { Db } from '../../../platform/db/index.ts';
import { AppError } from '../../../platform/http/index.ts';
import { reportSecurityEvent } from '../../../platform/security-events/index.ts';
import type { CheckInRequest } from '../check-in-request.ts';

type Request = Pick<CheckInRequest, 'sessionId' | 'challengeId' | 'nonce' | 'frames' | 'frameTimes' | 'viewer' | 'now'>;

/**
 * Reports a check-in that was refused for something that no browser of ours sends: it leaves nothing else behind. What is late,
 * used or of a session that is over is none of it.
 */
export const reportForgery = async (
  db: Db,
  { request, error }: { request: Request; error: unknown },
): Promise<void> => {
  const code = await codeOf(db, request, error);
  if (!code) return;
  const { sessionId, viewer, now } = request;
  const personId = viewer.personId;
  await reportSecurityEvent(db, { code, actor: { kind: 'person', id: personId }, personId, sessionId, at: now });
};

const codeOf = async (db: Db, request: Request, error: unknown): Promise<SecurityCode | null> => {
  if (!(error instanceof AppError)) return null;
  if (error.code === 'device_proof_invalid') return 'device_proof_forged';
  if (error.code === 'invalid_request') return isReordered(request) ? 'frames_reordered' : null;
  if (error.code !== 'challenge_invalid' && error.code !== 'not_found') return null;
  const { challengeId, nonce, viewer } = request;
  const challenge = await db
    .selectFrom('challenge')
    .select(['studentId', 'nonce'])
    .where('id', '=', challengeId)
    .executeTakeFirst();
  if (!challenge) return null;
  if (challenge.studentId !== viewer.personId) return 'challenge_foreign';
  return challenge.nonce === nonce ? null : 'challenge_forged';
};

const isReordered = ({ frames, frameTimes }: Request): boolean =>
  frames.length === frameTimes.length && frameTimes.some((time, index) => time < (frameTimes[index - 1] ?? 0));
