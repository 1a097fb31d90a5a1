import type { Platform } from '../../platform/platform.ts';
import { accuracyRoutes } from './accuracy/accuracy.routes.ts';
import { insightRoutes } from './insights.routes.ts';

export { insightsData } from './personal-data.ts';

/** Home screens of faculty and administrators, and how well faces tell people apart. May read any table but the vault's keys. */
export const registerInsights = (platform: Platform): void => {
  insightRoutes(platform);
  accuracyRoutes(platform);
};
