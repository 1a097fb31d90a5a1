import type { Platform } from '../../platform/platform.ts';
import type { DigestMail } from '../notifications/index.ts';
import { sendDueDigests } from './send-due-digests.ts';

const LOOK_EVERY_MS = 60_000;

/** Mails that gather what a day or a week came to. @param mail null: this installation sends no mail. */
export const registerDigests = ({ db, clock, job }: Platform, mail: DigestMail | null): void => {
  if (!mail) return;
  const seen = new Set<string>();
  job({
    name: 'send digests',
    everyMs: LOOK_EVERY_MS,
    run: (stopping) => sendDueDigests({ db, mail, now: clock(), stopping, seen }),
  });
};
