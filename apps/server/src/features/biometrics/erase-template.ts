import { type Db, type Trx, transact } from '../../platform/db/index.ts';
import { publish } from '../../platform/events/index.ts';
import { fail } from '../../platform/http/index.ts';
import { noteErasure } from '../../platform/personal-data/index.ts';
import { endConsent, liveConsent, takeTurn } from './consent.store.ts';
import { forgetPicturesOf } from './seen-pictures.store.ts';
import { shred } from './vault/index.ts';

interface Erasure {
  personId: string;
  /** null: its time was over. */
  actorId: string | null;
  now: number;
}

/** Ends consent and erases template and key in the same transaction; without a live consent it changes nothing. */
export const withdrawConsent = (db: Db, { personId, actorId, now }: Erasure): Promise<void> =>
  transact(db, async (trx) => {
    await takeTurn(trx, personId);
    const consent = await liveConsent(trx, personId);
    if (!consent) return;
    const erased = await shred(trx, personId);
    await forgetPicturesOf(trx, personId);
    await endConsent(trx, { id: consent.id, now });
    if (erased > 0) await noteErasure(trx, { kind: 'consent', personId, at: now });
    await publish(trx, { type: 'consent.withdrawn', at: now, actorId, personId, data: { erased } });
  });

/** Erases template and key; consent stays, so the person may enrol again. @throws AppError `template_missing`. */
export const eraseTemplate = (db: Db, { personId, actorId, now }: Erasure): Promise<void> =>
  transact(db, async (trx) => {
    await takeTurn(trx, personId);
    const erased = await shred(trx, personId);
    await forgetPicturesOf(trx, personId);
    if (erased === 0) fail('template_missing');
    await noteErasure(trx, { kind: 'template', personId, at: now });
    await publish(trx, { type: 'template.erased', at: now, actorId, personId, data: { erased } });
  });

/**
 * Erases again what was erased at an instant, in an older copy of the database: a template made since then is another one and stays.
 * Publishes nothing: it happened before.
 */
export const eraseTemplateAgain = async (
  trx: Trx,
  { personId, at, withConsent }: { personId: string; at: number; withConsent: boolean },
): Promise<number> => {
  await takeTurn(trx, personId);
  const newer = await trx
    .selectFrom('template')
    .select('id')
    .where('personId', '=', personId)
    .where('createdAt', '>', at)
    .executeTakeFirst();
  if (newer) return 0;
  const erased = await shred(trx, personId);
  await forgetPicturesOf(trx, personId);
  const consent = withConsent ? await liveConsent(trx, personId) : undefined;
  if (consent && consent.givenAt <= at) await endConsent(trx, { id: consent.id, now: at });
  return erased;
};
