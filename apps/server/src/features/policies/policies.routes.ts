import type { Platform } from '../../platform/platform.ts';
import { allPolicies, currentPolicy } from './policy.store.ts';
import { savePolicy } from './save-policy.ts';

export const policiesRoutes = ({ db, router }: Platform): void => {
  router.on('currentPolicy', ({ now }) => currentPolicy(db, now));
  router.on('listPolicies', async ({ now }) => {
    await currentPolicy(db, now);
    return allPolicies(db);
  });
  router.on('savePolicy', ({ body, viewer, now }) => savePolicy(db, { ...body, createdBy: viewer.personId, now }));
};
