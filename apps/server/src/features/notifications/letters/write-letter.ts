import type { MailKind } from '@smart-presence/contract';
import type { z } from 'zod';
import type { Institution } from '../../accounts/index.ts';
import { deviceLetters } from './device-letters.ts';
import { digestLetters } from './digest-letters.ts';
import { factorLetters } from './factor-letters.ts';
import { guardianLetters } from './guardian-letters.ts';
import { identityLetters } from './identity-letters.ts';
import type { Letter } from './lay-out.ts';
import type { LetterKind } from './letter-kind.ts';
import { linkLetters } from './link-letters.ts';
import { notificationLetters } from './notification-letters.ts';
import { registrationLetters } from './registration-letters.ts';

/** Every letter this server writes. */
const letters = {
  ...linkLetters,
  ...deviceLetters,
  ...factorLetters,
  ...identityLetters,
  ...registrationLetters,
  ...guardianLetters,
  ...notificationLetters,
  ...digestLetters,
} satisfies Record<MailKind, unknown>;

export type LetterData<K extends MailKind> = z.input<(typeof letters)[K]['data']>;

/**
 * @param data as the letter's kind says.
 * @returns undefined when the data is not what this kind knows: another version of the server wrote it.
 */
export const writeLetter = (kind: MailKind, data: unknown, institution: Institution): Letter | undefined => {
  const letter = letters[kind] as LetterKind;
  const known = letter.data.safeParse(data);
  return known.success ? letter.write(known.data, institution) : undefined;
};
