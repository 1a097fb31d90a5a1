import { audit } from '../../platform/audit/index.ts';
import { type Db, transact } from '../../platform/db/index.ts';
import { fail } from '../../platform/http/index.ts';
import { choosePassword } from './choose-password.ts';
import { dropLinks, findLink, PASSWORD_LINKS, type PasswordLink, useLink } from './one-time-link.store.ts';
import { type Credentials, credentialsById, setPasswordHash } from './person.store.ts';
import { endSessionsOf } from './sign-in-session.store.ts';

/** Whom an invitation or reset is for. @throws AppError `link_invalid`. */
export const inspectInvitation = async (
  db: Db,
  { token, now }: { token: string; now: number },
): Promise<{ purpose: PasswordLink; person: Credentials; expiresAt: number }> => {
  const link = await findLink(db, { token, purposes: PASSWORD_LINKS, now });
  const person = link?.personId ? await credentialsById(db, link.personId) : undefined;
  if (!link || !person || person.isDisabled) return fail('link_invalid');
  return { purpose: link.purpose as PasswordLink, person, expiresAt: link.expiresAt };
};

/**
 * Sets the password of whom the link is for and uses the link up. Ends the person's sign-in sessions.
 * @throws AppError `link_invalid`, `password_too_short`, `password_too_common`, `overloaded`.
 */
export const acceptInvitation = async (
  db: Db,
  { token, password, now }: { token: string; password: string; now: number },
): Promise<Credentials> => {
  const { person } = await inspectInvitation(db, { token, now });
  const chosen = await choosePassword(db, { password, person });
  await transact(db, async (trx) => {
    if (!(await useLink(trx, { token, purposes: PASSWORD_LINKS, now }))) fail('link_invalid');
    await dropLinks(trx, { personIds: [person.id], purposes: PASSWORD_LINKS });
    await setPasswordHash(trx, { personId: person.id, ...chosen, now });
    await endSessionsOf(trx, [person.id], now);
    const subject = { kind: 'person', id: person.id } as const;
    await audit(trx, { action: 'password.set-by-link', at: now, actorId: null, subject });
  });
  return person;
};
