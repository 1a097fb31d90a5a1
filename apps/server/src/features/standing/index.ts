import type { Platform } from '../../platform/platform.ts';
import type { WarnGuardian } from '../notifications/index.ts';
import { followMarks, heardUpTo, judgeAnew } from './follow-marks.ts';
import { registerViewRoutes } from './register.routes.ts';
import { standingRoutes } from './standing.routes.ts';

export { OUT_OF_REACH } from './compute-standing.ts';
export { countStandings } from './count-standings.ts';
export { followMarks, judgeAnew } from './follow-marks.ts';
export { standingData } from './personal-data.ts';
export { sectionRegister } from './section-register.ts';
export { countShortages, listShortages } from './shortage.store.ts';
export { standingsOfStudent } from './standings-of-student.ts';

const FOLLOW_EVERY_MS = 2_000;
const JUDGE_EVERY_MS = 5_000;

/** What standing needs of others. */
export interface StandingNeeds {
  /** null: this installation sends no mail. */
  warnGuardian: WarnGuardian | null;
}

/** Where students stand: percentages, what-if, history, who is short of the minimum, and who is warned of it. */
export const registerStanding = (platform: Platform, { warnGuardian }: StandingNeeds): void => {
  standingRoutes(platform);
  registerViewRoutes(platform);
  const { db, clock } = platform;
  const following = (stopping?: AbortSignal) => ({ db, warnGuardian, now: clock(), stopping });
  platform.job({
    name: 'follow marks',
    everyMs: FOLLOW_EVERY_MS,
    run: (stopping) => followMarks(following(stopping)),
  });
  platform.follows(heardUpTo);
  platform.job({ name: 'judge standings', everyMs: JUDGE_EVERY_MS, run: (stopping) => judgeAnew(following(stopping)) });
};
