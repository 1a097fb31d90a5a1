import type { NotificationData } from '@smart-presence/contract';
import type { Trx } from '../../../platform/db/index.ts';
import { notify } from './notify.ts';

/** What security has administrators told. */
export const tellAdmins = async (
  trx: Trx,
  news: { data: NotificationData<'security-alert'>; cause: string; renews: boolean; now: number },
): Promise<void> => {
  const admins = await trx
    .selectFrom('person')
    .select('id')
    .where('role', '=', 'admin')
    .where('isDisabled', '=', false)
    .execute();
  await notify(trx, { kind: 'security-alert', ...news, people: admins.map(({ id }) => id) });
};
