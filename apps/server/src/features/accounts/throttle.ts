import type { SecurityCode } from '@smart-presence/contract';
import { type Db, transact } from '../../platform/db/index.ts';
import { AppError, fail } from '../../platform/http/index.ts';
import { hide, reportSecurityEvent, type SecurityEvent } from '../../platform/security-events/index.ts';
import type { AttemptKey } from './attempt-keys.ts';
import { delayAfter, FORGET_FAILURES_MS } from './sign-in-delay.ts';

export interface Rate {
  key: string;
  limit: number;
  windowMs: number;
  now: number;
}

/**
 * Counts one of many things that honest people do at the same time from one address, such as a class that registers.
 * @throws AppError `too_many_requests` beyond `limit` within a window, until the window is over.
 */
export const limitRate = async (db: Db, { key, limit, windowMs, now }: Rate): Promise<void> => {
  const windowStart = Math.floor(now / windowMs) * windowMs;
  const { failures } = await db
    .insertInto('signInFailure')
    .values({ key: `${key} ${windowStart}`, failures: 1, blockedUntil: 0, updatedAt: now })
    .onConflict((conflict) =>
      conflict.column('key').doUpdateSet(({ eb, ref }) => ({
        failures: eb(ref('signInFailure.failures'), '+', 1),
        updatedAt: now,
      })),
    )
    .returning('failures')
    .executeTakeFirstOrThrow();
  if (failures > limit) fail('too_many_requests', { retryAfter: (windowStart + windowMs - now) / 1000 });
};

export interface Attempt<T> {
  keys: readonly AttemptKey[];
  now: number;
  /** Evaluates the password; `undefined` means it was wrong. */
  evaluate: () => Promise<T | undefined>;
  /** What is reported of attempts that fail; absent: nothing. */
  signs?: FailureSigns | undefined;
}

export interface FailureSigns {
  /** Of a wrong attempt; null: of none. */
  failed: SecurityCode | null;
  /** Of one that has to wait and was not looked at. */
  slowed: SecurityCode;
  actor: SecurityEvent['actor'];
  personId: string | null;
  evidence?: SecurityEvent['evidence'];
}

/** Who is behind a network nobody knows, so it stands for itself. */
export const networkActor = (db: Db, network: string): SecurityEvent['actor'] => ({
  kind: 'network',
  id: hide(db, 'network', network),
});

/** Whoever is asked again who they are and cannot say it may hold somebody else's session. */
export const proofSigns = (personId: string): FailureSigns => ({
  failed: null,
  slowed: 'proof_guessed',
  actor: { kind: 'person', id: personId },
  personId,
});

/**
 * Evaluates a password unless one of its keys must still wait. The attempt is counted before it is evaluated, so a
 * thousand guesses at once are not evaluated a thousand times; success takes the count back to nothing.
 * @throws AppError `too_many_requests`, the same for a right and a wrong password, which nobody looked at.
 */
export const attempt = async <T>(db: Db, { keys, now, evaluate, signs }: Attempt<T>): Promise<T | undefined> => {
  const tell = (code: SecurityCode | null): Promise<void> => {
    if (!signs || code === null) return Promise.resolve();
    const { actor, personId, evidence } = signs;
    return reportSecurityEvent(db, { code, actor, personId, ...(evidence && { evidence }), at: now });
  };
  const slowed = await countAttempt(db, keys, now).catch(async (error: unknown) => {
    if (error instanceof AppError && error.code === 'too_many_requests') await tell(signs?.slowed ?? null);
    throw error;
  });
  try {
    const result = await evaluate();
    if (result !== undefined) await forgetAttempts(db, keys);
    else {
      await tell(signs?.failed ?? null);
      for (const { whenSlowed } of slowed) await tell(whenSlowed ?? null);
    }
    return result;
  } catch (error) {
    if (error instanceof AppError && error.code === 'overloaded') await takeBack(db, keys);
    throw error;
  }
};

/** @returns the keys that make the next attempt wait, should this one fail. */
const countAttempt = (db: Db, keys: readonly AttemptKey[], now: number): Promise<AttemptKey[]> =>
  transact(db, async (trx) => {
    const slowed: AttemptKey[] = [];
    for (const attemptKey of keys) {
      const { key, free, personId = null } = attemptKey;
      const failures = await countOne(trx, { key, personId, now });
      const blockedUntil = now + delayAfter(failures, free);
      if (blockedUntil <= now) continue;
      await trx.updateTable('signInFailure').set({ blockedUntil }).where('key', '=', key).execute();
      slowed.push(attemptKey);
    }
    return slowed;
  });

/** @returns failures including this attempt. @throws AppError when the key must wait; then nothing was counted. */
const countOne = async (
  trx: Db,
  { key, personId, now }: { key: string; personId: string | null; now: number },
): Promise<number> => {
  const counted = await trx
    .insertInto('signInFailure')
    .values({ key, failures: 1, blockedUntil: 0, updatedAt: now, personId })
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
          personId,
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

/** Takes the count of these keys back to nothing. */
export const forgetAttempts = async (db: Db, keys: readonly AttemptKey[]): Promise<void> => {
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
