import { newId } from '../../../platform/db/index.ts';
import type { AccountNews } from '../../accounts/index.ts';
import { notify } from './notify.ts';

/** What accounts has people told. */
export const accountNews: AccountNews = {
  tellNewDevice: (trx, { personId, device, network, at }) =>
    // Two new devices are two pieces of news: one may be a stranger's.
    notify(trx, { kind: 'new-device', data: { device, network }, cause: newId(at), people: [personId], now: at }),
};
