import { EventEmitter } from 'node:events';
import type { Db, Trx } from './open.ts';

/** Says in this process that something was committed; listeners look for what is new. */
export const commits = new EventEmitter<{ commit: [] }>().setMaxListeners(100);

/**
 * Runs `work` in one transaction: all of it is committed, or nothing. Inside a transaction already, joins it.
 * Await nothing but the database inside (SQLite has one writer), and use `trx`, never the outer handle.
 */
export const transact = async <T>(db: Db, work: (trx: Trx) => Promise<T>): Promise<T> => {
  if (db.isTransaction) return work(db as Trx);
  const result = await db.transaction().execute(work);
  commits.emit('commit');
  return result;
};
