import { atServer, type Environment, type Refused } from '../platform/at-server.ts';
import { migrate } from '../platform/db/index.ts';
import { DEMO_PASSWORD, isUntouched, type SeededCollege, seedCollege } from './seed-college.ts';

/** Seeds the configured database; says why when it must not. */
export const fillWithDemo = (
  env: Environment,
  progress: (share: number) => void,
): Promise<(SeededCollege & { password: string }) | Refused> =>
  atServer(env, async ({ config, db }) => {
    if (config.isProduction)
      return { refused: 'The demo has accounts with a published password: it is not for production.' };
    await migrate(db);
    if (!(await isUntouched(db))) {
      return {
        refused: `Somebody already uses this installation (${config.databaseUrl.replace(/:[^:@/]*@/, ':…@')}). Choose an empty one: DATA_DIR=./demo-data npm run demo`,
      };
    }
    return { ...(await seedCollege(db, { now: Date.now(), progress })), password: DEMO_PASSWORD };
  });
