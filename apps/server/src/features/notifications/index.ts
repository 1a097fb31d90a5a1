import type { Platform } from '../../platform/platform.ts';
import { devMailRoutes } from './dev-mail.routes.ts';
import { notificationRoutes } from './notifications.routes.ts';
import type { MailService } from './open-mail.ts';

export { type MailService, openMail } from './open-mail.ts';

const LOOK_EVERY_MS = 2_000;
const HOUR_MS = 3_600_000;

/** Mails: what they say, how they leave, and the outbox as administrators see it. */
export const registerNotifications = (platform: Platform, mail: MailService): void => {
  notificationRoutes(platform);
  if (mail.files) devMailRoutes(platform, mail.files);
  platform.job({ name: 'send mail', everyMs: LOOK_EVERY_MS, run: mail.sendDue });
  platform.job({ name: 'forget old mail', everyMs: HOUR_MS, run: mail.forgetOld });
};
