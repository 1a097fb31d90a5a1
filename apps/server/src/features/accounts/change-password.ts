import { audit } from '../../platform/audit/index.ts';
import { type Db, transact } from '../../platform/db/index.ts';
import { fail, type Viewer } from '../../platform/http/index.ts';
import { choosePassword } from './choose-password.ts';
import { credentialsById, setPasswordHash } from './person.store.ts';
import { endOtherSessions } from './sessions/sessions.store.ts';
import { verifyPassword } from './verify-password.ts';

export interface PasswordChange {
  viewer: Viewer;
  current: string;
  next: string;
  now: number;
}

/**
 * Changes the own password and ends every other sign-in session. The caller gives this one new tokens: a copied cookie
 * dies with them, and what was proved in it before is not younger for it.
 * @throws AppError `invalid_request` for a wrong current password, `password_too_short`, `password_too_common`,
 *   `too_many_requests`, `overloaded`.
 */
export const changePassword = async (db: Db, { viewer, current, next, now }: PasswordChange): Promise<void> => {
  const { personId, signInSessionId } = viewer;
  if (!(await verifyPassword(db, { personId, password: current, now }))) {
    return fail('invalid_request', { details: [{ path: 'body.current', message: 'is not your current password' }] });
  }
  const person = (await credentialsById(db, personId)) ?? fail('sign_in_required');
  const chosen = await choosePassword(db, { password: next, person });
  await transact(db, async (trx) => {
    await setPasswordHash(trx, { personId, ...chosen, now });
    await endOtherSessions(trx, { personIds: [personId], exceptId: signInSessionId, now });
    const subject = { kind: 'person', id: personId } as const;
    await audit(trx, { action: 'password.changed', at: now, actorId: personId, subject });
  });
};
