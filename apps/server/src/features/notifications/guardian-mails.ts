import type { Trx } from '../../platform/db/index.ts';
import { enqueue } from '../../platform/outbox/index.ts';
import type { LetterData } from './letters/write-letter.ts';

export interface GuardianWarning {
  /** Of the guardian. */
  recipient: string;
  studentId: string;
  letter: LetterData<'guardian-warning'>;
  now: number;
}

/** Writes to a guardian in the transaction that gives cause for it. */
export type WarnGuardian = (trx: Trx, warning: GuardianWarning) => Promise<void>;

/** What a warning is worth reading for. */
const LIVES_MS = 7 * 24 * 3_600_000;

export const guardianMail =
  (key: Buffer): WarnGuardian =>
  (trx, { recipient, studentId, letter, now }) =>
    enqueue(trx, {
      key,
      mails: [
        {
          kind: 'guardian-warning',
          recipient,
          personId: studentId,
          data: letter,
          now,
          expiresAt: now + LIVES_MS,
          // Two courses are two pieces of news.
          keepsEarlier: true,
        },
      ],
    });
