import { type Trx, transact } from '../../../platform/db/index.ts';
import { publish } from '../../../platform/events/index.ts';
import { fail } from '../../../platform/http/index.ts';
import { type JobContext, markUndone } from '../../../platform/jobs/index.ts';
import { importRow, undoableId, updateImport } from '../../academics/index.ts';
import { takeTurn } from '../consent.store.ts';
import { forgetPicturesOf } from '../seen-pictures.store.ts';
import { shred } from '../vault/index.ts';

const BATCH = 25;

/**
 * Erases the templates an import of photos made, as long as they are provisional: one that a live face confirmed since is the
 * person's own and stays. Batch by batch, so a server that is killed has erased whole batches, and the next goes on.
 */
export const undoPhotos = async (context: JobContext): Promise<void> => {
  const { db, clock, breathe, progress, finish, actorId } = context;
  const { importId } = context.input as { importId: string };
  const row = await importRow(db, importId);
  if ((await undoableId(db, clock())) !== importId) fail('not_undoable');
  const made = await db
    .selectFrom('photoTemplate')
    .select(['templateId', 'personId'])
    .where('importId', '=', importId)
    .orderBy('personId')
    .execute();
  for (let from = 0; from < made.length; from += BATCH) {
    progress(from, made.length);
    await breathe();
    await transact(db, async (trx) => {
      for (const template of made.slice(from, from + BATCH))
        await eraseProvisional(trx, { ...template, actorId, now: clock() });
    });
  }
  await transact(db, async (trx) => {
    await trx.deleteFrom('photoTemplate').where('importId', '=', importId).execute();
    await updateImport(trx, importId, { undoneAt: clock() });
    if (row.applyJobId) await markUndone(trx, row.applyJobId, clock());
    await finish(trx);
  });
};

const eraseProvisional = async (
  trx: Trx,
  { templateId, personId, actorId, now }: { templateId: string; personId: string; actorId: string | null; now: number },
): Promise<void> => {
  await takeTurn(trx, personId);
  const template = await trx
    .selectFrom('template')
    .select('id')
    .where('id', '=', templateId)
    .where('status', '=', 'provisional')
    .executeTakeFirst();
  if (!template) return;
  const erased = await shred(trx, personId);
  await forgetPicturesOf(trx, personId);
  await publish(trx, { type: 'template.erased', at: now, actorId, personId, data: { erased } });
};
