import { createKeyring, type Keyring, kekIdOf, SealError, type WrappedDataKey } from '../crypto/index.ts';
import { type Db, transact } from '../db/index.ts';

const BATCH = 200;

/** A table of sealed files, and the purpose their keys are bound to. Its rows have `id`, `kekId` and `wrapped`. */
export interface FileTable {
  table: 'requestDocument' | 'roomPicture' | 'reportFile';
  purpose: string;
}

/** What a rotation of the key-encryption key has to wrap anew in a table. */
export const wrappedKeysOf = (files: FileTable) => ({
  /**
   * Wraps the keys of all files anew; the files stay as they are. Each batch is a transaction of its own, so that it
   * goes on where it was stopped. Keys that `from` does not open stay.
   * @returns how many are under `to` now and were not before.
   */
  rewrap: (db: Db, keys: { from: Buffer; to: Buffer }): Promise<number> => rewrap(db, { ...keys, files }),
  /** Keys of files that this key-encryption key does not open. */
  countNotUnder: (db: Db, kek: Buffer): Promise<number> => countNotUnder(db, { kek, files }),
});

// The tables have these columns in common, and one type stands for all.
const tableOf = ({ table }: FileTable) => table as 'requestDocument';

const rewrap = async (db: Db, { from, to, files }: { from: Buffer; to: Buffer; files: FileTable }): Promise<number> => {
  const keyring = createKeyring({ kek: to, alsoOpens: [from] });
  const fromId = kekIdOf(from);
  if (fromId === keyring.kekId) return 0;
  let rewrapped = 0;
  // Until a pass finds nothing: a server may have written meanwhile.
  for (let found = true; found; ) {
    found = false;
    for (let after: string | undefined = ''; after !== undefined; ) {
      const batch: Batch = await rewrapBatch(db, { keyring, fromId, after, files });
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

interface Pass {
  keyring: Keyring;
  fromId: string;
  after: string;
  files: FileTable;
}

const rewrapBatch = (db: Db, { keyring, fromId, after, files }: Pass) =>
  transact(db, async (trx) => {
    const rows = await trx
      .selectFrom(tableOf(files))
      .select(['id', 'kekId', 'wrapped'])
      .where('kekId', '=', fromId)
      .where('id', '>', after)
      .orderBy('id')
      .limit(BATCH)
      .execute();
    let rewrapped = 0;
    for (const { id, kekId, wrapped } of rows) {
      const fresh = kekId && wrapped && wrapAgain(keyring, [files.purpose, id], { kekId, wrapped });
      if (!fresh) continue;
      // Not over an erasure meanwhile.
      const done = await trx
        .updateTable(tableOf(files))
        .set(fresh)
        .where('id', '=', id)
        .where('kekId', '=', fromId)
        .executeTakeFirst();
      rewrapped += Number(done.numUpdatedRows);
    }
    return { rewrapped, last: rows.length < BATCH ? undefined : rows.at(-1)?.id };
  });

const wrapAgain = (keyring: Keyring, owner: readonly [string, string], key: WrappedDataKey) => {
  let dataKey: Buffer | undefined;
  try {
    dataKey = keyring.unwrap(owner, key);
    return keyring.wrap(owner, dataKey);
  } catch (error) {
    if (error instanceof SealError) return undefined;
    throw error;
  } finally {
    dataKey?.fill(0);
  }
};

const countNotUnder = async (db: Db, { kek, files }: { kek: Buffer; files: FileTable }): Promise<number> => {
  const { count } = await db
    .selectFrom(tableOf(files))
    .select((eb) => eb.fn.countAll().as('count'))
    .where('kekId', '!=', kekIdOf(kek))
    .executeTakeFirstOrThrow();
  return Number(count);
};
