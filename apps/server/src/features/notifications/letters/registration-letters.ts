import { z } from 'zod';
import { letterKind } from './letter-kind.ts';
import { LinkData } from './link-letters.ts';

const RefusalData = z.object({
  name: z.string(),
  reason: z.string(),
  /** When what is kept about the person is erased. */
  eraseAt: z.int(),
});

/** Letters to people who ask for an account themselves. */
export const registrationLetters = {
  registration: letterKind({
    data: LinkData,
    contents: ({ name, url, expiresAt }, { institution, time }) => ({
      subject: `${institution}: confirm your e-mail`,
      greeting: `Hello ${name},`,
      paragraphs: [
        `Somebody, probably you, asked ${institution} for an account with this address. Confirm that it is yours; you need the password you chose.`,
      ],
      action: { label: 'Confirm your e-mail', url },
      notes: [
        `The link works once, until ${time(expiresAt)}. Afterwards an administrator decides.`,
        'If it was not you, do nothing: without the link there is no account.',
      ],
    }),
  }),
  'registration-known': letterKind({
    data: LinkData,
    contents: ({ name, url, expiresAt }, { institution, time }) => ({
      subject: `${institution}: you have an account already`,
      greeting: `Hello ${name},`,
      paragraphs: [
        `Somebody, probably you, asked ${institution} for an account with this address. There is one already, and it stays as it is.`,
        'Sign in with the password you have, or choose a new one.',
      ],
      action: { label: 'Choose a new password', url },
      notes: [
        'If signing in does not work after that, ask at the office.',
        `If it was not you, do nothing. Nothing has changed; this mail is out of date from ${time(expiresAt)}.`,
      ],
    }),
  }),
  'registration-approved': letterKind({
    data: LinkData,
    contents: ({ name, url, expiresAt }, { institution, time }) => ({
      subject: `${institution}: your account is ready`,
      greeting: `Hello ${name},`,
      paragraphs: ['An administrator has approved your account. Sign in with the password you chose.'],
      action: { label: 'Sign in', url },
      notes: [
        `Your courses appear as soon as you are enrolled in them. If none has by ${time(expiresAt)}, ask your teacher.`,
      ],
    }),
  }),
  'registration-refused': letterKind({
    data: RefusalData,
    contents: ({ name, reason, eraseAt }, { institution, time }) => ({
      subject: `${institution}: no account was made`,
      greeting: `Hello ${name},`,
      paragraphs: [`An administrator has not approved your request for an account. The reason given: ${reason}`],
      action: null,
      notes: [`What you wrote is erased by ${time(eraseAt)}. If you think this is a mistake, ask at the office.`],
    }),
  }),
};
