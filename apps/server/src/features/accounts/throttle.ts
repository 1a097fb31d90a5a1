import type { SecurityCode, SlowedSignIn } from '@smart-presence/contract';
import { hashToken } from '../../platform/crypto/index.ts';
import { type Db, transact } from '../../platform/db/index.ts';
import { AppError, fail } from '../../platform/http/index.ts';
import { hide, reportSecurityEvent, type SecurityEvent } from '../../platform/security-events/index.ts';
import { delayAfter, FORGET_FAILURES_MS } from './sign-in-delay.ts';

/** Attempts are counted under a key; each key allows some failures before it makes the next one wait. */
export interface AttemptKey {
  key: string;
  free: number;
  /** Whose account it is; null: nobody's, or it is not asked. */
  personId?: string | null;
  /** What it is a sign of when this key makes wrong attempts wait. */
  whenSlowed?: SecurityCode;
}

const FREE_PER_NETWORK = 4;
/** Guesses that come from everywhere: more patience, since honest people share an account's counter. */
const FREE_PER_ACCOUNT = 12;

/** E-mails of nobody are counted too, and none is stored readable. */
const account = (email: string): string => hashToken(email).slice(0, 32);

/** Keys of a sign-in, narrowest first: a device this person used before answers for itself alone. */
export const signInKeys = (props: {
  email: string;
  network: string;
  knownDevice: string | null;
  /** Who has this e-mail, as far as somebody has. */
  personId?: string | null;
}): AttemptKey[] => {
  const { email, network, knownDevice, personId = null } = props;
  if (knownDevice) return [{ key: `${account(email)} device ${knownDevice}`, free: FREE_PER_NETWORK, personId }];
  return [
    { key: `${account(email)} network ${network}`, free: FREE_PER_NETWORK, personId },
    // Attempts at the account of nobody tell no administrator anything.
    {
      key: `${account(email)} anywhere`,
      free: FREE_PER_ACCOUNT,
      personId,
      ...(personId && { whenSlowed: 'account_guessed' }),
    },
  ];
};

/** Whoever holds a sign-in session and is asked for the password again. */
export const reauthenticationKeys = (personId: string): AttemptKey[] => [
  { key: `again ${personId}`, free: FREE_PER_NETWORK, personId },
];

const FREE_NUMBERS = 10;
const FREE_NUMBER_MAILS = 6;

/**
 * Guesses at the number that confirms a new device, over all sign-ins of a person: whoever knows the password can begin
 * as many as they like, and each has tries of its own.
 */
export const deviceNumberKeys = (personId: string): AttemptKey[] => [
  { key: `number ${personId}`, free: FREE_NUMBERS, personId },
];

/** Mails with such a number: keeps the mailbox of whoever's password is known from floods. */
export const deviceMailKeys = (personId: string): AttemptKey[] => [
  { key: `number-mail ${personId}`, free: FREE_NUMBER_MAILS, personId },
];

const FREE_RESETS_PER_NETWORK = 3;
const FREE_RESETS = 6;

/** Asking for a new password: counted apart from signing in, so that neither delays the other; keeps mailboxes from floods. */
export const resetKeys = ({ email, network }: { email: string; network: string }): AttemptKey[] => [
  { key: `reset ${account(email)} network ${network}`, free: FREE_RESETS_PER_NETWORK },
  { key: `reset ${account(email)} anywhere`, free: FREE_RESETS },
];

const FREE_PAIRINGS_PER_NETWORK = 5;
/** From everywhere: a college pairs some dozens of tablets on one day, and few of them need a second try. */
const FREE_PAIRINGS = 100;

/** Guessing the pairing code of a kiosk. */
export const pairingKeys = (network: string): AttemptKey[] => [
  { key: `pairing network ${network}`, free: FREE_PAIRINGS_PER_NETWORK },
  { key: 'pairing anywhere', free: FREE_PAIRINGS },
];

/** Proving an e-mail with a mailed link: whoever has the link has to know the password chosen before, too. */
export const verificationKeys = (registrationId: string): AttemptKey[] => [
  { key: `verify ${registrationId}`, free: FREE_PER_NETWORK },
];

const FREE_REGISTRATIONS_PER_MAILBOX = 3;

/** Asking for an account: keeps a mailbox from being flooded, whatever tags are put into its address. */
export const registrationKeys = (mailbox: string): AttemptKey[] => [
  { key: `register ${account(mailbox)}`, free: FREE_REGISTRATIONS_PER_MAILBOX },
];

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

/** Forgets every failed attempt at the accounts of these people, those to have a new password mailed included; nobody else's. */
export const forgetFailuresOf = async (
  trx: Db,
  people: readonly { id: string; email: string | null }[],
): Promise<void> => {
  if (people.length === 0) return;
  const ids = people.map(({ id }) => id);
  await trx.deleteFrom('signInFailure').where('personId', 'in', ids).execute();
  // Whoever asks for a reset is not looked up, so these do not say whose they are.
  const accounts = new Set(people.flatMap(({ email }) => (email === null ? [] : [account(email)])));
  const resets = await trx.selectFrom('signInFailure').select('key').where('key', 'like', 'reset %').execute();
  const theirs = resets.map(({ key }) => key).filter((key) => accounts.has(key.split(' ')[1] ?? ''));
  if (theirs.length > 0) await trx.deleteFrom('signInFailure').where('key', 'in', theirs).execute();
};

/** The attempts of a person that have to wait, the longest wait first. */
export const slowedAttempts = async (db: Db, personId: string, now: number): Promise<SlowedSignIn[]> => {
  const rows = await db
    .selectFrom('signInFailure')
    .select(['key', 'blockedUntil'])
    .where('personId', '=', personId)
    .where('blockedUntil', '>', now)
    .orderBy('blockedUntil', 'desc')
    .execute();
  return rows.map(({ key, blockedUntil }) => ({ ...placeOf(key), until: blockedUntil }));
};

const placeOf = (key: string): Pick<SlowedSignIn, 'where' | 'network'> => {
  const [first, kind, ...rest] = key.split(' ');
  if (first === 'again') return { where: 'signed-in', network: null };
  if (kind === 'network') return { where: 'network', network: rest.join(' ') };
  if (kind === 'anywhere' || kind === 'device') return { where: kind, network: null };
  return { where: 'other', network: null };
};

export const forgetOldFailures = async (db: Db, now: number): Promise<void> => {
  await db
    .deleteFrom('signInFailure')
    .where('updatedAt', '<', now - FORGET_FAILURES_MS)
    .execute();
};
