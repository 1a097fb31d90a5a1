import type { Platform } from '../../platform/platform.ts';
import { forgetOldChallenges } from './challenges.store.ts';
import { closeDueSessions, lockOldSessions } from './close-due-sessions.ts';

const TICK_MS = 500;
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

/** Time passes in sessions whether or not anyone is looking. */
export const attendanceClock = ({ db, clock, job }: Platform): void => {
  job({ name: 'close sessions', everyMs: TICK_MS, run: () => closeDueSessions(db, clock()) });
  job({ name: 'lock sessions', everyMs: MINUTE_MS, run: () => lockOldSessions(db, clock()) });
  job({ name: 'forget challenges', everyMs: HOUR_MS, run: () => forgetOldChallenges(db, clock()) });
};
