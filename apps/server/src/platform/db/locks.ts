import { type SelectQueryBuilder, sql } from 'kysely';
import { type Db, engineFor } from './open.ts';
import type { Schema } from './schema.ts';

/**
 * Makes transactions that name the same lock take turns until commit. SQLite has one writer anyway; PostgreSQL uses a
 * transaction-level advisory lock. Call inside a transaction.
 */
export const oneAtATime = async (trx: Db, name: string): Promise<void> => {
  if (engineFor(trx) === 'postgres') await sql`select pg_advisory_xact_lock(hashtextextended(${name}, 0))`.execute(trx);
};

/**
 * Reads rows that stay as they are until commit: whoever wants to change one waits, whoever only reads does not. SQLite has
 * one writer anyway.
 */
export const holdingStill = <T extends keyof Schema, O>(
  db: Db,
  query: SelectQueryBuilder<Schema, T, O>,
): SelectQueryBuilder<Schema, T, O> => (engineFor(db) === 'postgres' ? query.forShare() : query);

/**
 * Reads rows that no other server is claiming at this moment, and holds them until commit. For the inner select of one
 * conditional update: in SQLite, which has one writer, the update alone is enough.
 */
export const skippingClaimed = <T extends keyof Schema, O>(
  db: Db,
  query: SelectQueryBuilder<Schema, T, O>,
): SelectQueryBuilder<Schema, T, O> => (engineFor(db) === 'postgres' ? query.forUpdate().skipLocked() : query);
