import type { Platform } from '../../platform/platform.ts';
import { closeDueSessions, lockOldSessions } from './close-due-sessions.ts';
import { createHeart, forgetOldOutages } from './outage/heartbeat.ts';
import { DAY_MS } from './session-clock.ts';

const TICK_MS = 500;
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
/** Sessions close when they end; what was down long before says nothing about them. */
const OUTAGE_DAYS = 30;

/** Time passes in sessions whether or not anyone is looking. */
export const attendanceClock = ({ db, clock, job }: Platform): void => {
  const heart = createHeart(db);
  job({ name: 'heartbeat', everyMs: TICK_MS, run: () => heart.beat(clock()) });
  job({ name: 'close sessions', everyMs: TICK_MS, run: () => closeDueSessions(db, clock()) });
  job({ name: 'forget outages', everyMs: HOUR_MS, run: () => forgetOldOutages(db, clock() - OUTAGE_DAYS * DAY_MS) });
  job({ name: 'lock sessions', everyMs: MINUTE_MS, run: () => lockOldSessions(db, clock()) });
};
