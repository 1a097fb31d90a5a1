import type { SlowedSignIn } from '@smart-presence/contract';
import type { Db } from '../../platform/db/index.ts';
import { agedRows } from '../../platform/retention/index.ts';
import { account } from './attempt-keys.ts';

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

export const oldFailures = agedRows({
  rule: 'failed-sign-ins',
  table: 'signInFailure',
  key: ['key'],
  old: (where, { before }) => where('updatedAt', '<', before),
  everyMs: 3_600_000,
});
