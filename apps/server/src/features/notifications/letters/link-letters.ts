import { z } from 'zod';
import { letterKind } from './letter-kind.ts';

/** What a letter with a single-use link has to know. */
export const LinkData = z.object({ name: z.string(), url: z.url({ protocol: /^https?$/ }), expiresAt: z.int() });
export type LinkData = z.infer<typeof LinkData>;

export const linkLetters = {
  invitation: letterKind({
    data: LinkData,
    contents: ({ name, url, expiresAt }, { institution, time }) => ({
      subject: `${institution}: set your password`,
      greeting: `Hello ${name},`,
      paragraphs: [
        `${institution} takes attendance with Smart Presence and has made an account for you. Choose a password to sign in.`,
      ],
      action: { label: 'Set your password', url },
      notes: [
        `The link works once, until ${time(expiresAt)}. A later invitation replaces it.`,
        'Whoever opens it first takes the account: do not pass it on.',
      ],
    }),
  }),
  reset: letterKind({
    data: LinkData,
    contents: ({ name, url, expiresAt }, { institution, time }) => ({
      subject: `${institution}: choose a new password`,
      greeting: `Hello ${name},`,
      paragraphs: ['Somebody, probably you, asked for a new password for your account.'],
      action: { label: 'Choose a new password', url },
      notes: [
        `The link works once, until ${time(expiresAt)}. You are then signed out on all other devices.`,
        'If it was not you, do nothing: your password stays as it is.',
      ],
    }),
  }),
};
