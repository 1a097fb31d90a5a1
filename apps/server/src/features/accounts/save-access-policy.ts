import type { AccessPolicy } from '@smart-presence/contract';
import { audit, differences } from '../../platform/audit/index.ts';
import { type Db, oneAtATime, transact } from '../../platform/db/index.ts';
import { fail } from '../../platform/http/index.ts';
import { accessPolicy, keepAccessPolicy } from './access-policy.store.ts';
import { endOutlived } from './sessions/outlived.ts';

export interface PolicySaving {
  policy: AccessPolicy;
  /** Person who changes it. */
  by: string;
  now: number;
  isMailOn: boolean;
}

/**
 * Changes who may enter and for how long; sign-in sessions that have already lived longer than it allows end with it.
 * @throws AppError `invalid_request` when administrators would no longer need a second factor, `mail_off` when new devices
 *   should be confirmed by a number, or people register with a link, that nobody could mail.
 */
export const saveAccessPolicy = (db: Db, { policy, by, now, isMailOn }: PolicySaving): Promise<AccessPolicy> =>
  transact(db, async (trx) => {
    await oneAtATime(trx, 'access policy');
    const before = await accessPolicy(trx);
    if (before.secondFactor.admin === 'required' && policy.secondFactor.admin !== 'required') {
      return fail('invalid_request', {
        details: [{ path: 'body.secondFactor.admin', message: 'can be raised, not lowered' }],
      });
    }
    if (policy.newDevice === 'confirm' && before.newDevice !== 'confirm' && !isMailOn) return fail('mail_off');
    if (policy.selfRegistration.isOpen && !before.selfRegistration.isOpen && !isMailOn) return fail('mail_off');
    await keepAccessPolicy(trx, policy, { changedBy: by, changedAt: now });
    await endOutlived(trx, policy, now);
    const subject = { kind: 'policy', id: null } as const;
    const details = { ...differences(before, policy) };
    await audit(trx, { action: 'access-policy.saved', at: now, actorId: by, subject, details });
    return policy;
  });
