import type { Platform } from '../../platform/platform.ts';
import { type PoliciesNeeds, policiesRoutes } from './policies.routes.ts';

export { policiesData } from './personal-data.ts';
export { allPolicies, currentPolicy, policyByVersion } from './policy.store.ts';
export { savePolicy } from './save-policy.ts';
export { saveRetention } from './save-retention.ts';

/** Versioned rules of attendance: what marks count, when a check-in is late, how sure a face must be. */
export const registerPolicies = (platform: Platform, needs: PoliciesNeeds): void => {
  policiesRoutes(platform, needs);
};
