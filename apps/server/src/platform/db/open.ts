import { CamelCasePlugin, Kysely, PostgresAdapter, type Transaction } from 'kysely';
import { BooleanPlugin } from './boolean-plugin.ts';
import { postgresDialect, postgresPool } from './postgres.ts';
import type { Schema } from './schema.ts';
import { sqliteDialect } from './sqlite.ts';

/** A database or a transaction: the same type, and always a required argument. */
export type Db = Kysely<Schema>;
export type Trx = Transaction<Schema>;
export type Engine = 'sqlite' | 'postgres';

const urls = new WeakMap<object, string>();

export interface OpenOptions {
  maxConnections?: number;
  onIdleError?: (error: Error) => void;
}

const plugins = () => [new CamelCasePlugin({ maintainNestedObjectKeys: true }), new BooleanPlugin()];

/**
 * @param url `sqlite:/path/file.sqlite`, `sqlite::memory:` or `postgres://…`.
 * @throws Error naming DATABASE_URL when the scheme is none of these.
 */
export const openDatabase = (url: string, options: OpenOptions = {}): Promise<Db> => {
  const engine = engineOf(url);
  const dialect =
    engine === 'sqlite'
      ? sqliteDialect(url.slice('sqlite:'.length))
      : postgresDialect(
          postgresPool({
            url,
            maxConnections: options.maxConnections ?? 10,
            onIdleError: options.onIdleError ?? (() => {}),
          }),
        );
  const db = new Kysely<Schema>({ dialect, plugins: plugins() });
  urls.set(db, url);
  return Promise.resolve(db);
};

const engineOf = (url: string): Engine => {
  if (url.startsWith('sqlite:')) return 'sqlite';
  if (/^postgres(ql)?:\/\//.test(url)) return 'postgres';
  throw new Error('DATABASE_URL must start with sqlite: or postgres://');
};

/** Which database a handle speaks to, also inside a transaction. */
export const engineFor = (db: Db): Engine =>
  db.getExecutor().adapter instanceof PostgresAdapter ? 'postgres' : 'sqlite';

/** The address a handle was opened with (LISTEN needs a connection of its own). */
export const urlFor = (db: Db): string | undefined => urls.get(db);
