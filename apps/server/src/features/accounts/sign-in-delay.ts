const SECOND_MS = 1000;
const LONGEST_MS = 15 * 60 * SECOND_MS;

/** A run of failures is forgotten after a day without another. */
export const FORGET_FAILURES_MS = 24 * 3_600_000;

/**
 * How long the next attempt has to wait after this many failures in a row: a few for free, then one second that doubles
 * each time, never more than a quarter of an hour. Nobody is locked out for good.
 */
export const delayAfter = (failures: number, free: number): number =>
  failures < free ? 0 : Math.min(LONGEST_MS, SECOND_MS * 2 ** Math.min(failures - free, 20));
