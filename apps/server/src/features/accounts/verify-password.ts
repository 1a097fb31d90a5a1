import type { Db } from '../../platform/db/index.ts';
import { reauthenticationKeys } from './attempt-keys.ts';
import { matchesHash } from './passwords/index.ts';
import { credentialsById } from './person.store.ts';
import { attempt, proofSigns } from './throttle.ts';

export interface PasswordCheck {
  personId: string;
  password: string;
  /** This server's clock when absent. */
  now?: number;
}

/**
 * Asks someone who is signed in for their password again. Do not call it inside a transaction: it takes about 50 ms of
 * work and may wait its turn.
 * @throws AppError `too_many_requests` after several wrong answers, `overloaded`.
 */
export const verifyPassword = async (
  db: Db,
  { personId, password, now = Date.now() }: PasswordCheck,
): Promise<boolean> => {
  const person = await credentialsById(db, personId);
  const right = await attempt(db, {
    keys: reauthenticationKeys(personId),
    now,
    signs: proofSigns(personId),
    evaluate: async () => ((await matchesHash(password, person?.passwordHash ?? null)) ? true : undefined),
  });
  return right ?? false;
};
