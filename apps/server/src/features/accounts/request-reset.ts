import { audited } from '../../platform/audit/index.ts';
import type { Db, Trx } from '../../platform/db/index.ts';
import { fail } from '../../platform/http/index.ts';
import type { AccountMail, MailedLink } from './account-mail.ts';
import { resetKeys } from './attempt-keys.ts';
import { createLink, dropLinks } from './one-time-link.store.ts';
import { credentialsByEmail } from './person.store.ts';
import { attempt } from './throttle.ts';

export interface ResetRequest {
  /** Lower case. */
  email: string;
  /** As `networkOf` says it. */
  network: string;
  baseUrl: string;
  now: number;
  mail: AccountMail | null;
}

/**
 * Notes that somebody asks for a new password. Nobody is looked up here: known and unknown e-mails take the same way,
 * the same time and the same answer, and are made to wait alike.
 * @throws AppError `mail_off`, `too_many_requests`.
 */
export const requestReset = async (db: Db, { email, network, baseUrl, now, mail }: ResetRequest): Promise<void> => {
  if (!mail) return fail('mail_off');
  await attempt(db, {
    keys: resetKeys({ email, network }),
    now,
    evaluate: async () => {
      await audited(db, {
        work: (trx) => mail.requestReset(trx, { email, baseUrl, now }),
        // For whom is found out later, so that known and unknown e-mails take the same way.
        entry: () => ({
          action: 'password.reset-asked',
          at: now,
          actorId: null,
          subject: { kind: 'person', id: null },
          details: { network },
        }),
      });
      // Never a success that would let the next one through at once.
      return undefined;
    },
  });
};

/**
 * The link for a request, and the end of earlier ones. An invitation goes on working: anybody can ask for a reset, and
 * must not end what an administrator has handed out.
 * @returns undefined when nobody who may sign in has this e-mail.
 */
export const makeResetLink = async (
  trx: Trx,
  { email, baseUrl, now }: { email: string; baseUrl: string; now: number },
): Promise<MailedLink | undefined> => {
  const person = await credentialsByEmail(trx, email);
  if (!person || person.isDisabled) return undefined;
  const { id, name } = person;
  await dropLinks(trx, { personIds: [id], purposes: ['reset'] });
  const { token, expiresAt } = await createLink(trx, { purpose: 'reset', personId: id, now });
  return { person: { id, name, email }, url: `${baseUrl}/reset#${token}`, expiresAt };
};
