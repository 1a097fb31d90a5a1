import type { AccessPolicy, Role } from '@smart-presence/contract';
import type { Db } from '../../platform/db/index.ts';
import { accessPolicy } from './access-policy.store.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

export interface SessionLimits {
  /** Longest pause between two requests, milliseconds. */
  idleMs: number;
  /** Longest life whatever happens, milliseconds. */
  absoluteMs: number;
}

/** A kiosk is a student's reach on a shared device: the same limits. */
const groupOf = ({ sessions }: AccessPolicy, role: Role) =>
  role === 'student' || role === 'kiosk' ? sessions.student : sessions.staff;

/** How many days this role may stay signed in on a device of its own; 0: not at all. */
export const rememberDays = (policy: AccessPolicy, role: Role): number => groupOf(policy, role).rememberDays;

/**
 * How long a sign-in session of this role lives. A remembered one lives its days whether it is used or not; when the policy
 * no longer remembers, no time at all is left to it.
 */
export const limitsOf = (policy: AccessPolicy, role: Role, isRemembered: boolean): SessionLimits => {
  const { idleMinutes, absoluteHours, rememberDays: days } = groupOf(policy, role);
  if (isRemembered) return { idleMs: days * DAY_MS, absoluteMs: days * DAY_MS };
  return { idleMs: idleMinutes * MINUTE_MS, absoluteMs: absoluteHours * HOUR_MS };
};

export const sessionLimits = async (db: Db, role: Role, isRemembered = false): Promise<SessionLimits> =>
  limitsOf(await accessPolicy(db), role, isRemembered);

/** The instants of a stored session that decide how long it lives. */
export interface SessionTimes {
  createdAt: number;
  lastSeenAt: number;
  idleExpiresAt: number;
  expiresAt: number;
}

/** The last instant a session can reach, however busy it is. */
export const lastInstantOf = ({ createdAt, expiresAt }: SessionTimes, { absoluteMs }: SessionLimits): number =>
  Math.min(expiresAt, createdAt + absoluteMs);

/**
 * Whether a session lives at this instant: within what it was promised, and within what the policy says by now. So a policy
 * that became shorter reaches every session, also one that began in the moment it was saved.
 */
export const livesAt = (session: SessionTimes, limits: SessionLimits, now: number): boolean =>
  now < lastInstantOf(session, limits) && now < Math.min(session.idleExpiresAt, session.lastSeenAt + limits.idleMs);

/** A sign-in that is not settled within this time begins again. */
export const UNSETTLED_MS = 15 * MINUTE_MS;

/** `lastSeenAt` is written at most this often, so the idle limit is kept to within it (always on the short side). */
export const SEEN_EVERY_MS = MINUTE_MS;
