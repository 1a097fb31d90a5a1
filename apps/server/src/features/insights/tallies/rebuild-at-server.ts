import { atServerUpToDate, type Environment, type Refused } from '../../../platform/at-server.ts';
import { checkTallies, rebuildTallies, type TallyCheck } from './check-tallies.ts';
import { followSessions } from './follow-sessions.ts';

/**
 * Of the configured installation, beside a server that runs or without one: compares the tallies with the marks, and, unless it
 * is only a check, counts every session anew and compares again. `after` is null when nothing was counted.
 */
export const rebuildTalliesAtServer = (
  env: Environment,
  { isCheck }: { isCheck: boolean },
): Promise<{ before: TallyCheck; after: TallyCheck | null } | Refused> =>
  atServerUpToDate(env, async ({ db }) => {
    if (!isCheck) return rebuildTallies(db);
    await followSessions({ db });
    return { before: await checkTallies(db), after: null };
  });
