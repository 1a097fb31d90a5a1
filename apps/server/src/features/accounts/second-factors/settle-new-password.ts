import { audit } from '../../../platform/audit/index.ts';
import { type Db, transact } from '../../../platform/db/index.ts';
import { fail, type Viewer } from '../../../platform/http/index.ts';
import { choosePassword } from '../choose-password.ts';
import { matchesHash } from '../passwords/index.ts';
import { credentialsById, setPasswordHash } from '../person.store.ts';
import { endOtherSessions } from '../sessions/sessions.store.ts';

/**
 * Replaces the password of somebody who has just signed in and was asked for another one. Ends their other sign-in
 * sessions; this one is settled by its caller.
 * @throws AppError `password_same`, `password_too_short`, `password_too_common`, `too_many_requests`, `overloaded`.
 */
export const settleNewPassword = async (
  db: Db,
  { viewer, password, now }: { viewer: Viewer; password: string; now: number },
): Promise<void> => {
  const { personId, signInSessionId } = viewer;
  const person = (await credentialsById(db, personId)) ?? fail('sign_in_required');
  if (person.passwordHash && (await matchesHash(password, person.passwordHash))) fail('password_same');
  const chosen = await choosePassword(db, { password, person });
  await transact(db, async (trx) => {
    await setPasswordHash(trx, { personId, ...chosen, now });
    await endOtherSessions(trx, { personIds: [personId], exceptId: signInSessionId, now });
    const subject = { kind: 'person', id: personId } as const;
    await audit(trx, { action: 'password.changed', at: now, actorId: personId, subject });
  });
};
