const [SOONEST_SECONDS, LATEST_SECONDS] = [1, 30] as const;

/**
 * When to come back, seconds: when the work that waits now is done, and up to as long again, so that people who are turned away
 * together do not return together.
 */
export const comeBackAfter = (waitMs: number, random: () => number = Math.random): number => {
  const seconds = (waitMs / 1000) * (1 + random());
  return Math.min(LATEST_SECONDS, Math.max(SOONEST_SECONDS, Math.ceil(seconds)));
};
