import { kekIdOf, SealError } from '../../../platform/crypto/index.ts';
import { type Db, transact } from '../../../platform/db/index.ts';
import { createKeyring, type Keyring, type WrappedKey } from './keyring.ts';

export interface Rewrapped {
  rewrapped: number;
  /** People whose data key `from` does not open: left as they are. */
  unreadable: string[];
}

export interface Rotation {
  /** Key-encryption key the data keys are wrapped by now. */
  from: Buffer;
  to: Buffer;
  batchSize?: number;
  onProgress?: (rewrapped: number) => void;
}

/**
 * Wraps every data key anew; templates stay as they are. Each batch is a transaction of its own: stopped half-way, it
 * goes on where it stopped when called again. Servers that hold both keys read and enrol meanwhile; passes repeat
 * until nothing readable is left under `from`.
 */
export const rewrapAll = async (db: Db, { from, to, batchSize = 200, onProgress }: Rotation): Promise<Rewrapped> => {
  const fromId = kekIdOf(from);
  const keyring = createKeyring({ kek: to, alsoOpens: [from] });
  const unreadable = new Set<string>();
  let rewrapped = 0;
  if (fromId === keyring.kekId) return { rewrapped, unreadable: [] };
  for (let found = true; found; ) {
    found = false;
    for (let after: string | undefined = ''; after !== undefined; ) {
      const batch = await rewrapBatch({ db, keyring, fromId, after, batchSize, unreadable });
      found ||= batch.rewrapped > 0;
      rewrapped += batch.rewrapped;
      after = batch.last;
      onProgress?.(rewrapped);
    }
  }
  return { rewrapped, unreadable: [...unreadable] };
};

/** Data keys that this key-encryption key does not open. */
export const countKeysNotUnder = async (db: Db, kek: Buffer): Promise<number> => {
  const { count } = await db
    .selectFrom('dataKey')
    .select((eb) => eb.fn.countAll().as('count'))
    .where('kekId', '!=', kekIdOf(kek))
    .executeTakeFirstOrThrow();
  return Number(count);
};

interface Batch {
  db: Db;
  keyring: Keyring;
  fromId: string;
  after: string;
  batchSize: number;
  unreadable: Set<string>;
}

const rewrapBatch = ({ db, keyring, fromId, after, batchSize, unreadable }: Batch) =>
  transact(db, async (trx) => {
    const rows = await trx
      .selectFrom('dataKey')
      .select(['personId', 'kekId', 'wrapped'])
      .where('kekId', '=', fromId)
      .where('personId', '>', after)
      .orderBy('personId')
      .limit(batchSize)
      .execute();
    let rewrapped = 0;
    for (const row of rows) {
      const fresh = rewrapOne(keyring, row);
      if (fresh) rewrapped += await replaceKey(trx, { row, fresh });
      else unreadable.add(row.personId);
    }
    return { rewrapped, last: rows.length < batchSize ? undefined : rows.at(-1)?.personId };
  });

const rewrapOne = (keyring: Keyring, row: WrappedKey): WrappedKey | undefined => {
  let dataKey: Buffer | undefined;
  try {
    dataKey = keyring.unwrap(row);
    return keyring.wrap(row.personId, dataKey);
  } catch (error) {
    if (error instanceof SealError) return undefined;
    throw error;
  } finally {
    dataKey?.fill(0);
  }
};

/** Only over the very bytes that were read: a re-enrolment meanwhile brought a key of its own, which must stay. */
const replaceKey = async (trx: Db, { row, fresh }: { row: WrappedKey; fresh: WrappedKey }): Promise<number> => {
  const { numUpdatedRows } = await trx
    .updateTable('dataKey')
    .set({ kekId: fresh.kekId, wrapped: fresh.wrapped })
    .where('personId', '=', row.personId)
    .where('wrapped', '=', row.wrapped)
    .executeTakeFirst();
  return Number(numUpdatedRows);
};
