import { hashToken, newToken } from '../../platform/crypto/index.ts';
import { type Db, newId } from '../../platform/db/index.ts';

const WEEK_MS = 7 * 24 * 3_600_000;

export interface NewLink {
  purpose: 'setup' | 'invitation';
  personId: string | null;
  now: number;
}

/** Makes a link that works once within seven days. Only the hash of its token is stored. */
export const createLink = async (
  db: Db,
  { purpose, personId, now }: NewLink,
): Promise<{ token: string; expiresAt: number }> => {
  const token = newToken();
  const expiresAt = now + WEEK_MS;
  await db
    .insertInto('oneTimeLink')
    .values({ id: newId(now), purpose, tokenHash: hashToken(token), personId, createdAt: now, expiresAt, usedAt: null })
    .execute();
  return { token, expiresAt };
};

export interface GivenLink {
  token: string;
  purpose: NewLink['purpose'];
  now: number;
}

/** The link of this token while it can be used. */
export const findLink = (db: Db, { token, purpose, now }: GivenLink) =>
  db
    .selectFrom('oneTimeLink')
    .select(['id', 'personId', 'expiresAt'])
    .where('tokenHash', '=', hashToken(token))
    .where('purpose', '=', purpose)
    .where('usedAt', 'is', null)
    .where('expiresAt', '>', now)
    .executeTakeFirst();

/** Uses a link up. @returns false when someone else was faster. */
export const useLink = async (db: Db, { token, purpose, now }: GivenLink): Promise<boolean> => {
  const used = await db
    .updateTable('oneTimeLink')
    .set({ usedAt: now })
    .where('tokenHash', '=', hashToken(token))
    .where('purpose', '=', purpose)
    .where('usedAt', 'is', null)
    .where('expiresAt', '>', now)
    .returning('id')
    .execute();
  return used.length === 1;
};

/** Removes what can no longer be used, and a person's open invitations when a new one is made or one was accepted. */
export const dropInvitations = async (db: Db, personId: string): Promise<void> => {
  await db
    .deleteFrom('oneTimeLink')
    .where('purpose', '=', 'invitation')
    .where('personId', '=', personId)
    .where('usedAt', 'is', null)
    .execute();
};

export const dropSetupLinks = async (db: Db): Promise<void> => {
  await db.deleteFrom('oneTimeLink').where('purpose', '=', 'setup').where('usedAt', 'is', null).execute();
};

export const forgetOldLinks = async (db: Db, now: number): Promise<void> => {
  await db
    .deleteFrom('oneTimeLink')
    .where('expiresAt', '<', now - WEEK_MS)
    .execute();
};
