import type { Db } from '../../platform/db/index.ts';
import { serviceFor } from './service.ts';

/** What may be done as well must not be felt by those who wait for an answer. */
const UNFELT_MS = 300;

/** Whether pictures nobody waits for may be looked at now: people who check in come first. */
export const hasRoomForMore = (db: Db): boolean => (serviceFor(db).engine.load()?.waitMs ?? 0) <= UNFELT_MS;
