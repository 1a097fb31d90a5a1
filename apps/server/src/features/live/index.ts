import type { Platform } from '../../platform/platform.ts';
import { liveRoutes } from './live.routes.ts';

/** Server-Sent Events: what happens, told at once to those who may see it. */
export const registerLive = (platform: Platform): void => liveRoutes(platform);
