import type { ReplyOf, Routes } from '@smart-presence/contract';
import { auditAll } from '../../platform/audit/index.ts';
import { type Db, transact } from '../../platform/db/index.ts';
import { fail } from '../../platform/http/index.ts';
import type { AccountMail } from './account-mail.ts';
import { createLinks, dropLinks, PASSWORD_LINKS } from './one-time-link.store.ts';

export interface Invitations {
  /** At most a thousand; those of nobody are left out. */
  ids: readonly string[];
  /** Who invites. */
  actorId: string;
  now: number;
  /** Where people reach the server, without a slash at the end. */
  baseUrl: string;
  mail: AccountMail | null;
}

/**
 * Mails everyone a link of their own, in a handful of queries however many they are. Who cannot be mailed is named, and
 * an open link of theirs goes on working.
 * @throws AppError `mail_off`.
 */
export const invitePeople = async (
  db: Db,
  { ids, actorId, now, baseUrl, mail }: Invitations,
): Promise<ReplyOf<Routes['bulkInvite']>> => {
  if (!mail) return fail('mail_off');
  return transact(db, async (trx) => {
    const people = await trx
      .selectFrom('person')
      .select(['id', 'name', 'email', 'isDisabled'])
      .where('id', 'in', ids)
      .where('role', '!=', 'kiosk')
      .orderBy('name')
      .execute();
    const enabled = people.filter(({ isDisabled }) => !isDisabled);
    const invited = enabled.flatMap(({ id, name, email }) => (email === null ? [] : [{ id, name, email }]));
    const personIds = invited.map(({ id }) => id);
    await dropLinks(trx, { personIds, purposes: PASSWORD_LINKS });
    const links = await createLinks(trx, { purpose: 'invitation', personIds, now });
    const invitations = links.flatMap(({ token, expiresAt }, place) => {
      const person = invited[place];
      return person ? [{ person, url: `${baseUrl}/invite#${token}`, expiresAt }] : [];
    });
    await mail.invite(trx, invitations, now);
    await auditAll(
      trx,
      personIds.map((id) => ({
        action: 'person.invited',
        at: now,
        actorId,
        subject: { kind: 'person', id },
        details: { mailed: true },
      })),
    );
    return {
      mailed: invitations.length,
      withoutEmail: enabled.filter(({ email }) => email === null).map(refOf),
      disabled: people.filter(({ isDisabled }) => isDisabled).map(refOf),
    };
  });
};

const refOf = ({ id, name }: { id: string; name: string }) => ({ id, name });
