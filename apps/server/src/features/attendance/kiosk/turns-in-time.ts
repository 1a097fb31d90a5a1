import { KIOSK_TURN_FRAMES } from '@smart-presence/contract';
import { TOLERANCE } from '../liveness/frames-in-time.ts';

export interface TimedTurns {
  /** How many turns were asked for. */
  turns: number;
  issuedAt: number;
  arrivedAt: number;
  /** Milliseconds since the first picture; 0 for pictures from before the first turn was told. */
  times: readonly { at: number; step: number }[];
}

/** Nobody needs longer between two pictures in front of a door; longer, somebody else may have taken their place. */
const LONGEST_PAUSE_MS = 6_000;

/**
 * Whether the pictures of the turns can have been taken after they were told: in their order, enough of each, and none over more time
 * than has gone by since. Those from before are what brought the person here.
 */
export const turnsInTime = ({ turns, issuedAt, arrivedAt, times }: TimedTurns): boolean => {
  const isRising = times.every(({ at, step }, i) => {
    const before = times[i - 1];
    return !before || (at > before.at && at - before.at <= LONGEST_PAUSE_MS && step >= before.step);
  });
  if (!isRising || times.some(({ step }) => step > turns)) return false;
  const counts = Array.from({ length: turns + 1 }, (_, step) => times.filter((time) => time.step === step).length);
  const [before = 0, ...own] = counts;
  if (before === 0 || own.some((count) => count < KIOSK_TURN_FRAMES.min || count > KIOSK_TURN_FRAMES.max)) return false;
  const turning = times.filter(({ step }) => step > 0).map(({ at }) => at);
  const lasted = (turning.at(-1) ?? 0) - (turning[0] ?? 0);
  const passed = arrivedAt - issuedAt;
  return passed >= turns * TOLERANCE.step && lasted <= passed + TOLERANCE.drift;
};
