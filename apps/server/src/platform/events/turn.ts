import { type Db, oneAtATime } from '../db/index.ts';

/**
 * The turn of those who append to what follows commit order: the feed of events and the audit log. One turn for both, so
 * that a transaction which does either never waits for one that did the other. It is held until commit: take it last, or,
 * where rows that others lock before they append are locked too, first.
 */
export const takeTurn = (trx: Db): Promise<void> => oneAtATime(trx, 'domain_event');
