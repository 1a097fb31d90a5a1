import type { Platform } from '../../platform/platform.ts';
import { type MonitoringWorld, monitoringRoutes } from './monitoring.routes.ts';

export { monitoringData } from './personal-data.ts';
export { roomPictureKeys } from './pictures/room-pictures.store.ts';

/** Cameras in rooms: how many are there, who of the roster was recognised, and where that and the marks do not agree. */
export const registerMonitoring = (platform: Platform, world?: MonitoringWorld): void =>
  monitoringRoutes(platform, world);
