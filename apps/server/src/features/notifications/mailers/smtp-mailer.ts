import { readFileSync } from 'node:fs';
import { rootCertificates } from 'node:tls';
import { createTransport } from 'nodemailer';
import type SMTPTransport from 'nodemailer/lib/smtp-transport/index.js';
import { ConfigError } from '../../../platform/config/config.ts';
import type { MailSettings } from '../../../platform/config/mail-settings.ts';
import { Undeliverable } from '../../../platform/outbox/index.ts';
import { type Mailer, messageOf } from './message.ts';

const PATIENCE_MS = 10_000;

/** Sends by SMTP. @throws ConfigError when the file of MAIL_CA cannot be read. */
export const smtpMailer = (settings: MailSettings): Mailer => {
  const transport = createTransport(transportOptions(settings));
  return {
    send: async (post) => {
      try {
        await transport.sendMail(messageOf(post, settings.from));
      } catch (error) {
        if (isWrongAddress(error)) throw new Undeliverable((error as Error).message, { cause: error });
        throw error;
      }
    },
  };
};

/**
 * Certificates are checked always; a server that offers no encryption gets nothing, unless it is this very machine. A
 * connection for each mail: a broken one never holds up the next.
 */
export const transportOptions = ({
  host,
  port,
  isTlsFromStart,
  auth,
  caFile,
}: MailSettings): SMTPTransport.Options => ({
  host,
  port,
  secure: isTlsFromStart,
  requireTLS: !isTlsFromStart && !isThisMachine(host),
  ...(auth ? { auth } : {}),
  tls: {
    rejectUnauthorized: true,
    minVersion: 'TLSv1.2',
    ...(caFile ? { ca: [...rootCertificates, readCa(caFile)] } : {}),
  },
  connectionTimeout: PATIENCE_MS,
  greetingTimeout: PATIENCE_MS,
  socketTimeout: 2 * PATIENCE_MS,
});

const isThisMachine = (host: string): boolean => host === 'localhost' || host === '::1' || /^127\.[\d.]+$/.test(host);

const readCa = (file: string): string => {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    throw new ConfigError(`MAIL_CA: ${file} cannot be read.`);
  }
};

/**
 * The server knows for good that nobody has this address: 55x with an enhanced code 5.1.x (RFC 3463, addressing).
 * Other refusals may be the server's or its settings' fault and are tried again.
 */
const isWrongAddress = (error: unknown): boolean => {
  const { response = '', command = '' } = error as { response?: string; command?: string };
  return command.startsWith('RCPT') && /^55\d[ -]5\.1\.\d/.test(response);
};
