import type { Person, PersonRole } from '@smart-presence/contract';
import type { Trx } from '../../platform/db/index.ts';
import { fail } from '../../platform/http/index.ts';
import { findPerson } from './person.store.ts';
import { updatePerson } from './update-person.ts';

/**
 * Gives a person another role and signs them out everywhere: no session keeps what the new role may not do. A kiosk is a
 * device and stays one.
 * @throws AppError `not_found`, `last_admin`.
 */
export const changeRole = async (
  trx: Trx,
  { personId, role, now }: { personId: string; role: PersonRole; now: number },
): Promise<Person> => {
  const person = (await findPerson(trx, personId)) ?? fail('not_found');
  if (person.role === 'kiosk') return fail('not_found');
  return updatePerson(trx, personId, { role }, now);
};
