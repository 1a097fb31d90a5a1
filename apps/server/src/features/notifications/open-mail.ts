import { join } from 'node:path';
import { MailKind } from '@smart-presence/contract';
import { z } from 'zod';
import { deriveKey } from '../../platform/crypto/index.ts';
import { transact } from '../../platform/db/index.ts';
import {
  deliverDue,
  enqueue,
  forgetOldMail,
  type Mail,
  type Outgoing,
  Undeliverable,
} from '../../platform/outbox/index.ts';
import type { Platform } from '../../platform/platform.ts';
import { type AccountMail, institution, makeResetLink } from '../accounts/index.ts';
import { LinkData, writeLetter } from './letters/write-letter.ts';
import { type FileMailer, fileMailer } from './mailers/file-mailer.ts';
import type { Mailer } from './mailers/message.ts';
import { smtpMailer } from './mailers/smtp-mailer.ts';

/** Somebody asked for a new password: whether we know them is found out later, so that the answer takes the same time. */
const RESET_REQUEST = 'reset-request';
const RequestData = z.object({ baseUrl: z.string() });
const REQUEST_LIVES_MS = 3_600_000;

export interface MailService {
  /** What accounts may have mailed; null when this installation sends no mail. */
  forAccounts: AccountMail | null;
  /** Set in development without a mail server. */
  files: FileMailer | null;
  /** Sends what is due. @returns how many were attempted. */
  sendDue: (stopping?: AbortSignal) => Promise<number>;
  forgetOld: () => Promise<void>;
}

type Parts = Pick<Platform, 'config' | 'secrets' | 'db' | 'clock' | 'log'>;

/**
 * MAIL_URL: by SMTP. Without it: files in the data folder, but in production no mail is made at all, since nobody would
 * get it and links would lie about.
 * @throws ConfigError when MAIL_CA cannot be read.
 */
export const openMail = ({ config, secrets, db, clock, log }: Parts): MailService => {
  const key = deriveKey(secrets.signing, 'outbox');
  const files = config.mail || config.isProduction ? null : fileMailer(join(config.dataDir, 'mail'), clock);
  const mailer: Mailer | null = config.mail ? smtpMailer(config.mail) : files;

  const answerRequest = async ({ recipient, data }: Outgoing): Promise<'forget'> => {
    const now = clock();
    const { baseUrl } = RequestData.parse(data);
    await transact(db, async (trx) => {
      const link = await makeResetLink(trx, { email: recipient, baseUrl, now });
      if (link) await enqueue(trx, { key, mails: [linkMail('reset', link, now)] });
    });
    return 'forget';
  };
  const deliver = async (outgoing: Outgoing): Promise<'sent' | 'forget'> => {
    if (outgoing.kind === RESET_REQUEST) return answerRequest(outgoing);
    const kind = MailKind.safeParse(outgoing.kind);
    const data = LinkData.safeParse(outgoing.data);
    if (!kind.success || !data.success) throw new Undeliverable('this version of the server cannot read it');
    const letter = writeLetter(kind.data, data.data, await institution(db));
    await mailer?.send({ id: outgoing.id, to: outgoing.recipient, letter });
    return 'sent';
  };

  return {
    forAccounts: mailer && {
      invite: (trx, invitations, now) =>
        enqueue(trx, { key, mails: invitations.map((invitation) => linkMail('invitation', invitation, now)) }),
      requestReset: (trx, { email, baseUrl, now }) =>
        enqueue(trx, {
          key,
          mails: [
            {
              kind: RESET_REQUEST,
              recipient: email,
              personId: null,
              data: { baseUrl },
              now,
              expiresAt: now + REQUEST_LIVES_MS,
            },
          ],
        }),
    },
    files,
    sendDue: async (stopping) =>
      mailer ? deliverDue({ db, key, clock, log, deliver, ...(stopping ? { stopping } : {}) }) : 0,
    forgetOld: async () => {
      await forgetOldMail(db, clock());
      await files?.forgetOld();
    },
  };
};

interface Link {
  person: { id: string; name: string; email: string };
  url: string;
  expiresAt: number;
}

const linkMail = (kind: MailKind, { person, url, expiresAt }: Link, now: number): Mail => ({
  kind,
  recipient: person.email,
  personId: person.id,
  data: { name: person.name, url, expiresAt } satisfies LinkData,
  now,
  expiresAt,
});
