import { type Db, transact } from '../../platform/db/index.ts';
import { forgetFailuresOf } from './slowed-attempts.ts';

/** Lets these people try to sign in again without delay. Nobody is told, and nobody else's attempts are forgotten. */
export const unlockPeople = (db: Db, ids: readonly string[]): Promise<void> =>
  transact(db, async (trx) => {
    const people = await trx.selectFrom('person').select(['id', 'email']).where('id', 'in', ids).execute();
    await forgetFailuresOf(trx, people);
  });
