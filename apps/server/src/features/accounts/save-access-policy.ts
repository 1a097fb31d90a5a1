import type { AccessPolicy } from '@smart-presence/contract';
import { type Db, oneAtATime, transact } from '../../platform/db/index.ts';
import { fail } from '../../platform/http/index.ts';
import { accessPolicy, keepAccessPolicy } from './access-policy.store.ts';

/**
 * Changes who may enter and for how long.
 * @throws AppError `invalid_request` when administrators would no longer need a second factor.
 */
export const saveAccessPolicy = (db: Db, policy: AccessPolicy): Promise<AccessPolicy> =>
  transact(db, async (trx) => {
    await oneAtATime(trx, 'access policy');
    const before = await accessPolicy(trx);
    if (before.secondFactor.admin === 'required' && policy.secondFactor.admin !== 'required') {
      return fail('invalid_request', {
        details: [{ path: 'body.secondFactor.admin', message: 'can be raised, not lowered' }],
      });
    }
    await keepAccessPolicy(trx, policy);
    return policy;
  });
