import type { Policy } from '@smart-presence/contract';
import { type Db, transact } from '../../platform/db/index.ts';
import { fail } from '../../platform/http/index.ts';
import { appendPolicy, currentPolicy, type NewPolicy } from './policy.store.ts';
import { policyProblems } from './validate-policy.ts';

/**
 * Saves a policy as a new version, in force at once; sessions that are open keep theirs.
 * @throws AppError `invalid_request` naming the parts that do not fit each other.
 */
export const savePolicy = (db: Db, policy: NewPolicy): Promise<Policy> => {
  const problems = policyProblems(policy.data);
  if (problems.length > 0) {
    fail('invalid_request', {
      details: problems.map(({ path, message }) => ({ path: `body.data.${path}`, message })),
    });
  }
  return transact(db, async (trx) => {
    // Version 1 is always the default, whoever comes first.
    await currentPolicy(trx, policy.now);
    return appendPolicy(trx, policy);
  });
};
