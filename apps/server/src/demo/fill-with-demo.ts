import { ConfigError, readConfig } from '../platform/config/config.ts';
import { migrate, openDatabase } from '../platform/db/index.ts';
import { DEMO_PASSWORD, isUntouched, type SeededCollege, seedCollege } from './seed-college.ts';

export type DemoResult = (SeededCollege & { password: string }) | { refused: string };

/** Opens the configured database and seeds it; says why when it must not. */
export const fillWithDemo = async (
  env: Record<string, string | undefined>,
  progress: (share: number) => void,
): Promise<DemoResult> => {
  const config = readSettings(env);
  if (config instanceof ConfigError) return { refused: config.message };
  if (config.isProduction)
    return { refused: 'The demo has accounts with a published password: it is not for production.' };
  const db = await openDatabase(config.databaseUrl);
  try {
    await migrate(db);
    if (!(await isUntouched(db))) {
      return {
        refused: `Somebody already uses this installation (${config.databaseUrl.replace(/:[^:@/]*@/, ':…@')}). Choose an empty one: DATA_DIR=./demo-data npm run demo`,
      };
    }
    return { ...(await seedCollege(db, { now: Date.now(), progress })), password: DEMO_PASSWORD };
  } finally {
    await db.destroy();
  }
};

const readSettings = (env: Record<string, string | undefined>) => {
  try {
    return readConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
};
