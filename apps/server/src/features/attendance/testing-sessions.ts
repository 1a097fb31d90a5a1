import type { Db } from '../../platform/db/index.ts';
import { sessionView } from './sessions.store.ts';
import { MINUTE_MS, NOW } from './testing.ts';

/** The policy's defaults: 10 minutes, 30 seconds of grace, 7 days of editing. */
export const END = NOW + 10 * MINUTE_MS;

export const stateIn = async (db: Db, id: string, now: number) => (await sessionView(db, id, now))?.state;
