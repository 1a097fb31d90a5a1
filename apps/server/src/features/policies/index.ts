import type { Platform } from '../../platform/platform.ts';
import { policiesRoutes } from './policies.routes.ts';

export { currentPolicy, policyByVersion } from './policy.store.ts';

/** Versioned rules of attendance: what marks count, when a check-in is late, how sure a face must be. */
export const registerPolicies = (platform: Platform): void => {
  policiesRoutes(platform);
};
