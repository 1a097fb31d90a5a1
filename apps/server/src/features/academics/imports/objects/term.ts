import type { Db } from '../../../../platform/db/index.ts';
import type { ObjectStore } from '../plan.ts';

export interface TermObject {
  name: string;
  startDay: string;
  endDay: string;
}

/** All terms, or these. */
export const termsById = async (db: Db, ids?: readonly string[]): Promise<Map<string, TermObject>> => {
  const rows = await db
    .selectFrom('term')
    .select(['id', 'name', 'startDay', 'endDay'])
    .$if(ids !== undefined, (query) => query.where('id', 'in', ids as string[]))
    .execute();
  return new Map(rows.map(({ id, ...fields }) => [id, fields]));
};

export const termObjects: ObjectStore = {
  table: 'term',
  parts: [],
  read: termsById,
  write: async (trx, objects) => {
    await trx
      .insertInto('term')
      .values((objects as { id: string; fields: TermObject }[]).map(({ id, fields }) => ({ id, ...fields })))
      .onConflict((conflict) =>
        conflict.column('id').doUpdateSet(({ ref }) => ({
          name: ref('excluded.name'),
          startDay: ref('excluded.startDay'),
          endDay: ref('excluded.endDay'),
        })),
      )
      .execute();
  },
  remove: async (trx, ids) => {
    await trx.deleteFrom('term').where('id', 'in', ids).execute();
  },
};
