import type { CalendarFeed } from '@smart-presence/contract';
import { hashToken, newToken } from '../../../platform/crypto/index.ts';
import type { Db } from '../../../platform/db/index.ts';
import { fail } from '../../../platform/http/index.ts';

export const feedOf = async (db: Db, personId: string): Promise<CalendarFeed | null> =>
  (await db
    .selectFrom('calendarFeed')
    .select(['createdAt', 'lastFetchedAt'])
    .where('personId', '=', personId)
    .executeTakeFirst()) ?? null;

/** Makes a link; the one before ends. @returns its secret, of which only the hash is kept. */
export const makeFeed = async (db: Db, { personId, now }: { personId: string; now: number }): Promise<string> => {
  const token = newToken();
  const values = { tokenHash: hashToken(token), createdAt: now, lastFetchedAt: null, windowFrom: now, fetches: 0 };
  await db
    .insertInto('calendarFeed')
    .values({ personId, ...values })
    .onConflict((conflict) => conflict.column('personId').doUpdateSet(values))
    .execute();
  return token;
};

export const removeFeed = async (db: Db, personId: string): Promise<void> => {
  await db.deleteFrom('calendarFeed').where('personId', '=', personId).execute();
};

const WINDOW_MS = 3_600_000;
/** Calendars ask a few times a day; several devices of one person may share the link. */
export const MOST_FETCHES = 60;

export interface FeedOwner {
  personId: string;
  role: string;
  createdAt: number;
}

/** Whose link this is, noting the visit. @throws AppError `not_found` for a link that ended or whose owner may not sign in, `too_many_requests`. */
export const visitFeed = async (db: Db, { token, now }: { token: string; now: number }): Promise<FeedOwner> => {
  const feed = await db
    .selectFrom('calendarFeed')
    .innerJoin('person', 'person.id', 'calendarFeed.personId')
    .select(['person.id as personId', 'person.role', 'calendarFeed.createdAt'])
    .select(['calendarFeed.windowFrom', 'calendarFeed.fetches'])
    .where('calendarFeed.tokenHash', '=', hashToken(token))
    .where('person.isDisabled', '=', false)
    .where('person.isAwaitingApproval', '=', false)
    .executeTakeFirst();
  if (!feed) return fail('not_found');
  const { personId, role, createdAt, windowFrom, fetches } = feed;
  const isNewWindow = now >= windowFrom + WINDOW_MS;
  if (!isNewWindow && fetches >= MOST_FETCHES)
    fail('too_many_requests', { retryAfter: (windowFrom + WINDOW_MS - now) / 1000 });
  await db
    .updateTable('calendarFeed')
    .set(({ eb }) => ({
      lastFetchedAt: now,
      ...(isNewWindow ? { windowFrom: now, fetches: 1 } : { fetches: eb('fetches', '+', 1) }),
    }))
    .where('personId', '=', personId)
    .execute();
  return { personId, role, createdAt };
};
