import type { Db } from '../../platform/db/index.ts';
import { fail } from '../../platform/http/index.ts';
import { recentChallenges } from './challenges.store.ts';

const WINDOW_MS = 3 * 60_000;
/** Refused check-ins in the window after which there is a pause. A pause is not a penalty: it ends by itself. */
export const MOST_REFUSED = 5;
/** Check-ins begun in the window; double taps and reloads stay far below. */
export const MOST_BEGUN = 20;

export interface AttemptBy {
  studentId: string;
  now: number;
}

/** @throws AppError `too_many_requests`, with the seconds until the next try. Counted in the database, so on all servers. */
export const limitAttempts = async (db: Db, { studentId, now }: AttemptBy): Promise<void> => {
  const recent = await recentChallenges(db, { studentId, since: now - WINDOW_MS });
  const refused = recent.filter((challenge) => challenge.decision === 'reject');
  const blocker = nth(refused, MOST_REFUSED) ?? nth(recent, MOST_BEGUN);
  if (blocker) fail('too_many_requests', { retryAfter: (blocker.issuedAt + WINDOW_MS - now) / 1000 });
};

/** The one that must leave the window before there is room again; undefined while there is room. */
const nth = <T>(list: readonly T[], most: number): T | undefined =>
  list.length >= most ? list[list.length - most] : undefined;
