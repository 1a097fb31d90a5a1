import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import { SqliteAdapter, type SqliteDatabase, SqliteDialect, type SqliteStatement } from 'kysely';

/** Pages kept in memory, kB. */
export const CACHE_KB = 65_536;
/** A log of so many pages is brought back into the file by whoever commits next. SQLite's own default. */
export const AUTO_CHECKPOINT_PAGES = 1000;

const pragmas = [
  'pragma journal_mode = wal',
  // FULL: an acknowledged write is on disk before the reply leaves.
  'pragma synchronous = full',
  'pragma foreign_keys = on',
  'pragma busy_timeout = 5000',
  'pragma temp_store = memory',
  `pragma cache_size = -${CACHE_KB}`,
  `pragma wal_autocheckpoint = ${AUTO_CHECKPOINT_PAGES}`,
  'pragma trusted_schema = off',
  'pragma secure_delete = on',
];

/** Statements kept prepared; the product has a few hundred distinct ones. */
const CACHED_STATEMENTS = 500;

/** Lets Kysely's SQLite dialect drive Node's own `node:sqlite`. */
const adapt = (database: DatabaseSync): SqliteDatabase => {
  const cache = new Map<string, SqliteStatement>();
  const prepare = (text: string): SqliteStatement => {
    const statement = database.prepare(text);
    return {
      reader: statement.columns().length > 0,
      all: (parameters) => statement.all(...(parameters as SQLInputValue[])),
      run: (parameters) => statement.run(...(parameters as SQLInputValue[])),
      iterate: (parameters) => statement.iterate(...(parameters as SQLInputValue[])),
    };
  };
  return {
    prepare: (text) => {
      const known = cache.get(text);
      if (known) return known;
      const fresh = prepare(text);
      if (cache.size >= CACHED_STATEMENTS) cache.delete(cache.keys().next().value as string);
      cache.set(text, fresh);
      return fresh;
    },
    close: () => {
      cache.clear();
      database.close();
    },
  };
};

/** DDL takes part in transactions in SQLite; Kysely's adapter assumes otherwise. */
class TransactionalSqliteAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

class NodeSqliteDialect extends SqliteDialect {
  override createAdapter(): SqliteAdapter {
    return new TransactionalSqliteAdapter();
  }
}

/** @param file path of the database, or `:memory:`. Creates the folder (0700) when it is missing. */
export const sqliteDialect = (file: string): SqliteDialect => {
  if (file !== ':memory:') mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const database = new DatabaseSync(file);
  for (const pragma of pragmas) database.exec(pragma);
  return new NodeSqliteDialect({ database: adapt(database) });
};
