import { type Db, transact } from '../../platform/db/index.ts';
import { publish } from '../../platform/events/index.ts';
import { fail } from '../../platform/http/index.ts';
import { endConsent, liveConsent, takeTurn } from './consent.store.ts';
import { forgetPicturesOf } from './seen-pictures.store.ts';
import { shred } from './vault/index.ts';

interface Erasure {
  personId: string;
  actorId: string;
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
    await publish(trx, { type: 'consent.withdrawn', at: now, actorId, personId, data: { erased } });
  });

/** Erases template and key; consent stays, so the person may enrol again. @throws AppError `template_missing`. */
export const eraseTemplate = (db: Db, { personId, actorId, now }: Erasure): Promise<void> =>
  transact(db, async (trx) => {
    await takeTurn(trx, personId);
    const erased = await shred(trx, personId);
    await forgetPicturesOf(trx, personId);
    if (erased === 0) fail('template_missing');
    await publish(trx, { type: 'template.erased', at: now, actorId, personId, data: { erased } });
  });
