import { join } from 'node:path';
import { MailKind } from '@smart-presence/contract';
import { z } from 'zod';
import { deriveKey } from '../../platform/crypto/index.ts';
import { transact } from '../../platform/db/index.ts';
import { deliverDue, enqueue, type Mail, type Outgoing, Undeliverable } from '../../platform/outbox/index.ts';
import type { Platform } from '../../platform/platform.ts';
import {
  type AccountMail,
  institution,
  type MailedIdentityChange,
  type MailedLink,
  makeResetLink,
} from '../accounts/index.ts';
import { type DigestMail, digestMail } from './digest-mails.ts';
import { guardianMail, type WarnGuardian } from './guardian-mails.ts';
import { type LetterData, writeLetter } from './letters/write-letter.ts';
import { type FileMailer, fileMailer } from './mailers/file-mailer.ts';
import type { Mailer } from './mailers/message.ts';
import { smtpMailer } from './mailers/smtp-mailer.ts';
import { answerRegistrationRequest, REGISTRATION_REQUEST, registrationMail } from './registration-mails.ts';
import { mailTold } from './told/mail-told.ts';

/** Somebody asked for a new password: whether we know them is found out later, so that the answer takes the same time. */
const RESET_REQUEST = 'reset-request';
const RequestData = z.object({ baseUrl: z.string() });
const REQUEST_LIVES_MS = 3_600_000;

export interface MailService {
  /** What accounts may have mailed; null when this installation sends no mail. */
  forAccounts: AccountMail | null;
  /** Warnings to guardians; null when this installation sends no mail. */
  warnGuardian: WarnGuardian | null;
  /** Digests; null when this installation sends no mail. */
  sendDigests: DigestMail | null;
  /** Set in development without a mail server. */
  files: FileMailer | null;
  /** Sends what is due. @returns how many were attempted. */
  sendDue: (stopping?: AbortSignal) => Promise<number>;
  /** Writes the letters people chose to have of their notifications. @returns how many. */
  mailTold: () => Promise<number>;
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
  const publicUrl = config.publicUrl?.replace(/\/$/, '') ?? null;
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
    if (outgoing.kind === REGISTRATION_REQUEST) return answerRegistrationRequest(outgoing, { db, key, now: clock() });
    const kind = MailKind.safeParse(outgoing.kind);
    const letter = kind.success ? writeLetter(kind.data, outgoing.data, await institution(db)) : undefined;
    if (!letter) throw new Undeliverable('this version of the server cannot read it');
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
      tellOfFactors: (trx, notice) => enqueue(trx, { key, mails: [factorMail(notice)] }),
      tellOfIdentity: (trx, notice) => enqueue(trx, { key, mails: [identityMail(notice)] }),
      ...registrationMail(key),
      tellNewDevice: (trx, notice) => enqueue(trx, { key, mails: [newDeviceMail(notice)] }),
      sendDeviceNumber: (trx, letter) => enqueue(trx, { key, mails: [deviceNumberMail(letter)] }),
    },
    warnGuardian: mailer && guardianMail(key),
    sendDigests: mailer && digestMail({ key, url: publicUrl }),
    files,
    sendDue: async (stopping) =>
      mailer ? deliverDue({ db, key, clock, log, deliver, ...(stopping ? { stopping } : {}) }) : 0,
    mailTold: async () => {
      const url = publicUrl === null ? null : `${publicUrl}/notifications`;
      const pages: Record<string, string> = publicUrl === null ? {} : { 'report-ready': `${publicUrl}/reports` };
      return mailer ? mailTold({ db, key, url, pages, now: clock() }) : 0;
    },
    forgetOld: async () => files?.forgetOld(),
  };
};

/** What a notice is worth reading for; who was away reads about it later. */
const NOTICE_LIVES_MS = 7 * 24 * 3_600_000;

const linkMail = (kind: 'invitation' | 'reset', { person, url, expiresAt }: MailedLink, now: number): Mail => ({
  kind,
  recipient: person.email,
  personId: person.id,
  data: { name: person.name, url, expiresAt } satisfies LetterData<typeof kind>,
  now,
  expiresAt,
});

const newDeviceMail = ({ person, ...facts }: Parameters<AccountMail['tellNewDevice']>[1]): Mail => ({
  kind: 'new-device',
  recipient: person.email,
  personId: person.id,
  data: { name: person.name, ...facts } satisfies LetterData<'new-device'>,
  now: facts.at,
  expiresAt: facts.at + NOTICE_LIVES_MS,
  // Two new devices are two pieces of news: one may be a stranger's.
  keepsEarlier: true,
});

const factorMail = (notice: Parameters<AccountMail['tellOfFactors']>[1]): Mail => {
  const { person, change, reason, baseUrl, now } = notice;
  const data = { name: person.name, change, reason, at: now, url: `${baseUrl}/account` };
  return {
    kind: 'second-factors',
    recipient: person.email,
    personId: person.id,
    data: data satisfies LetterData<'second-factors'>,
    now,
    expiresAt: now + NOTICE_LIVES_MS,
    keepsEarlier: true,
  };
};

const identityMail = ({ person, change, provider, baseUrl, now }: MailedIdentityChange): Mail => ({
  kind: 'single-sign-on',
  recipient: person.email,
  personId: person.id,
  data: {
    name: person.name,
    change,
    provider,
    at: now,
    url: `${baseUrl}/account`,
  } satisfies LetterData<'single-sign-on'>,
  now,
  expiresAt: now + NOTICE_LIVES_MS,
  keepsEarlier: true,
});

const deviceNumberMail = ({ person, ...facts }: Parameters<AccountMail['sendDeviceNumber']>[1]): Mail => ({
  kind: 'device-number',
  recipient: person.email,
  personId: person.id,
  data: { name: person.name, ...facts } satisfies LetterData<'device-number'>,
  now: facts.at,
  expiresAt: facts.expiresAt,
});
