import { type Db, transact } from '../../platform/db/index.ts';
import { fail } from '../../platform/http/index.ts';
import { createLink, dropInvitations } from './one-time-link.store.ts';
import { credentialsById } from './person.store.ts';

export interface Invitation {
  personId: string;
  now: number;
  /** Where people reach the server, without a slash at the end. */
  baseUrl: string;
}

/**
 * Makes the link with which a person sets a password, for the first time or again. An earlier link stops working; an
 * earlier password works until the link is used.
 * @throws AppError `not_found`, `invalid_request` for a disabled person.
 */
export const invitePerson = (
  db: Db,
  { personId, now, baseUrl }: Invitation,
): Promise<{ url: string; expiresAt: number }> =>
  transact(db, async (trx) => {
    const person = (await credentialsById(trx, personId)) ?? fail('not_found');
    if (person.isDisabled) {
      fail('invalid_request', { details: [{ path: 'params.id', message: 'is disabled: enable the person first' }] });
    }
    await dropInvitations(trx, personId);
    const { token, expiresAt } = await createLink(trx, { purpose: 'invitation', personId, now });
    return { url: `${baseUrl}/invite#${token}`, expiresAt };
  });
