import { type Db, newId, type Trx } from '../db/index.ts';

/** One line of the ledger: that something was erased, and must be again in any older copy of the database. */
export interface Erasure {
  id: string;
  kind: 'template' | 'consent' | 'person';
  personId: string;
  /** Milliseconds UTC; what was made later is not meant. */
  at: number;
}

/** Writes an erasure down in the transaction that does it. @returns its id. */
export const noteErasure = async (trx: Trx, { kind, personId, at }: Omit<Erasure, 'id'>): Promise<string> => {
  const id = newId(at);
  await trx.insertInto('erasure').values({ id, kind, personId, at, certificate: null }).execute();
  return id;
};

/** What was erased since an instant, oldest first. */
export const erasuresSince = (db: Db, since: number): Promise<Erasure[]> =>
  db
    .selectFrom('erasure')
    .select(['id', 'kind', 'personId', 'at'])
    .where('at', '>=', since)
    .orderBy('at')
    .orderBy('id')
    .execute();
