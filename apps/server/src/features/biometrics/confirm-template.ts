import { type Db, transact } from '../../platform/db/index.ts';
import { publish } from '../../platform/events/index.ts';
import { takeTurn } from './consent.store.ts';
import { USABLE } from './vault/index.ts';

interface Confirmation {
  templateId: string;
  personId: string;
  now: number;
}

/**
 * A live match has proven a provisional or pending template: it becomes active, and what it replaces is deleted.
 * Does nothing when it was erased or confirmed in the meantime.
 */
export const confirmTemplate = (db: Db, { templateId, personId, now }: Confirmation): Promise<void> =>
  transact(db, async (trx) => {
    await takeTurn(trx, personId);
    const waiting = await trx
      .selectFrom('template')
      .select('id')
      .where('id', '=', templateId)
      .where('status', 'in', ['provisional', 'pending'])
      .executeTakeFirst();
    if (!waiting) return;
    await trx
      .deleteFrom('template')
      .where('personId', '=', personId)
      .where('id', '<>', templateId)
      .where('status', 'in', USABLE)
      .execute();
    await trx.updateTable('template').set({ status: 'active' }).where('id', '=', templateId).execute();
    await publish(trx, { type: 'template.confirmed', at: now, actorId: null, personId, data: {} });
  });
