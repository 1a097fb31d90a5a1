import type { SessionState } from '@smart-presence/contract';

/** The part of a session that time decides about. Instants and lengths are milliseconds. */
export interface SessionTimes {
  /** As last written; the clock may be ahead of it. */
  state: SessionState;
  endsAt: number;
  graceMs: number;
  closedAt: number | null;
  editableUntil: number | null;
}

export const DAY_MS = 24 * 3_600_000;

/** First instant at which no check-in counts any more, however early it was begun. */
export const graceEnd = ({ endsAt, graceMs }: SessionTimes): number => endsAt + graceMs;

/**
 * What a session is at an instant, whether or not a server has written it down yet. It never runs backwards: a state
 * that was written stays, even when this server's clock is behind the one that wrote it.
 * @param editWindowMs how long after closing the session may be edited, for a close that is not written yet.
 */
export const stateAt = (session: SessionTimes, { now, editWindowMs }: { now: number; editWindowMs: number }) => {
  const { closedAt, editableUntil } = ending(session, editWindowMs);
  return { state: nameOf(session, { now, editableUntil }), closedAt, editableUntil, now };
};

const ending = (session: SessionTimes, editWindowMs: number) => {
  if (session.closedAt !== null) return session;
  const closedAt = graceEnd(session);
  return { closedAt, editableUntil: closedAt + editWindowMs };
};

const nameOf = (
  session: SessionTimes,
  { now, editableUntil }: { now: number; editableUntil: number | null },
): SessionState => {
  const { state } = session;
  if (state === 'scheduled' || state === 'locked') return state;
  if (state === 'open' && now < session.endsAt) return 'open';
  if (state !== 'closed' && now < graceEnd(session)) return 'closing';
  return editableUntil !== null && now >= editableUntil ? 'locked' : 'closed';
};

export interface Attempt {
  /** When the challenge was issued. */
  begunAt: number;
  /** When the check-in's request reached the server. */
  arrivedAt: number;
}

/** A check-in counts when it was begun before the end and arrives before the grace is over, in a session nobody closed. */
export const admits = (session: SessionTimes, { begunAt, arrivedAt }: Attempt): boolean =>
  (session.state === 'open' || session.state === 'closing') &&
  begunAt < session.endsAt &&
  arrivedAt < graceEnd(session);
