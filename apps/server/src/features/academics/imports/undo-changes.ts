import type { ImportedKind } from '@smart-presence/contract';
import type { Selectable } from 'kysely';
import { hasRows, referencesTo, type Schema, type Trx, usedAmong } from '../../../platform/db/index.ts';
import { archivedTerms } from '../terms/assert-active.ts';
import { type ObjectStores, ROUND } from './apply-changes.ts';
import { lastChange, STRETCH } from './imports.store.ts';
import { type By, hashOf, type ObjectStore, type Problems } from './plan.ts';

type Kept = Selectable<Schema['importChange']>;

export interface Undoing {
  stores: ObjectStores;
  importId: string;
  problems: Problems;
  by: By;
  breathe: () => Promise<void>;
  progress: (done: number, total: number) => void;
}

/**
 * Takes back what an import wrote, the last first: what gave way to something else, comes back once that is gone. What was changed or is in use since is a problem; the caller then undoes
 * the whole transaction. A row that something points at is in use, whatever it is: the database itself says what points.
 */
export const undoChanges = async (trx: Trx, undoing: Undoing): Promise<void> => {
  const { stores, importId, breathe, progress } = undoing;
  const kinds = await trx
    .selectFrom('importChange')
    .select(['kind', ({ fn }) => fn.min('seq').as('first'), ({ fn }) => fn.countAll<number>().as('count')])
    .where('importId', '=', importId)
    .groupBy('kind')
    .orderBy('first', 'desc')
    .execute();
  // Each row is looked at, then each that is new is removed.
  const total = 2 * kinds.reduce((sum, { count }) => sum + Number(count), 0);
  let done = 0;
  for (const { kind } of kinds) {
    const store = stores[kind as ImportedKind];
    const fresh: Fresh[] = [];
    for await (const round of roundsOf(trx, importId, kind)) {
      const asLeft = await keepActive(trx, {
        store,
        round: await keepUnchanged(trx, { store, round, undoing }),
        undoing,
      });
      const added = asLeft.filter(({ isNew }) => isNew).map(({ objectId, fileRow }) => ({ id: objectId, fileRow }));
      if (added.length > 0) await store.release?.(trx, idsOf(added), undoing.by);
      fresh.push(...added);
      const objects = asLeft
        .filter(({ isNew }) => !isNew)
        .map(({ objectId, before }) => ({ id: objectId, fields: JSON.parse(before ?? '{}') }));
      if (objects.length > 0) await store.write(trx, objects, undoing.by);
      done += round.length;
      progress(done, total);
      await breathe();
    }
    const free = await keepUnused(trx, { store, kind, fresh, undoing });
    for (let from = 0; from < free.length; from += ROUND) {
      await store.remove(trx, idsOf(free.slice(from, from + ROUND)));
      done += ROUND;
      progress(Math.min(done, total), total);
      await breathe();
    }
  }
};

interface Fresh {
  id: string;
  fileRow: number;
}

const idsOf = (fresh: readonly Fresh[]): string[] => fresh.map(({ id }) => id);

async function* roundsOf(trx: Trx, importId: string, kind: string): AsyncGenerator<Kept[]> {
  for (let before = 2 ** 31 - 1; ; ) {
    const round = await trx
      .selectFrom('importChange')
      .selectAll()
      .where('importId', '=', importId)
      .where('kind', '=', kind)
      .where('seq', '<', before)
      .orderBy('seq', 'desc')
      .limit(ROUND)
      .execute();
    const last = round.at(-1);
    if (!last) return;
    yield round;
    before = last.seq;
  }
}

interface Looking {
  store: ObjectStore;
  round: readonly Kept[];
  undoing: Undoing;
}

/** Those that are still as the import left them; the others are problems. */
const keepUnchanged = async (trx: Trx, { store, round, undoing }: Looking): Promise<Kept[]> => {
  const now = await store.read(
    trx,
    round.map(({ objectId }) => objectId),
  );
  return round.filter(({ objectId, afterHash, fileRow }) => {
    const fields = now.get(objectId);
    if (fields && hashOf(fields) === afterHash) return true;
    undoing.problems.add({ row: fileRow, code: 'changed_since' });
    return false;
  });
};

/** Those that are in no archived term; the others are problems. */
const keepActive = async (trx: Trx, { store, round, undoing }: Looking): Promise<readonly Kept[]> => {
  const archived = store.termsOf ? await archivedTerms(trx) : new Set();
  if (archived.size === 0) return round;
  const terms = await store.termsOf?.(
    trx,
    round.map(({ objectId }) => objectId),
  );
  return round.filter(({ objectId, fileRow }) => {
    if (!archived.has(terms?.get(objectId) ?? '')) return true;
    undoing.problems.add({ row: fileRow, code: 'archived_term' });
    return false;
  });
};

interface Using {
  store: ObjectStore;
  kind: string;
  fresh: readonly Fresh[];
  undoing: Undoing;
}

/** Those nothing points at; the others are problems. */
const keepUnused = async (trx: Trx, { store, kind, fresh, undoing }: Using): Promise<Fresh[]> => {
  const { importId, problems, breathe } = undoing;
  if (fresh.length === 0) return [];
  const last = await lastChange(trx, importId);
  const added = (from: number) =>
    trx
      .selectFrom('importChange')
      .select('objectId')
      .where('importId', '=', importId)
      .where('kind', '=', kind)
      .where('isNew', '=', true)
      .where('seq', '>=', from)
      .where('seq', '<', from + STRETCH);
  const used = new Map<string, string>();
  for (const reference of await referencesTo(trx, store.table)) {
    if (store.parts.includes(`${reference.table}.${reference.column}`)) continue;
    if (!(await hasRows(trx, reference.table))) continue;
    for (let from = 0; from <= last; from += STRETCH) {
      for (const id of await usedAmong(trx, reference, added(from))) used.set(id, reference.table);
      await breathe();
    }
  }
  return fresh.filter(({ id, fileRow }) => {
    const by = used.get(id);
    if (by === undefined) return true;
    problems.add({ row: fileRow, code: 'used_since', value: by.replaceAll('_', ' ') });
    return false;
  });
};
