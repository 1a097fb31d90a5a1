import type { CodeAnswer } from '@smart-presence/contract';
import type { Db } from '../../../platform/db/index.ts';
import { fail } from '../../../platform/http/index.ts';
import type { AttemptKey } from '../attempt-keys.ts';
import { attempt, networkActor } from '../throttle.ts';
import type { AuthenticatorStore } from './authenticator.store.ts';
import type { RecoveryCodes } from './recovery-codes.ts';

export interface CodeCheck {
  personId: string;
  answer: CodeAnswer;
  now: number;
}

export interface Codes {
  authenticators: AuthenticatorStore;
  codes: RecoveryCodes;
}

/**
 * Looks whether a code is right, without using it up.
 * @returns what uses it up, once: false when somebody else was faster; undefined when the code is wrong.
 */
export const findCode = async (
  db: Db,
  { authenticators, codes }: Codes,
  { personId, answer, now }: CodeCheck,
): Promise<(() => Promise<boolean>) | undefined> => {
  const { kind, code } = answer;
  if (kind === 'recovery-code') {
    const isRight = await codes.isUnused(db, { personId, code });
    return isRight ? () => codes.take(db, { personId, code, now }) : undefined;
  }
  const step = await authenticators.stepOf(db, { personId, code, now });
  return step === null ? undefined : () => authenticators.take(db, { personId, step });
};

/**
 * Takes a code that settles the second factor of a sign-in.
 * @throws AppError `second_factor_wrong` for a wrong code and for one that was used; `too_many_requests`, the same for
 *   right and wrong ones, which nobody looked at.
 */
export const settleWithCode = async (
  db: Db,
  stores: Codes,
  { keys, network, ...check }: CodeCheck & { keys: readonly AttemptKey[]; network: string },
): Promise<void> => {
  const isTaken = await attempt(db, {
    keys,
    now: check.now,
    signs: {
      failed: 'second_factor_failed',
      slowed: 'second_factor_guessed',
      actor: networkActor(db, network),
      personId: check.personId,
    },
    evaluate: async () => {
      const take = await findCode(db, stores, check);
      return (await take?.()) || undefined;
    },
  });
  if (!isTaken) fail('second_factor_wrong');
};
