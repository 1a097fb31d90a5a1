import { z } from 'zod';
import { type Db, transact } from '../../platform/db/index.ts';
import { enqueue, type Mail, type Outgoing } from '../../platform/outbox/index.ts';
import { type AccountMail, answerRegistration } from '../accounts/index.ts';
import type { LetterData } from './letters/write-letter.ts';

/** Somebody asked for an account: whether we know them is found out later, so that the answer takes the same time. */
export const REGISTRATION_REQUEST = 'registration-request';
const RequestData = z.object({ registrationId: z.string(), baseUrl: z.string() });

const HOUR_MS = 3_600_000;
const REQUEST_LIVES_MS = 24 * HOUR_MS;
const NOTICE_LIVES_MS = 7 * 24 * HOUR_MS;

type RegistrationMail = Pick<AccountMail, 'requestRegistration' | 'tellApproved' | 'tellRefused'>;

/** What accounts may have mailed to people who ask for an account. */
export const registrationMail = (key: Buffer): RegistrationMail => ({
  requestRegistration: (trx, { registrationId, email, baseUrl, now }) => {
    const data = { registrationId, baseUrl } satisfies z.infer<typeof RequestData>;
    const expiresAt = now + REQUEST_LIVES_MS;
    // Each request is answered: a stranger's must not silence the owner's.
    const mail = { kind: REGISTRATION_REQUEST, recipient: email, personId: null, data, now, expiresAt };
    return enqueue(trx, { key, mails: [{ ...mail, keepsEarlier: true }] });
  },
  tellApproved: (trx, { people, url, now }) => {
    const expiresAt = now + NOTICE_LIVES_MS;
    const mails = people.map(
      ({ id, name, email }): Mail => ({
        kind: 'registration-approved',
        recipient: email,
        personId: id,
        data: { name, url, expiresAt } satisfies LetterData<'registration-approved'>,
        now,
        expiresAt,
      }),
    );
    return enqueue(trx, { key, mails });
  },
  tellRefused: (trx, { people, reason, eraseAt, now }) => {
    const mails = people.map(
      ({ id, name, email }): Mail => ({
        kind: 'registration-refused',
        recipient: email,
        personId: id,
        data: { name, reason, eraseAt } satisfies LetterData<'registration-refused'>,
        now,
        expiresAt: now + NOTICE_LIVES_MS,
      }),
    );
    return enqueue(trx, { key, mails });
  },
});

/** Writes to whoever asked for an account: a link, or that there is an account already. */
export const answerRegistrationRequest = async (
  { data, recipient }: Outgoing,
  { db, key, now }: { db: Db; key: Buffer; now: number },
): Promise<'forget'> => {
  const request = RequestData.parse(data);
  await transact(db, async (trx) => {
    const answer = await answerRegistration(trx, { ...request, now });
    if (!answer) return;
    const { kind, personId, name, url, expiresAt } = answer;
    const letter = { name, url, expiresAt } satisfies LetterData<typeof kind>;
    // A link that was sent goes on working beside a later one: a stranger's request must not end it.
    const mail = { kind, recipient, personId, data: letter, now, expiresAt, keepsEarlier: kind === 'registration' };
    await enqueue(trx, { key, mails: [mail] });
  });
  return 'forget';
};
