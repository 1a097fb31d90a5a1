import { eraseFromAudit } from '../../../platform/audit/index.ts';
import { type Db, transact } from '../../../platform/db/index.ts';
import type { Erasure } from '../../../platform/personal-data/index.ts';
import { eraseTemplateAgain } from '../../biometrics/index.ts';
import { eraseAll } from './erase-person.ts';

/**
 * Erases again what a ledger says was erased and this database does not know of: it is an older copy. Done twice, nothing
 * changes. @returns how many lines were new to it.
 */
export const replayErasures = async (db: Db, ledger: readonly Erasure[]): Promise<number> => {
  let replayed = 0;
  for (const erasure of ledger) if (await replay(db, erasure)) replayed += 1;
  return replayed;
};

const replay = (db: Db, { id, kind, personId, at }: Erasure): Promise<boolean> =>
  transact(db, async (trx) => {
    const known = await trx.selectFrom('erasure').select('id').where('id', '=', id).executeTakeFirst();
    if (known) return false;
    if (kind === 'person') {
      await eraseAll(trx, { personId, now: at });
      await eraseFromAudit(trx, { personId, actorId: null, now: at });
    } else await eraseTemplateAgain(trx, { personId, at, withConsent: kind === 'consent' });
    await trx.insertInto('erasure').values({ id, kind, personId, at, certificate: null }).execute();
    return true;
  });
