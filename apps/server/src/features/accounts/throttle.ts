import { hashToken } from '../../platform/crypto/index.ts';
import { type Db, transact } from '../../platform/db/index.ts';
import { AppError, fail } from '../../platform/http/index.ts';
import { delayAfter, FORGET_FAILURES_MS } from './sign-in-delay.ts';

/** Attempts are counted under a key; each key allows some failures before it makes the next one wait. */
export interface AttemptKey {
  key: string;
  free: number;
}

const FREE_PER_NETWORK = 4;
/** Guesses that come from everywhere: more patience, since honest people share an account's counter. */
const FREE_PER_ACCOUNT = 12;

/** E-mails of nobody are counted too, and none is stored readable. */
const account = (email: string): string => hashToken(email).slice(0, 32);

/** Keys of a sign-in, narrowest first: a device this person used before answers for itself alone. */
export const signInKeys = (props: { email: string; network: string; knownDevice: string | null }): AttemptKey[] => {
  const { email, network, knownDevice } = props;
  if (knownDevice) return [{ key: `${account(email)} device ${knownDevice}`, free: FREE_PER_NETWORK }];
  return [
    { key: `${account(email)} network ${network}`, free: FREE_PER_NETWORK },
    { key: `${account(email)} anywhere`, free: FREE_PER_ACCOUNT },
  ];
};

/** Whoever holds a sign-in session and is asked for the password again. */
export const reauthenticationKeys = (personId: string): AttemptKey[] => [
  { key: `again ${personId}`, free: FREE_PER_NETWORK },
];

const FREE_RESETS_PER_NETWORK = 3;
const FREE_RESETS = 6;

/** Asking for a new password: counted apart from signing in, so that neither delays the other; keeps mailboxes from floods. */
export const resetKeys = ({ email, network }: { email: string; network: string }): AttemptKey[] => [
  { key: `reset ${account(email)} network ${network}`, free: FREE_RESETS_PER_NETWORK },
  { key: `reset ${account(email)} anywhere`, free: FREE_RESETS },
];

export interface Attempt<T> {
  keys: readonly AttemptKey[];
  now: number;
  /** Evaluates the password; `undefined` means it was wrong. */
  evaluate: () => Promise<T | undefined>;
}

/**
 * Evaluates a password unless one of its keys must still wait. The attempt is counted before it is evaluated, so a
 * thousand guesses at once are not evaluated a thousand times; success takes the count back to nothing.
 * @throws AppError `too_many_requests`, the same for a right and a wrong password, which nobody looked at.
 */
export const attempt = async <T>(db: Db, { keys, now, evaluate }: Attempt<T>): Promise<T | undefined> => {
  await countAttempt(db, keys, now);
  try {
    const result = await evaluate();
    if (result !== undefined) await forgetAttempts(db, keys);
    return result;
  } catch (error) {
    if (error instanceof AppError && error.code === 'overloaded') await takeBack(db, keys);
    throw error;
  }
};

const countAttempt = (db: Db, keys: readonly AttemptKey[], now: number): Promise<void> =>
  transact(db, async (trx) => {
    for (const { key, free } of keys) {
      const failures = await countOne(trx, key, now);
      const blockedUntil = now + delayAfter(failures, free);
      if (blockedUntil > now)
        await trx.updateTable('signInFailure').set({ blockedUntil }).where('key', '=', key).execute();
    }
  });

/** @returns failures including this attempt. @throws AppError when the key must wait; then nothing was counted. */
const countOne = async (trx: Db, key: string, now: number): Promise<number> => {
  const counted = await trx
    .insertInto('signInFailure')
    .values({ key, failures: 1, blockedUntil: 0, updatedAt: now })
    .onConflict((conflict) =>
      conflict
        .column('key')
        .doUpdateSet(({ eb, ref }) => ({
          failures: eb
            .case()
            .when('signInFailure.updatedAt', '<', now - FORGET_FAILURES_MS)
            .then(1)
            .else(eb(ref('signInFailure.failures'), '+', 1))
            .end(),
          updatedAt: now,
        }))
        .where('signInFailure.blockedUntil', '<=', now),
    )
    .returning('failures')
    .executeTakeFirst();
  if (counted) return counted.failures;
  const { blockedUntil } = await trx
    .selectFrom('signInFailure')
    .select('blockedUntil')
    .where('key', '=', key)
    .executeTakeFirstOrThrow();
  return fail('too_many_requests', { retryAfter: (blockedUntil - now) / 1000 });
};

const forgetAttempts = async (db: Db, keys: readonly AttemptKey[]): Promise<void> => {
  await db
    .deleteFrom('signInFailure')
    .where(
      'key',
      'in',
      keys.map(({ key }) => key),
    )
    .execute();
};

/** The server was too busy to look: that is nobody's failure. */
const takeBack = async (db: Db, keys: readonly AttemptKey[]): Promise<void> => {
  await db
    .updateTable('signInFailure')
    .set(({ eb }) => ({ failures: eb('failures', '-', 1), blockedUntil: 0 }))
    .where(
      'key',
      'in',
      keys.map(({ key }) => key),
    )
    .execute();
};

export const forgetOldFailures = async (db: Db, now: number): Promise<void> => {
  await db
    .deleteFrom('signInFailure')
    .where('updatedAt', '<', now - FORGET_FAILURES_MS)
    .execute();
};
