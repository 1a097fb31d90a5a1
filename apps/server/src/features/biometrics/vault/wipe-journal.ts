import { sql } from 'kysely';
import { type Db, engineFor } from '../../../platform/db/index.ts';

/**
 * SQLite overwrites deleted rows in its file (`secure_delete`), but its write-ahead journal still holds the pages as
 * they were. Moves the journal into the file and empties it, without waiting for other readers.
 * @returns false when another reader was in the way: try again soon. PostgreSQL has nothing to do here; its own log
 * ages out by its retention, and what is in it stays sealed.
 */
export const wipeJournal = async (db: Db): Promise<boolean> => {
  if (engineFor(db) === 'postgres') return true;
  if (db.isTransaction) return false;
  return db.connection().execute(async (connection) => {
    const before = await sql<{ timeout: number }>`pragma busy_timeout`.execute(connection);
    // The driver is synchronous: waiting for a reader would hold up every request.
    await sql`pragma busy_timeout = 0`.execute(connection);
    try {
      const { rows } = await sql<{ busy: number }>`pragma wal_checkpoint(truncate)`.execute(connection);
      return rows[0]?.busy === 0;
    } finally {
      await sql.raw(`pragma busy_timeout = ${Number(before.rows[0]?.timeout ?? 5000)}`).execute(connection);
    }
  });
};
