import type { Policy } from '@smart-presence/contract';
import { audit, differences } from '../../platform/audit/index.ts';
import { type Db, transact } from '../../platform/db/index.ts';
import { fail } from '../../platform/http/index.ts';
import { appendPolicy, currentPolicy, type NewPolicy } from './policy.store.ts';
import { policyProblems } from './validate-policy.ts';

/**
 * Saves a policy as a new version, in force at once or from an instant to come; sessions that are open keep theirs.
 * @throws AppError `invalid_request` naming the parts that do not fit each other, or a day that is over.
 */
export const savePolicy = async (db: Db, policy: NewPolicy): Promise<Policy> => {
  const { effectiveFrom = policy.now } = policy;
  // What was counted by the rules of its time stays so: nothing takes effect in the past.
  if (effectiveFrom < policy.now)
    fail('invalid_request', { details: [{ path: 'body.effectiveFrom', message: 'must be a day to come' }] });
  const problems = policyProblems(policy.data);
  if (problems.length > 0) {
    fail('invalid_request', {
      details: problems.map(({ path, message }) => ({ path: `body.data.${path}`, message })),
    });
  }
  return transact(db, async (trx) => {
    // Version 1 is always the default, whoever comes first.
    const inForce = await currentPolicy(trx, policy.now);
    // A clock that is behind must not put the new version under the one it follows.
    const saved = await appendPolicy(trx, {
      ...policy,
      effectiveFrom: Math.max(effectiveFrom, inForce.effectiveFrom),
    });
    await audit(trx, {
      action: 'policy.saved',
      at: policy.now,
      actorId: policy.createdBy,
      subject: { kind: 'policy', id: saved.id },
      details: {
        version: { from: inForce.version, to: saved.version },
        effectiveFrom: saved.effectiveFrom,
        changes: differences(inForce.data, saved.data),
      },
    });
    return saved;
  });
};
