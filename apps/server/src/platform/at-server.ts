import { type Config, ConfigError, readConfig } from './config/config.ts';
import { type Db, openDatabase, pendingMigrations } from './db/index.ts';

/** Why nothing was done, in words for whoever typed the command. */
export interface Refused {
  refused: string;
}

export type Environment = Readonly<Record<string, string | undefined>>;

interface Installation {
  config: Config;
  db: Db;
}

/**
 * Work on the configured installation from the server's own command line, beside a server that runs or without one.
 * Settings that cannot be used are refused in their own words; the database is closed whatever happens.
 */
export const atServer = async <T>(
  env: Environment,
  work: (installation: Installation) => Promise<T | Refused>,
): Promise<T | Refused> => {
  try {
    const config = readConfig(env);
    const db = await openDatabase(config.databaseUrl);
    try {
      return await work({ config, db });
    } finally {
      await db.destroy();
    }
  } catch (error) {
    if (error instanceof ConfigError) return { refused: error.message };
    throw error;
  }
};

/** The same, on a database that a server has brought up to date: only it changes the schema. */
export const atServerUpToDate = <T>(
  env: Environment,
  work: (installation: Installation) => Promise<T | Refused>,
): Promise<T | Refused> =>
  atServer(env, async (installation) =>
    (await pendingMigrations(installation.db)).length > 0
      ? { refused: 'Start the server once, so that it brings the database up to date.' }
      : work(installation),
  );
