import { type Db, transact } from '../../platform/db/index.ts';
import { fail } from '../../platform/http/index.ts';
import { hashNewPassword, institutionName } from './choose-password.ts';
import { credentialsById, setPasswordHash } from './person.store.ts';
import {
  createSignInSession,
  endSessionsOf,
  type NewSignInSession,
  type SignInSession,
} from './sign-in-session.store.ts';
import { verifyPassword } from './verify-password.ts';

export interface PasswordChange {
  current: string;
  next: string;
  /** The new sign-in session this browser gets. */
  session: NewSignInSession;
}

/**
 * Changes the own password and ends every sign-in session, this one too: a copied cookie dies with it, and the browser
 * that asked goes on with a new one.
 * @throws AppError `invalid_request` for a wrong current password, `password_too_short`, `password_too_common`,
 *   `too_many_requests`, `overloaded`.
 */
export const changePassword = async (db: Db, { current, next, session }: PasswordChange): Promise<SignInSession> => {
  const { personId, now } = session;
  if (!(await verifyPassword(db, { personId, password: current, now }))) {
    return fail('invalid_request', { details: [{ path: 'body.current', message: 'is not your current password' }] });
  }
  const person = (await credentialsById(db, personId)) ?? fail('sign_in_required');
  const hash = await hashNewPassword(next, [person.name, person.email, await institutionName(db)]);
  return transact(db, async (trx) => {
    await setPasswordHash(trx, { personId, hash, now });
    await endSessionsOf(trx, [personId], now);
    return createSignInSession(trx, session);
  });
};
