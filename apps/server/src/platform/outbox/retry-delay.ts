const MINUTE_MS = 60_000;
const LONGEST_MS = 6 * 60 * MINUTE_MS;

/** After that many attempts a mail is given up: with these delays, after ten to twenty hours. */
export const MAX_ATTEMPTS = 12;

/**
 * Pause after the given number of failed attempts, milliseconds: one minute that doubles each time up to six hours, less
 * up to half of it by chance, so that a thousand mails do not return at once to a server that is just back.
 * @param random from 0 up to 1.
 */
export const retryDelay = (attempts: number, random: number): number =>
  Math.round(Math.min(LONGEST_MS, MINUTE_MS * 2 ** (attempts - 1)) * (1 - random / 2));
