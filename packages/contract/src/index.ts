import { academicRoutes } from './academics.ts';
import { accessRoutes } from './access.ts';
import { attendanceRoutes } from './attendance.ts';
import { biometricRoutes } from './biometrics.ts';
import { insightRoutes } from './insights.ts';
import { liveRoutes } from './live.ts';
import { notificationRoutes } from './notifications.ts';
import { accountRoutes } from './people.ts';
import { policyRoutes } from './policies.ts';
import { standingRoutes } from './standing.ts';
import { roomCodeRoutes } from './room-code.ts';
import { systemRoutes } from './system.ts';

export * from './academics.ts';
export * from './access.ts';
export * from './attendance.ts';
export * from './biometrics.ts';
export * from './common.ts';
export * from './errors.ts';
export * from './insights.ts';
export * from './live.ts';
export * from './notifications.ts';
export * from './people.ts';
export * from './policies.ts';
export * from './device-message.ts';
export * from './route.ts';
export * from './standing.ts';
export * from './system.ts';

/** Every route of the API, by name. */
export const routes = {
  ...systemRoutes,
export * from './room-code.ts';
  ...accountRoutes,
  ...accessRoutes,
  ...academicRoutes,
  ...policyRoutes,
  ...biometricRoutes,
  ...attendanceRoutes,
  ...standingRoutes,
  ...liveRoutes,
  ...insightRoutes,
  ...notificationRoutes,
};
export type Routes = typeof routes;
export type RouteName = keyof Routes;
  ...roomCodeRoutes,
