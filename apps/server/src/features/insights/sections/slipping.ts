import { type AttendedOf, SLIPPING_BEFORE, SLIPPING_POINTS, SLIPPING_RECENT } from '@smart-presence/contract';

/** Half a percent of a point: shares such as 0.1 do not add up exactly. */
const ROUNDING = 1e-9;

/**
 * Whether somebody attends much less than before: of the newest `SLIPPING_RECENT` sessions that count for them a share at
 * least `SLIPPING_POINTS` percent points below that of all before, of which there are `SLIPPING_BEFORE` or more. Whoever
 * never came much is not slipping. Pure.
 * @param shares attended shares, 0 to 1, of sessions that count, oldest first.
 * @returns what says so; null: not slipping, or too few sessions to tell.
 */
export const slippingOf = (shares: readonly number[]): { before: AttendedOf; recent: AttendedOf } | null => {
  if (shares.length < SLIPPING_BEFORE + SLIPPING_RECENT) return null;
  const before = attendedOf(shares.slice(0, -SLIPPING_RECENT));
  const recent = attendedOf(shares.slice(-SLIPPING_RECENT));
  const fallen = 100 * (before.attended / before.of - recent.attended / recent.of);
  return fallen >= SLIPPING_POINTS - ROUNDING ? { before, recent } : null;
};

const attendedOf = (shares: readonly number[]): AttendedOf => ({
  attended: shares.reduce((sum, share) => sum + share, 0),
  of: shares.length,
});
