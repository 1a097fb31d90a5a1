import type { SignInSessionInfo } from '@smart-presence/contract';
import type { Db } from '../../../platform/db/index.ts';
import { accessPolicy } from '../access-policy.store.ts';
import { lastInstantOf, limitsOf, livesAt } from '../session-limits.ts';
import { describeDevice } from './describe-device.ts';

export interface SessionsOf {
  personId: string;
  /** The session that asks: it is marked, and what ends all others leaves it. */
  currentId: string;
  now: number;
}

/** Where a person is signed in, last used first. What is still being settled is no device of theirs yet. */
export const sessionsOf = async (db: Db, { personId, currentId, now }: SessionsOf): Promise<SignInSessionInfo[]> => {
  const policy = await accessPolicy(db);
  const rows = await living(db, personId, now)
    .innerJoin('person as p', 'p.id', 's.personId')
    .selectAll('s')
    .select('p.role')
    .orderBy('s.lastSeenAt', 'desc')
    .orderBy('s.id', 'desc')
    .execute();
  return rows.flatMap((row) => {
    const limits = limitsOf(policy, row.role, row.isRemembered);
    if (!livesAt(row, limits, now)) return [];
    const { id, name, network, method, isRemembered } = row;
    const times = { startedAt: row.createdAt, lastSeenAt: row.lastSeenAt, expiresAt: lastInstantOf(row, limits) };
    const device = describeDevice(row.userAgent);
    return [{ id, name, device, network, method, ...times, isRemembered, isCurrent: id === currentId }];
  });
};

const living = (db: Db, personId: string, now: number) =>
  db
    .selectFrom('signInSession as s')
    .where('s.personId', '=', personId)
    .where('s.needs', 'is', null)
    .where('s.revokedAt', 'is', null)
    .where('s.idleExpiresAt', '>', now)
    .where('s.expiresAt', '>', now);

/** A living session of this person. */
export interface OneSession {
  id: string;
  personId: string;
  now: number;
}

/** @returns false when this person has no such session that lives. */
export const nameSession = (db: Db, { name, ...which }: OneSession & { name: string | null }): Promise<boolean> =>
  change(db, which, { name });

/** @returns false when this person has no such session that lives: it is somebody else's, over, or ended just now. */
export const endSessionOf = (db: Db, which: OneSession): Promise<boolean> =>
  change(db, which, { revokedAt: which.now });

const change = async (
  db: Db,
  { id, personId, now }: OneSession,
  values: { name: string | null } | { revokedAt: number },
): Promise<boolean> => {
  const changed = await db
    .updateTable('signInSession')
    .set(values)
    .where('id', '=', id)
    .where('personId', '=', personId)
    .where('needs', 'is', null)
    .where('revokedAt', 'is', null)
    .where('idleExpiresAt', '>', now)
    .where('expiresAt', '>', now)
    .returning('id')
    .executeTakeFirst();
  return changed !== undefined;
};

/**
 * Ends the sessions of these people but this one; also those being settled, which may be a stranger's.
 * @returns how many of them were in use.
 */
export const endOtherSessions = async (
  db: Db,
  { personIds, exceptId, now }: { personIds: readonly string[]; exceptId: string; now: number },
): Promise<number> => {
  if (personIds.length === 0) return 0;
  const ended = await db
    .updateTable('signInSession')
    .set({ revokedAt: now })
    .where('personId', 'in', personIds)
    .where('id', '<>', exceptId)
    .where('revokedAt', 'is', null)
    .where('idleExpiresAt', '>', now)
    .where('expiresAt', '>', now)
    .returning('needs')
    .execute();
  return ended.filter(({ needs }) => needs === null).length;
};

/** How many of these people's sessions `endOtherSessions` would end and count. */
export const countOtherSessions = async (
  db: Db,
  { personIds, exceptId, now }: { personIds: readonly string[]; exceptId: string; now: number },
): Promise<number> => {
  if (personIds.length === 0) return 0;
  const { count } = await db
    .selectFrom('signInSession')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('personId', 'in', personIds)
    .where('id', '<>', exceptId)
    .where('needs', 'is', null)
    .where('revokedAt', 'is', null)
    .where('idleExpiresAt', '>', now)
    .where('expiresAt', '>', now)
    .executeTakeFirstOrThrow();
  return Number(count);
};
