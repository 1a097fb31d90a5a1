import { Email } from '@smart-presence/contract';
import type { SendMailOptions } from 'nodemailer';
import { Undeliverable } from '../../../platform/outbox/index.ts';
import type { Letter } from '../letters/lay-out.ts';

export interface Post {
  /** Makes the Message-ID, the same at every attempt. */
  id: string;
  to: string;
  letter: Letter;
}

/** Hands mails on. @throws Undeliverable when trying again cannot help. */
export interface Mailer {
  send(post: Post): Promise<void>;
}

/** @throws Undeliverable for anything but one plain address, and for a line break where a header would end. */
export const messageOf = ({ id, to, letter }: Post, from: { name: string; address: string }): SendMailOptions => {
  if (!Email.safeParse(to).success) throw new Undeliverable('not an e-mail address');
  for (const line of [letter.subject, from.name, from.address]) {
    if (/\p{Cc}/u.test(line)) throw new Undeliverable('a header must be one line');
  }
  return {
    messageId: `<${id}@${from.address.split('@')[1]}>`,
    from,
    to: { name: '', address: to },
    envelope: { from: from.address, to: [to] },
    subject: letter.subject,
    text: letter.text,
    html: letter.html,
    // RFC 3834: no holiday answers, please.
    headers: { 'Auto-Submitted': 'auto-generated' },
    disableFileAccess: true,
    disableUrlAccess: true,
  };
};
