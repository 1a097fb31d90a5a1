import type { SignInMethod } from '@smart-presence/contract';
import type { Trx } from '../../../platform/db/index.ts';
import type { AccountMail, AccountNews } from '../account-mail.ts';
import { deviceInWords } from './describe-device.ts';

export interface NewDevice {
  personId: string;
  method: SignInMethod;
  userAgent: string | null;
  network: string | null;
  now: number;
  /** Where people reach the server, without a slash at the end. */
  baseUrl: string;
  mail: AccountMail | null;
  news: AccountNews;
}

/**
 * Tells a person, here and by mail, that somebody has signed in with their account on a new device. Not for the very first sign-in, where
 * every device is new. Call it before that sign-in is noted.
 */
export const tellNewDevice = async (trx: Trx, props: NewDevice): Promise<void> => {
  const { personId, method, userAgent, network, now, baseUrl, mail, news } = props;
  const { id, name, email, lastSignInAt } = await trx
    .selectFrom('person')
    .select(['id', 'name', 'email', 'lastSignInAt'])
    .where('id', '=', personId)
    .executeTakeFirstOrThrow();
  if (lastSignInAt === null) return;
  const device = deviceInWords(userAgent);
  await news.tellNewDevice(trx, { personId, device, network, at: now });
  if (!mail || email === null) return;
  await mail.tellNewDevice(trx, {
    person: { id, name, email },
    device,
    network,
    at: now,
    method,
    url: `${baseUrl}/forgot?why=stranger`,
  });
};
