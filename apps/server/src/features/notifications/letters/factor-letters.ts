import { z } from 'zod';
import type { FactorChange } from '../../accounts/index.ts';
import { letterKind } from './letter-kind.ts';

/** What a letter about changed second factors has to know; travels sealed. */
export const FactorData = z.object({
  name: z.string(),
  change: z.enum([
    'passkey-added',
    'passkey-removed',
    'authenticator-added',
    'authenticator-removed',
    'recovery-codes',
    'reset',
  ]) satisfies z.ZodType<FactorChange>,
  /** What the administrator gave as the reason of a reset. */
  reason: z.string().nullable(),
  at: z.int(),
  url: z.url({ protocol: /^https?$/ }),
});
export type FactorData = z.infer<typeof FactorData>;

const happened: Record<FactorChange, string> = {
  'passkey-added': 'a passkey was added to your account',
  'passkey-removed': 'a passkey was removed from your account',
  'authenticator-added': 'an authenticator was added to your account',
  'authenticator-removed': 'the authenticator was removed from your account',
  'recovery-codes': 'new recovery codes were made for your account, and the earlier ones ended',
  reset: 'an administrator removed your passkeys, authenticator and recovery codes, and signed you out everywhere',
};

export const factorLetters = {
  'second-factors': letterKind({
    data: FactorData,
    contents: ({ name, change, reason, at, url }, { institution, time }) => {
      const isReset = change === 'reset';
      return {
        subject: `${institution}: your second factor has changed`,
        greeting: `Hello ${name},`,
        paragraphs: [
          `On ${time(at)} ${happened[change]}.`,
          ...(reason === null ? [] : [`The reason given: ${reason}`]),
          isReset
            ? 'You may be asked to set up a new second factor when you sign in next.'
            : 'If it was you, there is nothing to do.',
        ],
        action: { label: 'Open your account', url },
        notes: [
          isReset
            ? 'If you did not ask for this, tell an administrator at once and choose a new password.'
            : 'If it was not you, choose a new password at once, look at your second factors, and tell an administrator.',
        ],
      };
    },
  }),
};
