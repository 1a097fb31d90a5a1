import type { AccessPolicy, Role, SignInMethod, SignInNeed } from '@smart-presence/contract';
import { type Expression, sql } from 'kysely';
import { hashToken, newToken } from '../../platform/crypto/index.ts';
import { type Db, isForeignKeyViolation, newId } from '../../platform/db/index.ts';
import type { Viewer } from '../../platform/http/index.ts';
import { agedRows, type RetentionWork } from '../../platform/retention/index.ts';
import { accessPolicy, policyText, readAccessPolicy } from './access-policy.store.ts';
import {
  lastInstantOf,
  limitsOf,
  livesAt,
  rememberDays,
  SEEN_EVERY_MS,
  sessionLimits,
  UNSETTLED_MS,
} from './session-limits.ts';

export interface NewSignInSession {
  personId: string;
  role: Role;
  now: number;
  userAgent?: string | null;
  /** Where it came from, as `networkOf` says it. */
  network?: string | null;
  /** `password` when absent. */
  method?: SignInMethod;
  /** What stands between this session and its work; nothing when absent. */
  needs?: SignInNeed | null;
  /** The person wishes to stay signed in on this device; granted when the policy lets their role. */
  remember?: boolean;
  /** The identity provider vouched for a second factor. */
  hasOutsideFactor?: boolean;
}

export interface SignInSession {
  id: string;
  /** 256 bits; goes into the cookie and nowhere else. */
  token: string;
  csrfToken: string;
  expiresAt: number;
  needs: SignInNeed | null;
}

export interface LiveSession {
  viewer: Viewer;
  csrfToken: string;
  lastSeenAt: number;
  expiresAt: number;
  isRemembered: boolean;
}

/** Starts a sign-in session. Only the hash of its token is stored. */
export const createSignInSession = async (db: Db, props: NewSignInSession): Promise<SignInSession> => {
  const { personId, role, now, userAgent = null, network = null, method = 'password', needs = null } = props;
  const policy = await accessPolicy(db);
  const isRemembered = (props.remember ?? false) && rememberDays(policy, role) > 0;
  const limits = limitsOf(policy, role, isRemembered);
  const livesMs = needs === null ? limits.absoluteMs : Math.min(UNSETTLED_MS, limits.absoluteMs);
  const session = { id: newId(now), token: newToken(), csrfToken: newToken(), expiresAt: now + livesMs, needs };
  await db
    .insertInto('signInSession')
    .values({
      id: session.id,
      personId,
      tokenHash: hashToken(session.token),
      csrfToken: session.csrfToken,
      createdAt: now,
      lastSeenAt: now,
      idleExpiresAt: now + limits.idleMs,
      expiresAt: session.expiresAt,
      revokedAt: null,
      userAgent: userAgent?.slice(0, 300) ?? null,
      network,
      method,
      needs,
      reauthenticatedAt: null,
      name: null,
      isRemembered,
      hasOutsideFactor: props.hasOutsideFactor ?? false,
    })
    .execute();
  return session;
};

/** Who holds this token right now: one query over the unique index of the hash. */
export const findLiveSession = async (db: Db, token: string, now: number): Promise<LiveSession | undefined> => {
  const row = await db
    .selectFrom('signInSession as s')
    .innerJoin('person as p', 'p.id', 's.personId')
    .select([
      's.id',
      's.personId',
      's.csrfToken',
      's.createdAt',
      's.lastSeenAt',
      's.idleExpiresAt',
      's.expiresAt',
      's.needs',
      's.reauthenticatedAt',
      's.isRemembered',
      's.hasOutsideFactor',
      'p.name',
      'p.role',
      'p.isAwaitingApproval',
    ])
    .select((eb) => [policyText(eb).as('policy'), holdsFactor(eb.ref('s.personId')).as('hasFactor')])
    .where('s.tokenHash', '=', hashToken(token))
    .where('p.role', '!=', 'kiosk')
    .where('s.revokedAt', 'is', null)
    .where('s.idleExpiresAt', '>', now)
    .where('s.expiresAt', '>', now)
    .where('p.isDisabled', '=', false)
    .executeTakeFirst();
  if (!row) return undefined;
  const policy = readAccessPolicy(row.policy);
  const limits = limitsOf(policy, row.role, row.isRemembered);
  if (!livesAt(row, limits, now)) return undefined;
  const raised = lacksFactor(policy, row) ? 'second-factor-setup' : null;
  return {
    viewer: {
      personId: row.personId,
      name: row.name,
      role: row.role,
      signInSessionId: row.id,
      needs: row.isAwaitingApproval ? 'approval' : (row.needs ?? raised),
      // A sign-in that is still being settled is younger than any proof would be.
      provedAt: row.needs === null ? (row.reauthenticatedAt ?? row.createdAt) : now,
      reauthenticatedAt: row.reauthenticatedAt,
    },
    csrfToken: row.csrfToken,
    lastSeenAt: row.lastSeenAt,
    expiresAt: lastInstantOf(row, limits),
    isRemembered: row.isRemembered,
  };
};

interface Standing {
  role: Role;
  hasOutsideFactor: boolean;
  hasFactor: unknown;
}

/** Whether the rule was raised since this session began: its owner has to have a second factor by now, and has none. */
const lacksFactor = (policy: AccessPolicy, { role, hasOutsideFactor, hasFactor }: Standing): boolean =>
  role !== 'kiosk' && policy.secondFactor[role] === 'required' && !hasOutsideFactor && !hasFactor;

/** SQL: whether this person holds a passkey or a confirmed authenticator. */
const holdsFactor = (personId: Expression<string>) =>
  sql<boolean | number>`(exists (select 1 from passkey where passkey.person_id = ${personId})
    or exists (select 1 from authenticator where authenticator.person_id = ${personId} and authenticator.confirmed_at is not null))`;

/** Moves the idle limit forward, at most once a minute per session. */
export const noteSeen = async (
  db: Db,
  { viewer, lastSeenAt, isRemembered }: Pick<LiveSession, 'viewer' | 'lastSeenAt' | 'isRemembered'>,
  now: number,
): Promise<void> => {
  if (now - lastSeenAt < SEEN_EVERY_MS) return;
  await db
    .updateTable('signInSession')
    .set({ lastSeenAt: now, idleExpiresAt: now + (await sessionLimits(db, viewer.role, isRemembered)).idleMs })
    .where('id', '=', viewer.signInSessionId)
    .where('lastSeenAt', '<', now)
    .execute();
};

/** How a session that still lives began, for the one that goes on from it. */
export const howSessionBegan = async (
  db: Db,
  id: string,
): Promise<(Pick<NewSignInSession, 'remember' | 'hasOutsideFactor'> & { method: SignInMethod }) | undefined> => {
  const row = await db
    .selectFrom('signInSession')
    .select(['method', 'isRemembered', 'hasOutsideFactor'])
    .where('id', '=', id)
    .where('revokedAt', 'is', null)
    .executeTakeFirst();
  return row && { method: row.method, remember: row.isRemembered, hasOutsideFactor: row.hasOutsideFactor };
};

/** Gives a session new tokens: the old ones end, everything else of it stays. @returns undefined when it has ended. */
export const renewTokens = async (
  db: Db,
  { id, reauthenticatedAt }: { id: string; reauthenticatedAt?: number | undefined },
): Promise<SignInSession | undefined> => {
  const tokens = { token: newToken(), csrfToken: newToken() };
  const row = await db
    .updateTable('signInSession')
    .set({
      tokenHash: hashToken(tokens.token),
      csrfToken: tokens.csrfToken,
      ...(reauthenticatedAt === undefined ? {} : { reauthenticatedAt }),
    })
    .where('id', '=', id)
    .where('revokedAt', 'is', null)
    .returning(['expiresAt', 'needs'])
    .executeTakeFirst();
  return row && { id, ...tokens, ...row };
};

export const endSession = async (db: Db, id: string, now: number): Promise<void> => {
  await db
    .updateTable('signInSession')
    .set({ revokedAt: now })
    .where('id', '=', id)
    .where('revokedAt', 'is', null)
    .execute();
};

/** Ends every sign-in session of these people: disabled, other role, new password. */
export const endSessionsOf = async (db: Db, personIds: readonly string[], now: number): Promise<void> => {
  if (personIds.length === 0) return;
  await db
    .updateTable('signInSession')
    .set({ revokedAt: now })
    .where('personId', 'in', personIds)
    .where('revokedAt', 'is', null)
    .execute();
};

/**
 * Which of these sign-in sessions still live and have nothing left to settle; does not count as use. For streams, which
 * outlast the request that opened them: ask every few seconds for all of a process's streams at once.
 * @param ids at most 30,000.
 */
export const liveSignInSessions = async (db: Db, ids: readonly string[], now: number): Promise<Set<string>> => {
  if (ids.length === 0) return new Set();
  const policy = await accessPolicy(db);
  const rows = await db
    .selectFrom('signInSession as s')
    .innerJoin('person as p', 'p.id', 's.personId')
    .select(['s.id', 's.createdAt', 's.lastSeenAt', 's.idleExpiresAt', 's.expiresAt', 's.isRemembered', 'p.role'])
    .select((eb) => ['s.hasOutsideFactor', holdsFactor(eb.ref('s.personId')).as('hasFactor')])
    .where('s.id', 'in', ids)
    .where('s.revokedAt', 'is', null)
    .where('s.idleExpiresAt', '>', now)
    .where('s.expiresAt', '>', now)
    .where('p.isDisabled', '=', false)
    .where('s.needs', 'is', null)
    .where('p.isAwaitingApproval', '=', false)
    .execute();
  const live = rows.filter(
    (row) => livesAt(row, limitsOf(policy, row.role, row.isRemembered), now) && !lacksFactor(policy, row),
  );
  return new Set(live.map((row) => row.id));
};

/** Sign-in sessions made so long ago; those that people wished to keep live longer, and stay. Ids sort by creation. */
const oldRows = agedRows({
  rule: 'sign-in-sessions',
  table: 'signInSession',
  isAudited: true,
  old: (where, { before, now }) =>
    where.and([
      where('id', '<', newId(Math.max(before, 0))),
      where.or([where('expiresAt', '<=', now), where.not(where('revokedAt', 'is', null))]),
    ]),
});

export const oldSessions: RetentionWork = {
  ...oldRows,
  erase: (db, cut) =>
    oldRows.erase(db, cut).catch((error: unknown) => {
      // Something still points at one of them: they wait for its retention to end.
      if (isForeignKeyViolation(error)) return 0;
      throw error;
    }),
};
