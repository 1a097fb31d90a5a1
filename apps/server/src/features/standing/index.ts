import type { Platform } from '../../platform/platform.ts';
import { standingRoutes } from './standing.routes.ts';

export { computeStanding, standingSentence } from './compute-standing.ts';

/** Where students stand: percentages, what-if and history. */
export const registerStanding = (platform: Platform): void => standingRoutes(platform);
