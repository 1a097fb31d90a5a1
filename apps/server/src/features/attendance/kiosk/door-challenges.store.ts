import type { KioskTurn } from '@smart-presence/contract';
import { type Db, newId } from '../../../platform/db/index.ts';
import { fail } from '../../../platform/http/index.ts';

/** A person turns their head within seconds; who does not is asked anew. */
export const DOOR_CHALLENGE_MS = 20_000;
const MINUTE_MS = 60_000;
/** As often as people may come up (`attempts.store.ts`), and as often again for those who walk away. */
export const MOST_ASKED_A_MINUTE = 120;

export interface DoorChallenge {
  id: string;
  turns: KioskTurn[];
  issuedAt: number;
  expiresAt: number;
}

/** @throws AppError `too_many_requests`. */
export const issueDoorChallenge = async (
  db: Db,
  { kioskId, turns, now }: { kioskId: string; turns: KioskTurn[]; now: number },
): Promise<DoorChallenge> => {
  const recent = await db
    .selectFrom('kioskChallenge')
    .select('issuedAt')
    .where('kioskId', '=', kioskId)
    .where('issuedAt', '>', now - MINUTE_MS)
    .orderBy('issuedAt', 'desc')
    .limit(MOST_ASKED_A_MINUTE)
    .execute();
  const blocker = recent[MOST_ASKED_A_MINUTE - 1];
  if (blocker) fail('too_many_requests', { retryAfter: (blocker.issuedAt + MINUTE_MS - now) / 1000 });
  const challenge = { id: newId(now), turns, issuedAt: now, expiresAt: now + DOOR_CHALLENGE_MS };
  await db
    .insertInto('kioskChallenge')
    .values({ ...challenge, turns: JSON.stringify(turns), kioskId, usedAt: null })
    .execute();
  return challenge;
};

/** Takes the challenge, once. @returns undefined when it was taken before, has run out, or is another kiosk's. */
export const takeDoorChallenge = async (
  db: Db,
  { id, kioskId, now }: { id: string; kioskId: string; now: number },
): Promise<Omit<DoorChallenge, 'id'> | undefined> => {
  const taken = await db
    .updateTable('kioskChallenge')
    .set({ usedAt: now })
    .where('id', '=', id)
    .where('kioskId', '=', kioskId)
    .where('usedAt', 'is', null)
    .where('expiresAt', '>', now)
    .returning(['turns', 'issuedAt', 'expiresAt'])
    .executeTakeFirst();
  return taken && { ...taken, turns: JSON.parse(taken.turns) as KioskTurn[] };
};

/** Nothing refers to them, and they have run out long before. */
export const forgetDoorChallenges = async (db: Db, now: number): Promise<void> => {
  await db
    .deleteFrom('kioskChallenge')
    .where('issuedAt', '<=', now - MINUTE_MS)
    .execute();
};
