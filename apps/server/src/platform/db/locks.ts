import { sql } from 'kysely';
import { type Db, engineFor } from './open.ts';

/**
 * Makes transactions that name the same lock take turns until commit. SQLite has one writer anyway; PostgreSQL uses a
 * transaction-level advisory lock. Call inside a transaction.
 */
export const oneAtATime = async (trx: Db, name: string): Promise<void> => {
  if (engineFor(trx) === 'postgres') await sql`select pg_advisory_xact_lock(hashtextextended(${name}, 0))`.execute(trx);
};
