import type { Db } from '../../platform/db/index.ts';
import type { Platform } from '../../platform/platform.ts';
import { allPolicies, currentPolicy } from './policy.store.ts';
import { savePolicy } from './save-policy.ts';

/** What policies need of others. */
export interface PoliciesNeeds {
  /** The first instant of a day of the institution. */
  startOf: (db: Db, day: string) => Promise<number>;
}

export const policiesRoutes = ({ db, router }: Platform, { startOf }: PoliciesNeeds): void => {
  router.on('currentPolicy', ({ now }) => currentPolicy(db, now));
  router.on('listPolicies', async ({ now }) => {
    await currentPolicy(db, now);
    return allPolicies(db);
  });
  router.on('savePolicy', async ({ body, viewer, now }) => {
    const { effectiveFrom: day, ...policy } = body;
    const effectiveFrom = day === null ? now : await startOf(db, day);
    // Another page changes how long things are kept, behind a fresh proof: what a form brings along of it is old.
    const { retention } = (await currentPolicy(db, now)).data;
    const data = { ...policy.data, retention };
    return savePolicy(db, { ...policy, data, effectiveFrom, createdBy: viewer.personId, now });
  });
};
