import type { Role } from '@smart-presence/contract';
import type { Db } from '../../platform/db/index.ts';
import { accessPolicy } from './access-policy.store.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

export interface SessionLimits {
  /** Longest pause between two requests, milliseconds. */
  idleMs: number;
  /** Longest life whatever happens, milliseconds. */
  absoluteMs: number;
}

/** How long a sign-in session of this role lives. A kiosk is a student's reach on a shared device: the same limits. */
export const sessionLimits = async (db: Db, role: Role): Promise<SessionLimits> => {
  const { sessions } = await accessPolicy(db);
  const { idleMinutes, absoluteHours } = role === 'student' || role === 'kiosk' ? sessions.student : sessions.staff;
  return { idleMs: idleMinutes * MINUTE_MS, absoluteMs: absoluteHours * HOUR_MS };
};

/** A sign-in that is not settled within this time begins again. */
export const UNSETTLED_MS = 15 * MINUTE_MS;

/** `lastSeenAt` is written at most this often, so the idle limit is kept to within it (always on the short side). */
export const SEEN_EVERY_MS = MINUTE_MS;
