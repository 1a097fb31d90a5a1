import type { CodeAnswer } from '@smart-presence/contract';
import type { Db } from '../../../platform/db/index.ts';
import { fail } from '../../../platform/http/index.ts';
import { reauthenticationKeys } from '../attempt-keys.ts';
import { matchesHash } from '../passwords/index.ts';
import { credentialsById } from '../person.store.ts';
import { attempt, proofSigns } from '../throttle.ts';
import { factorsHeld, holdsAny } from './second-factors.store.ts';
import { type Codes, findCode } from './settle-second-factor.ts';

export interface PasswordProof {
  personId: string;
  password: string;
  second: CodeAnswer | undefined;
  now: number;
}

/**
 * Proves again who somebody is, with as much as signing in takes: whoever has a second factor gives a code too. With less,
 * a stolen session and a guessed password could take the second factor away.
 * @throws AppError `proof_wrong` whichever of the two is wrong, `invalid_request` without a code that is needed,
 *   `too_many_requests`, `overloaded`.
 */
export const proveWithPassword = async (
  db: Db,
  stores: Codes,
  { personId, password, second, now }: PasswordProof,
): Promise<void> => {
  const needsCode = holdsAny(await factorsHeld(db, personId));
  if (needsCode && !second) fail('invalid_request', { details: [{ path: 'body.second', message: 'is needed' }] });
  const person = await credentialsById(db, personId);
  const isProved = await attempt(db, {
    keys: reauthenticationKeys(personId),
    now,
    signs: proofSigns(personId),
    evaluate: async () => {
      // Both are looked at whatever the other says, and a code is used up only beside the right password.
      const take = needsCode && second ? await findCode(db, stores, { personId, answer: second, now }) : undefined;
      const matches = await matchesHash(password, person?.passwordHash ?? null);
      if (!matches) return undefined;
      return !needsCode || (await take?.()) || undefined;
    },
  });
  if (!isProved) fail('proof_wrong');
};
