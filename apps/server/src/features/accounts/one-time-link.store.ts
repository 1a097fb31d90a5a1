import { hashToken, newToken } from '../../platform/crypto/index.ts';
import { type Db, newId } from '../../platform/db/index.ts';
import { agedRows } from '../../platform/retention/index.ts';

const HOUR_MS = 3_600_000;
const WEEK_MS = 7 * 24 * HOUR_MS;

/** An invitation waits for a person, a reset for a mail. */
const LIVES_MS = { setup: WEEK_MS, invitation: WEEK_MS, reset: HOUR_MS } as const;

export type LinkPurpose = keyof typeof LIVES_MS;
/** Links with which a person sets a password. */
export const PASSWORD_LINKS = ['invitation', 'reset'] as const;
export type PasswordLink = (typeof PASSWORD_LINKS)[number];

export interface NewLink {
  purpose: LinkPurpose;
  personId: string | null;
  now: number;
}

export interface MadeLink {
  token: string;
  expiresAt: number;
}

/** Makes a link that works once: within seven days, to reset a password within an hour. Only the hash of its token is stored. */
export const createLink = async (db: Db, { purpose, personId, now }: NewLink): Promise<MadeLink> => {
  const [link] = await createLinks(db, { purpose, personIds: [personId], now });
  return link as MadeLink;
};

/** The same for several people, in their order. */
export const createLinks = async (
  db: Db,
  { purpose, personIds, now }: { purpose: LinkPurpose; personIds: readonly (string | null)[]; now: number },
): Promise<MadeLink[]> => {
  if (personIds.length === 0) return [];
  const expiresAt = now + LIVES_MS[purpose];
  const links = personIds.map((personId) => ({ personId, token: newToken() }));
  await db
    .insertInto('oneTimeLink')
    .values(
      links.map(({ personId, token }) => ({
        id: newId(now),
        purpose,
        tokenHash: hashToken(token),
        personId,
        createdAt: now,
        expiresAt,
        usedAt: null,
      })),
    )
    .execute();
  return links.map(({ token }) => ({ token, expiresAt }));
};

export interface GivenLink {
  token: string;
  purposes: readonly LinkPurpose[];
  now: number;
}

/** The link of this token while it can be used. */
export const findLink = (db: Db, { token, purposes, now }: GivenLink) =>
  db
    .selectFrom('oneTimeLink')
    .select(['id', 'purpose', 'personId', 'expiresAt'])
    .where('tokenHash', '=', hashToken(token))
    .where('purpose', 'in', purposes)
    .where('usedAt', 'is', null)
    .where('expiresAt', '>', now)
    .executeTakeFirst();

/** Uses a link up. @returns false when someone else was faster. */
export const useLink = async (db: Db, { token, purposes, now }: GivenLink): Promise<boolean> => {
  const used = await db
    .updateTable('oneTimeLink')
    .set({ usedAt: now })
    .where('tokenHash', '=', hashToken(token))
    .where('purpose', 'in', purposes)
    .where('usedAt', 'is', null)
    .where('expiresAt', '>', now)
    .returning('id')
    .execute();
  return used.length === 1;
};

/** Ends people's open links of these purposes: a newer one was made, or one was used. */
export const dropLinks = async (
  db: Db,
  { personIds, purposes }: { personIds: readonly string[]; purposes: readonly PasswordLink[] },
): Promise<void> => {
  if (personIds.length === 0) return;
  await db
    .deleteFrom('oneTimeLink')
    .where('purpose', 'in', purposes)
    .where('personId', 'in', personIds)
    .where('usedAt', 'is', null)
    .execute();
};

export const dropSetupLinks = async (db: Db): Promise<void> => {
  await db.deleteFrom('oneTimeLink').where('purpose', '=', 'setup').where('usedAt', 'is', null).execute();
};

export const oldLinks = agedRows({
  rule: 'sign-in-links',
  table: 'oneTimeLink',
  old: (where, { before }) => where('expiresAt', '<', before),
  everyMs: 3_600_000,
});
