import { createKeyring, type Keyring, kekIdOf, SealError } from '../../../platform/crypto/index.ts';
import { type Db, transact } from '../../../platform/db/index.ts';
import { PURPOSE } from './documents.store.ts';

const BATCH = 200;

/**
 * Wraps the keys of all documents anew; the documents stay as they are. Each batch is a transaction of its own, so that it
 * goes on where it was stopped. Keys that `from` does not open stay.
 * @returns how many are under `to` now and were not before.
 */
const rewrap = async (db: Db, { from, to }: { from: Buffer; to: Buffer }): Promise<number> => {
  const keyring = createKeyring({ kek: to, alsoOpens: [from] });
  const fromId = kekIdOf(from);
  if (fromId === keyring.kekId) return 0;
  let rewrapped = 0;
  // Until a pass finds nothing: a server may have written meanwhile.
  for (let found = true; found; ) {
    found = false;
    for (let after: string | undefined = ''; after !== undefined; ) {
      const batch: Batch = await rewrapBatch(db, { keyring, fromId, after });
      found ||= batch.rewrapped > 0;
      rewrapped += batch.rewrapped;
      after = batch.last;
    }
  }
  return rewrapped;
};

interface Batch {
  rewrapped: number;
  last: string | undefined;
}

const rewrapBatch = (db: Db, { keyring, fromId, after }: { keyring: Keyring; fromId: string; after: string }) =>
  transact(db, async (trx) => {
    const rows = await trx
      .selectFrom('requestDocument')
      .select(['id', 'kekId', 'wrapped'])
      .where('kekId', '=', fromId)
      .where('id', '>', after)
      .orderBy('id')
      .limit(BATCH)
      .execute();
    let rewrapped = 0;
    for (const { id, kekId, wrapped } of rows) {
      const fresh = kekId && wrapped && wrapAgain(keyring, { id, kekId, wrapped });
      if (!fresh) continue;
      // Not over an erasure meanwhile.
      const done = await trx
        .updateTable('requestDocument')
        .set(fresh)
        .where('id', '=', id)
        .where('kekId', '=', fromId)
        .executeTakeFirst();
      rewrapped += Number(done.numUpdatedRows);
    }
    return { rewrapped, last: rows.length < BATCH ? undefined : rows.at(-1)?.id };
  });

const wrapAgain = (keyring: Keyring, { id, ...key }: { id: string; kekId: string; wrapped: Uint8Array }) => {
  let dataKey: Buffer | undefined;
  try {
    dataKey = keyring.unwrap([PURPOSE, id], key);
    return keyring.wrap([PURPOSE, id], dataKey);
  } catch (error) {
    if (error instanceof SealError) return undefined;
    throw error;
  } finally {
    dataKey?.fill(0);
  }
};

/** Keys of documents that this key-encryption key does not open. */
const countNotUnder = async (db: Db, kek: Buffer): Promise<number> => {
  const { count } = await db
    .selectFrom('requestDocument')
    .select((eb) => eb.fn.countAll().as('count'))
    .where('kekId', '!=', kekIdOf(kek))
    .executeTakeFirstOrThrow();
  return Number(count);
};

/** What a rotation of the key-encryption key has to wrap anew here. */
export const documentKeys = { rewrap, countNotUnder };
