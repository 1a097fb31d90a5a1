import type { ImportedKind } from '@smart-presence/contract';
import type { Trx } from '../../../platform/db/index.ts';
import { type By, type Change, hashOf, type ObjectStore } from './plan.ts';

export type ObjectStores = Readonly<Record<ImportedKind, ObjectStore>>;

/** Objects per round: well under the parameters either database takes, and some milliseconds in SQLite, which waits for no one. */
export const ROUND = 150;

export interface Applying {
  stores: ObjectStores;
  importId: string;
  changes: readonly Change[];
  by: By;
  breathe: () => Promise<void>;
}

/** Writes what was planned, and beside it what is needed to take it back. */
export const applyChanges = async (trx: Trx, { stores, importId, changes, by, breathe }: Applying): Promise<void> => {
  let seq = 0;
  for (const [kind, own] of Map.groupBy(changes, (change) => change.kind)) {
    for (let from = 0; from < own.length; from += ROUND) {
      const round = own.slice(from, from + ROUND);
      const objects = round.map(({ id, after }) => ({ id, fields: after }));
      await stores[kind].write(trx, objects, by);
      await breathe();
      await trx
        .insertInto('importChange')
        .values(
          round.map(({ id, row, before, after }) => ({
            importId,
            seq: seq++,
            kind,
            objectId: id,
            fileRow: row,
            isNew: before === null,
            before: before && JSON.stringify(before),
            afterHash: hashOf(after),
          })),
        )
        .execute();
      await breathe();
    }
  }
};
