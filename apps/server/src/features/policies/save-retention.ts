import type { PolicyData, RuleSetHere } from '@smart-presence/contract';
import type { Trx } from '../../platform/db/index.ts';
import { currentPolicy, plannedPolicies } from './policy.store.ts';
import { savePolicy } from './save-policy.ts';

export interface RetentionChange {
  code: RuleSetHere;
  days: number;
  actorId: string;
  now: number;
}

/** Keeps something so many days from now on: a new version in force at once, and one for each that is planned, so that none takes it back. */
export const saveRetention = async (trx: Trx, { code, days, actorId, now }: RetentionChange): Promise<void> => {
  const changed = (data: PolicyData): PolicyData => ({ ...data, retention: { ...data.retention, [code]: days } });
  const by = { note: null, createdBy: actorId, now };
  const inForce = await currentPolicy(trx, now);
  if (inForce.data.retention[code] !== days) await savePolicy(trx, { ...by, data: changed(inForce.data) });
  for (const { data, effectiveFrom, note } of await plannedPolicies(trx, now))
    if (data.retention[code] !== days) await savePolicy(trx, { ...by, note, data: changed(data), effectiveFrom });
};
