import type { Db } from '../db/index.ts';
import { watchOf } from './watch.ts';
import { type SecurityEvent, writeEvents } from './write-events.ts';

/**
 * Reports a sign of an attack. In a transaction it is written with it, and undone with it. Outside, for what was refused and
 * leaves nothing else behind, it is handed to the watch, which puts equal ones together, so that a flood costs few rows; it
 * never throws and is never waited for.
 */
export const reportSecurityEvent = async (db: Db, event: SecurityEvent): Promise<void> => {
  // A transaction is a handle of its own, which no watch knows.
  const watch = watchOf(db);
  if (watch) watch.note(event);
  else await writeEvents(db, [{ event, times: 1, lastAt: event.at }]);
};
