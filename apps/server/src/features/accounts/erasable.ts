import type { Person } from '@smart-presence/contract';
import type { Db, Trx } from '../../platform/db/index.ts';
import { fail } from '../../platform/http/index.ts';
import { findPerson } from './person.store.ts';
import { keepAnAdmin, takeTurns } from './update-person.ts';

/** @throws AppError `not_found` for kiosks and whoever was erased, `own_account`. */
export const erasablePerson = async (
  db: Db,
  { personId, actorId }: { personId: string; actorId: string | null },
): Promise<Person> => {
  if (personId === actorId) return fail('own_account');
  return (await findPerson(db, personId)) ?? fail('not_found');
};

/** Runs the erasing of somebody so that an administrator is left. @throws as `erasablePerson`, and `last_admin`. */
export const eraseSafely = async <T>(
  trx: Trx,
  props: { personId: string; actorId: string | null },
  erase: () => Promise<T>,
): Promise<T> => {
  await takeTurns(trx);
  const { role } = await erasablePerson(trx, props);
  const erased = await erase();
  if (role === 'admin') await keepAnAdmin(trx);
  return erased;
};
