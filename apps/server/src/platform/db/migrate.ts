import { Migrator } from 'kysely/migration';
import { postgresColumns, sqliteColumns } from './migrations/columns.ts';
import { type DatabaseMigration, migrations } from './migrations/index.ts';
import { type Db, engineFor } from './open.ts';

const provider = (db: Db, known: Record<string, DatabaseMigration>) => {
  const columns = engineFor(db) === 'sqlite' ? sqliteColumns : postgresColumns;
  return {
    getMigrations: () =>
      Promise.resolve(
        Object.fromEntries(
          Object.entries(known).map(([name, m]) => [name, { up: (handle: Db) => m.up(handle as never, columns) }]),
        ),
      ),
  };
};

/**
 * Brings the database to the newest version, each migration in a transaction, one server at a time.
 * @throws the first failure; nothing of the failed migration stays.
 */
export const migrate = async (db: Db): Promise<void> => {
  // Migrations are raw SQL in snake_case; the plugins only get in the way.
  const migrator = new Migrator({ db: db.withoutPlugins(), provider: provider(db, migrations) as never });
  const { error } = await migrator.migrateToLatest();
  if (error) throw error instanceof Error ? error : new Error('migration failed', { cause: error });
};

/** Names of migrations this program knows and the database lacks. */
export const pendingMigrations = async (db: Db): Promise<string[]> => {
  const migrator = new Migrator({ db: db.withoutPlugins(), provider: provider(db, migrations) as never });
  const all = await migrator.getMigrations();
  return all.filter((m) => m.executedAt === undefined).map((m) => m.name);
};
