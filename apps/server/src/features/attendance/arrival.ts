import { fail } from '../../platform/http/index.ts';
import { admits, DAY_MS, graceEnd, type SessionTimes, stateAt } from './session-clock.ts';

/** The times of a check-in that did not arrive while it could be decided at once, for the teacher to judge. */
export interface Delay {
  /** When the challenge was issued, by the server's clock. */
  begunAt: number;
  /** When the last picture was taken: as the device says, within what the server knows. */
  capturedAt: number;
  arrivedAt: number;
}

export interface Sending {
  challenge: { issuedAt: number; expiresAt: number };
  session: SessionTimes;
  /** Milliseconds from the challenge's coming to the last picture, as the device says. */
  lastFrameAt: number;
  arrivedAt: number;
  editWindowMs: number;
}

/** A check-in that was kept on a device is looked at for this long after its challenge. */
export const KEPT_FOR_MS = DAY_MS;

/**
 * Whether a check-in came in time (null), was begun and taken in time and came late (its times), or was not (`closed`).
 * What comes late is never accepted at once, whoever sends it and however late.
 * @throws AppError `challenge_invalid` for pictures from after the challenge; `check_in_too_late` when a day has gone by, or
 * nobody may change the session's marks any more.
 */
export const judgeArrival = (sending: Sending): Delay | 'closed' | null => {
  const { challenge, session, lastFrameAt, arrivedAt, editWindowMs } = sending;
  const { issuedAt: begunAt, expiresAt } = challenge;
  if (arrivedAt <= expiresAt && admits(session, { begunAt, arrivedAt })) return null;
  const capturedAt = Math.min(begunAt + lastFrameAt, arrivedAt);
  if (capturedAt > expiresAt) fail('challenge_invalid');
  if (begunAt >= session.endsAt || capturedAt >= (session.closedAt ?? graceEnd(session))) return 'closed';
  const { state } = stateAt(session, { now: arrivedAt, editWindowMs });
  if (state === 'locked' || arrivedAt > expiresAt + KEPT_FOR_MS) fail('check_in_too_late');
  return { begunAt, capturedAt, arrivedAt };
};
