import { oldMail } from '../../platform/outbox/index.ts';
import type { Platform } from '../../platform/platform.ts';
import { devMailRoutes } from './dev-mail.routes.ts';
import { notificationRoutes } from './notifications.routes.ts';
import type { MailService } from './open-mail.ts';
import { toldRoutes } from './told/told.routes.ts';
import { expired } from './told/told.store.ts';

export type { DigestMail } from './digest-mails.ts';
export type { GuardianWarning, WarnGuardian } from './guardian-mails.ts';
export type { DigestFacts } from './letters/digest-letters.ts';
export { type MailService, openMail } from './open-mail.ts';
export { notificationsData } from './personal-data.ts';
export { accountNews } from './told/account-news.ts';
export { type DigestReader, digestReaders } from './told/digests.store.ts';
export { type News, notify } from './told/notify.ts';
export { tellAdmins } from './told/tell-admins.ts';

const LOOK_EVERY_MS = 2_000;
const HOUR_MS = 3_600_000;

/** What people are told and how they want to be; mails: what they say, how they leave, the outbox as administrators see it. */
export const registerNotifications = (platform: Platform, mail: MailService): void => {
  notificationRoutes(platform);
  toldRoutes(platform, mail.forAccounts !== null);
  if (mail.files) devMailRoutes(platform, mail.files);
  platform.job({ name: 'send mail', everyMs: LOOK_EVERY_MS, run: mail.sendDue });
  platform.job({ name: 'mail notifications', everyMs: LOOK_EVERY_MS, run: mail.mailTold });
  platform.job({ name: 'forget mail in files', everyMs: HOUR_MS, run: mail.forgetOld });
  platform.retain(expired, ...oldMail);
};
