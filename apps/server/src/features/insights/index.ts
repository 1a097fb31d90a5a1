import type { Platform } from '../../platform/platform.ts';
import { insightRoutes } from './insights.routes.ts';

/** Home screens of faculty and administrators: today in numbers. May read any table but the vault's keys. */
export const registerInsights = (platform: Platform): void => insightRoutes(platform);
