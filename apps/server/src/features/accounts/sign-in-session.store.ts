import type { Role, SignInMethod, SignInNeed } from '@smart-presence/contract';
import { hashToken, newToken } from '../../platform/crypto/index.ts';
import { type Db, isForeignKeyViolation, newId } from '../../platform/db/index.ts';
import type { Viewer } from '../../platform/http/index.ts';
import { SEEN_EVERY_MS, sessionLimits, UNSETTLED_MS } from './session-limits.ts';

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
}

/** Starts a sign-in session. Only the hash of its token is stored. */
export const createSignInSession = async (db: Db, props: NewSignInSession): Promise<SignInSession> => {
  const { personId, role, now, userAgent = null, network = null, method = 'password', needs = null } = props;
  const limits = await sessionLimits(db, role);
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
      's.expiresAt',
      's.needs',
      's.reauthenticatedAt',
      'p.name',
      'p.role',
      'p.isAwaitingApproval',
    ])
    .where('s.tokenHash', '=', hashToken(token))
    .where('s.revokedAt', 'is', null)
    .where('s.idleExpiresAt', '>', now)
    .where('s.expiresAt', '>', now)
    .where('p.isDisabled', '=', false)
    .executeTakeFirst();
  if (!row) return undefined;
  return {
    viewer: {
      personId: row.personId,
      name: row.name,
      role: row.role,
      signInSessionId: row.id,
      needs: row.isAwaitingApproval ? 'approval' : row.needs,
      provedAt: row.reauthenticatedAt ?? row.createdAt,
      reauthenticatedAt: row.reauthenticatedAt,
    },
    csrfToken: row.csrfToken,
    lastSeenAt: row.lastSeenAt,
    expiresAt: row.expiresAt,
  };
};

/** Moves the idle limit forward, at most once a minute per session. */
export const noteSeen = async (db: Db, { viewer, lastSeenAt }: LiveSession, now: number): Promise<void> => {
  if (now - lastSeenAt < SEEN_EVERY_MS) return;
  await db
    .updateTable('signInSession')
    .set({ lastSeenAt: now, idleExpiresAt: now + (await sessionLimits(db, viewer.role)).idleMs })
    .where('id', '=', viewer.signInSessionId)
    .where('lastSeenAt', '<', now)
    .execute();
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
 * Which of these sign-in sessions still live and have nothing left to settle; does not count as use. For streams, which outlast the request that
 * opened them: ask every few seconds for all of a process's streams at once.
 * @param ids at most 30,000.
 */
export const liveSignInSessions = async (db: Db, ids: readonly string[], now: number): Promise<Set<string>> => {
  if (ids.length === 0) return new Set();
  const rows = await db
    .selectFrom('signInSession as s')
    .innerJoin('person as p', 'p.id', 's.personId')
    .select('s.id')
    .where('s.id', 'in', ids)
    .where('s.revokedAt', 'is', null)
    .where('s.idleExpiresAt', '>', now)
    .where('s.expiresAt', '>', now)
    .where('p.isDisabled', '=', false)
    .where('s.needs', 'is', null)
    .where('p.isAwaitingApproval', '=', false)
    .execute();
  return new Set(rows.map((row) => row.id));
};

const FORGET_AFTER_MS = 30 * 24 * 3_600_000;
const BATCH = 500;

/** Forgets sign-in sessions made a month ago or longer; no session lives that long. */
export const forgetOldSessions = async (db: Db, now: number): Promise<void> => {
  for (;;) {
    const old = await db
      .selectFrom('signInSession')
      .select('id')
      // Ids sort by creation, so the primary key finds the oldest.
      .where('id', '<', newId(now - FORGET_AFTER_MS))
      .orderBy('id')
      .limit(BATCH)
      .execute();
    if (old.length === 0) return;
    const ids = old.map((row) => row.id);
    try {
      await db.deleteFrom('signInSession').where('id', 'in', ids).execute();
    } catch (error) {
      // Something still points at one of them: they wait for its retention to end.
      if (isForeignKeyViolation(error)) return;
      throw error;
    }
  }
};
