import { z } from 'zod';
import type { MailedIdentityChange } from '../../accounts/index.ts';
import { letterKind } from './letter-kind.ts';

/** What a letter about single sign-on has to know; travels sealed. */
const IdentityData = z.object({
  name: z.string(),
  change: z.enum(['linked', 'unlinked']) satisfies z.ZodType<MailedIdentityChange['change']>,
  provider: z.string(),
  at: z.int(),
  url: z.url({ protocol: /^https?$/ }),
});

export const identityLetters = {
  'single-sign-on': letterKind({
    data: IdentityData,
    contents: ({ name, change, provider, at, url }, { institution, time }) => ({
      subject: `${institution}: how you sign in has changed`,
      greeting: `Hello ${name},`,
      paragraphs: [
        change === 'linked'
          ? `On ${time(at)} your account was linked: you can sign in here with ${provider}.`
          : `From now on, ${time(at)}, you cannot sign in here with ${provider} any more. Sessions that were opened with it have ended.`,
        'If you know about it, there is nothing to do.',
      ],
      action: { label: 'Open your account', url },
      notes: ['If you do not, look at how your account signs in, and tell an administrator at once.'],
    }),
  }),
};
