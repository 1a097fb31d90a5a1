import type { Platform } from '../../platform/platform.ts';
import { accuracyRoutes } from './accuracy/accuracy.routes.ts';
import { insightRoutes } from './insights.routes.ts';
import { followSessions } from './tallies/follow-sessions.ts';

import { progressOf } from './tallies/tallies.store.ts';

export { insightsData } from './personal-data.ts';
export { judgementOf } from './sections/section-insight.ts';
export { checkTallies } from './tallies/check-tallies.ts';
export { followSessions } from './tallies/follow-sessions.ts';
export { rebuildTalliesAtServer } from './tallies/rebuild-at-server.ts';
export { type TallyFilter, talliesOf } from './tallies/tallies.store.ts';
export { type Counts, lateRateOf, rateOf, sumOf, type Tally } from './tallies/tally.ts';

const TALLY_EVERY_MS = 2_000;

/** Home screens of faculty and administrators, and how well faces tell people apart. May read any table but the vault's keys. */
export const registerInsights = (platform: Platform): void => {
  insightRoutes(platform);
  accuracyRoutes(platform);
  const { db } = platform;
  platform.follows(async (on) => (await progressOf(on))?.eventId ?? null);
  platform.job({
    name: 'tally sessions',
    everyMs: TALLY_EVERY_MS,
    run: (stopping) => followSessions({ db, stopping }),
  });
};
