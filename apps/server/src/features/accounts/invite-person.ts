import { audit } from '../../platform/audit/index.ts';
import { type Db, transact } from '../../platform/db/index.ts';
import { fail } from '../../platform/http/index.ts';
import type { AccountMail } from './account-mail.ts';
import { createLink, dropLinks, PASSWORD_LINKS } from './one-time-link.store.ts';
import { credentialsById } from './person.store.ts';

export interface Invitation {
  personId: string;
  /** Who invites. */
  actorId: string;
  now: number;
  /** Where people reach the server, without a slash at the end. */
  baseUrl: string;
  /** null: the link is handed out by hand. */
  mail: AccountMail | null;
}

/**
 * Makes the link with which a person sets a password, for the first time or again, and mails it to who has an e-mail. An
 * earlier link stops working; an earlier password works until the link is used.
 * @throws AppError `not_found`, `invalid_request` for a disabled person.
 */
export const invitePerson = (
  db: Db,
  { personId, actorId, now, baseUrl, mail }: Invitation,
): Promise<{ url: string; expiresAt: number; mailedTo: string | null }> =>
  transact(db, async (trx) => {
    const { id, name, email, isDisabled } = (await credentialsById(trx, personId)) ?? fail('not_found');
    if (isDisabled) {
      fail('invalid_request', { details: [{ path: 'params.id', message: 'is disabled: enable the person first' }] });
    }
    await dropLinks(trx, { personIds: [id], purposes: PASSWORD_LINKS });
    const { token, expiresAt } = await createLink(trx, { purpose: 'invitation', personId: id, now });
    const url = `${baseUrl}/invite#${token}`;
    const mailedTo = mail ? email : null;
    if (mail && email) await mail.invite(trx, [{ person: { id, name, email }, url, expiresAt }], now);
    const subject = { kind: 'person', id } as const;
    await audit(trx, { action: 'person.invited', at: now, actorId, subject, details: { mailed: mailedTo !== null } });
    return { url, expiresAt, mailedTo };
  });
