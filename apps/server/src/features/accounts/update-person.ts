import type { Person, PersonRole, StudentProfile } from '@smart-presence/contract';
import { type Db, oneAtATime } from '../../platform/db/index.ts';
import { fail } from '../../platform/http/index.ts';
import { orTaken, saveProfile, withoutUndefined } from './create-person.ts';
import { findPerson } from './person.store.ts';
import { endSessionsOf } from './sign-in-session.store.ts';

export interface PersonPatch {
  name?: string | undefined;
  /** Lower case. */
  email?: string | null | undefined;
  role?: PersonRole | undefined;
  isDisabled?: boolean | undefined;
  profile?: Partial<StudentProfile> | undefined;
}

/**
 * Changes a person; what the patch leaves out stays. Another role, or being disabled, ends their sign-in sessions.
 * @throws AppError `not_found`, `email_taken`, `usn_taken`, `last_admin`, `invalid_request`.
 */
export const updatePerson = async (trx: Db, id: string, patch: PersonPatch, now: number): Promise<Person> => {
  const before = (await findPerson(trx, id)) ?? fail('not_found');
  const { profile, ...given } = patch;
  const after = { ...before, ...withoutUndefined(given) };
  const losesPower = after.role !== before.role || (after.isDisabled && !before.isDisabled);
  if (losesPower && before.role === 'admin') await takeTurns(trx);
  await orTaken('email_taken', () =>
    trx
      .updateTable('person')
      .set({ name: after.name, email: after.email, role: after.role, isDisabled: after.isDisabled, updatedAt: now })
      .where('id', '=', id)
      .execute(),
  );
  if (after.role === 'student') await saveProfile(trx, id, profile ?? {});
  if (losesPower) await endSessionsOf(trx, [id], now);
  if (losesPower && before.role === 'admin') await keepAnAdmin(trx);
  return (await findPerson(trx, id)) ?? fail('not_found');
};

/** Two administrators who remove each other at the same time: one of them is too late. */
export const takeTurns = (trx: Db): Promise<void> => oneAtATime(trx, 'administrators');

/** @throws AppError `last_admin` when nobody is left who can sign in and administer; the transaction is then undone. */
export const keepAnAdmin = async (trx: Db): Promise<void> => {
  const left = await trx
    .selectFrom('person')
    .select('id')
    .where('role', '=', 'admin')
    .where('isDisabled', '=', false)
    .where('passwordHash', 'is not', null)
    .limit(1)
    .executeTakeFirst();
  if (!left) fail('last_admin');
};
