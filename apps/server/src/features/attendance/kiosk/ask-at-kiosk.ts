import type { ReplyInput, routes } from '@smart-presence/contract';
import type { Db } from '../../../platform/db/index.ts';
import { currentPolicy } from '../../policies/index.ts';
import { issueDoorChallenge } from './door-challenges.store.ts';
import { asksOf, chooseTurns } from './kiosk-liveness.ts';

/**
 * Which way somebody at the door has to turn. Where the policy asks for no turn any more, the one that is told does no harm: the
 * device looks at the policy again afterwards.
 * @throws AppError `too_many_requests`.
 */
export const askAtKiosk = async (
  db: Db,
  { kioskId, now }: { kioskId: string; now: number },
): Promise<ReplyInput<typeof routes.askAtKiosk>> => {
  const { data: policy } = await currentPolicy(db, now);
  const turns = chooseTurns(policy).slice(0, asksOf(policy) === 'turn' ? 2 : 1);
  const { id, expiresAt } = await issueDoorChallenge(db, { kioskId, turns, now });
  return { id, turns, expiresAt };
};
