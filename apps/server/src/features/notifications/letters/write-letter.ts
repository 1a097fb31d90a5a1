import type { MailKind } from '@smart-presence/contract';
import { z } from 'zod';
import type { Institution } from '../../accounts/index.ts';
import { type Contents, type Letter, layOut } from './lay-out.ts';

/** What a letter with a single-use link has to know; travels sealed. */
export const LinkData = z.object({ name: z.string(), url: z.url({ protocol: /^https?$/ }), expiresAt: z.int() });
export type LinkData = z.infer<typeof LinkData>;

const contentsOf: Record<MailKind, (data: LinkData, until: string, institution: string) => Contents> = {
  invitation: ({ name, url }, until, institution) => ({
    subject: `${institution}: set your password`,
    greeting: `Hello ${name},`,
    paragraphs: [
      `${institution} takes attendance with Smart Presence and has made an account for you. Choose a password to sign in.`,
    ],
    action: { label: 'Set your password', url },
    notes: [
      `The link works once, until ${until}. A later invitation replaces it.`,
      'Whoever opens it first takes the account: do not pass it on.',
    ],
  }),
  reset: ({ name, url }, until, institution) => ({
    subject: `${institution}: choose a new password`,
    greeting: `Hello ${name},`,
    paragraphs: ['Somebody, probably you, asked for a new password for your account.'],
    action: { label: 'Choose a new password', url },
    notes: [
      `The link works once, until ${until}. You are then signed out on all other devices.`,
      'If it was not you, do nothing: your password stays as it is.',
    ],
  }),
};

/** @param data of the kind, as `LinkData` says; times are told in the institution's zone. */
export const writeLetter = (kind: MailKind, data: LinkData, { name, timeZone }: Institution): Letter => {
  const until = new Intl.DateTimeFormat('en-GB', { dateStyle: 'full', timeStyle: 'short', timeZone }).format(
    data.expiresAt,
  );
  return layOut(name, contentsOf[kind](data, `${until} (${timeZone})`, name));
};
