import { deriveKey, hashToken, newToken, sign } from '../../../platform/crypto/index.ts';
import { type Db, newId, transact } from '../../../platform/db/index.ts';
import type { Viewer } from '../../../platform/http/index.ts';
import type { DevicePurpose } from '../permissions.ts';
import { SEEN_EVERY_MS } from '../session-limits.ts';

const DAY_MS = 24 * 3_600_000;
/** A tablet may rest over the holidays. */
export const KIOSK_IDLE_MS = 90 * DAY_MS;
/** No browser keeps a cookie longer. */
export const KIOSK_ABSOLUTE_MS = 400 * DAY_MS;
/** How often a device takes its next token. */
export const RENEW_EVERY_MS = DAY_MS;
/** How long the former token stays good after the first use of the next: for requests that were under way. */
export const OVERLAP_MS = 5 * 60_000;

export interface NewKioskSession {
  kioskId: string;
  now: number;
  userAgent: string | null;
  /** As `networkOf` says it. */
  network: string | null;
}

/** Pairs a device; one that was paired before is not any more. @returns the token for its cookie. */
export const createKioskSession = async (
  trx: Db,
  { kioskId, now, userAgent, network }: NewKioskSession,
): Promise<{ token: string; expiresAt: number }> => {
  await endKioskSessions(trx, kioskId, now);
  const id = newId(now);
  const token = newToken();
  const expiresAt = now + KIOSK_ABSOLUTE_MS;
  await trx
    .insertInto('kioskSession')
    .values({
      id,
      kioskId,
      csrfToken: newToken(),
      createdAt: now,
      lastSeenAt: now,
      idleExpiresAt: now + KIOSK_IDLE_MS,
      expiresAt,
      revokedAt: null,
      userAgent: userAgent?.slice(0, 300) ?? null,
      network,
    })
    .execute();
  await trx
    .insertInto('kioskToken')
    .values({ tokenHash: hashToken(token), sessionId: id, generation: 0, madeAt: now, usedAt: null, goodUntil: null })
    .execute();
  return { token, expiresAt };
};

export interface LiveKioskSession {
  viewer: Viewer;
  purpose: DevicePurpose;
  csrfToken: string;
  expiresAt: number;
  lastSeenAt: number;
  network: string | null;
  token: { hash: string; generation: number; isUsed: boolean };
}

/** Which kiosk holds this token right now: one query over the primary key of tokens. */
export const findKioskSession = async (db: Db, token: string, now: number): Promise<LiveKioskSession | undefined> => {
  const row = await liveSessions(db, now)
    .innerJoin('kioskToken as t', 't.sessionId', 's.id')
    .select([
      's.id',
      's.kioskId',
      's.csrfToken',
      's.createdAt',
      's.expiresAt',
      's.lastSeenAt',
      's.network',
      'p.name',
      'k.purpose',
      't.tokenHash',
      't.generation',
      't.usedAt',
    ])
    .where('t.tokenHash', '=', hashToken(token))
    .where(({ eb, or }) => or([eb('t.goodUntil', 'is', null), eb('t.goodUntil', '>', now)]))
    .executeTakeFirst();
  if (!row) return undefined;
  return {
    viewer: {
      personId: row.kioskId,
      name: row.name,
      role: 'kiosk',
      signInSessionId: row.id,
      needs: null,
      provedAt: row.createdAt,
      reauthenticatedAt: null,
    },
    purpose: row.purpose,
    csrfToken: row.csrfToken,
    expiresAt: row.expiresAt,
    lastSeenAt: row.lastSeenAt,
    network: row.network,
    token: { hash: row.tokenHash, generation: row.generation, isUsed: row.usedAt !== null },
  };
};

const liveSessions = (db: Db, now: number) =>
  db
    .selectFrom('kioskSession as s')
    .innerJoin('person as p', 'p.id', 's.kioskId')
    .innerJoin('kiosk as k', 'k.personId', 's.kioskId')
    .where('s.revokedAt', 'is', null)
    .where('s.idleExpiresAt', '>', now)
    .where('s.expiresAt', '>', now)
    .where('p.role', '=', 'kiosk')
    .where('p.isDisabled', '=', false);

/** Which of these sessions still live: for streams, like `liveSignInSessions`. */
export const liveKioskSessions = async (db: Db, ids: readonly string[], now: number): Promise<Set<string>> => {
  if (ids.length === 0) return new Set();
  const rows = await liveSessions(db, now).select('s.id').where('s.id', 'in', ids).execute();
  return new Set(rows.map((row) => row.id));
};

export interface Seen {
  session: LiveKioskSession;
  network: string;
  now: number;
}

/** Notes use: where and when, at most once a minute, and the first use of a token, which dates those before it. */
export const noteKioskSeen = async (db: Db, { session, network, now }: Seen): Promise<void> => {
  const { token, viewer } = session;
  if (!token.isUsed) await confirmToken(db, session, now);
  if (now - session.lastSeenAt < SEEN_EVERY_MS && session.network === network) return;
  await db
    .updateTable('kioskSession')
    .set({ lastSeenAt: now, idleExpiresAt: now + KIOSK_IDLE_MS, network })
    .where('id', '=', viewer.signInSessionId)
    .where('lastSeenAt', '<=', now)
    .execute();
};

/** The device has the token for sure now: the ones before may go. Until then both are good, however long that takes. */
const confirmToken = (db: Db, { token, viewer }: LiveKioskSession, now: number): Promise<void> =>
  transact(db, async (trx) => {
    await trx
      .updateTable('kioskToken')
      .set({ usedAt: now })
      .where('tokenHash', '=', token.hash)
      .where('usedAt', 'is', null)
      .execute();
    await trx
      .updateTable('kioskToken')
      .set({ goodUntil: now + OVERLAP_MS })
      .where('sessionId', '=', viewer.signInSessionId)
      .where('generation', '<', token.generation)
      .where('goodUntil', 'is', null)
      .execute();
  });

export interface NextToken {
  session: LiveKioskSession;
  /** The token the device shows now. */
  token: string;
  signing: Buffer;
  now: number;
}

/**
 * The token after this one. It follows from the present one and our secret, so that a device that asks twice, or loses
 * the answer and asks again, always gets the same.
 */
export const nextKioskToken = async (db: Db, { session, token, signing, now }: NextToken): Promise<string> => {
  const next = sign(deriveKey(signing, 'kiosk-token'), token);
  await db
    .insertInto('kioskToken')
    .values({
      tokenHash: hashToken(next),
      sessionId: session.viewer.signInSessionId,
      generation: session.token.generation + 1,
      madeAt: now,
      usedAt: null,
      goodUntil: null,
    })
    .onConflict((conflict) => conflict.column('tokenHash').doNothing())
    .execute();
  return next;
};

export const endKioskSessions = async (db: Db, kioskId: string, now: number): Promise<void> => {
  await db
    .updateTable('kioskSession')
    .set({ revokedAt: now })
    .where('kioskId', '=', kioskId)
    .where('revokedAt', 'is', null)
    .execute();
};

const FORGET_AFTER_MS = 30 * DAY_MS;

/** Forgets tokens that are not good any more, and sessions that ended a month ago. */
export const forgetOldKioskSessions = async (db: Db, now: number): Promise<void> => {
  await db.deleteFrom('kioskToken').where('goodUntil', '<=', now).execute();
  const over = db
    .selectFrom('kioskSession')
    .select('id')
    .where(({ eb, or }) =>
      or([
        eb('revokedAt', '<', now - FORGET_AFTER_MS),
        eb('idleExpiresAt', '<', now - FORGET_AFTER_MS),
        eb('expiresAt', '<', now - FORGET_AFTER_MS),
      ]),
    );
  await db.deleteFrom('kioskToken').where('sessionId', 'in', over).execute();
  await db.deleteFrom('kioskSession').where('id', 'in', over).execute();
};
