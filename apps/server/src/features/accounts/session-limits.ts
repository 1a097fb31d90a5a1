import type { Role } from '@smart-presence/contract';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

export interface SessionLimits {
  /** Longest pause between two requests, milliseconds. */
  idleMs: number;
  /** Longest life whatever happens, milliseconds. */
  absoluteMs: number;
}

const staff: SessionLimits = { idleMs: 30 * MINUTE_MS, absoluteMs: 12 * HOUR_MS };
const student: SessionLimits = { idleMs: 60 * MINUTE_MS, absoluteMs: 24 * HOUR_MS };

/** How long a sign-in session of this role lives. A kiosk is a student's reach on a shared device: the same limits. */
export const sessionLimits = (role: Role): SessionLimits => (role === 'student' || role === 'kiosk' ? student : staff);

/** `lastSeenAt` is written at most this often, so the idle limit is kept to within it (always on the short side). */
export const SEEN_EVERY_MS = MINUTE_MS;
