import type { Db } from '../../../../platform/db/index.ts';
import { codeKey } from '../../structure.store.ts';
import type { ObjectStore } from '../plan.ts';

export interface DepartmentObject {
  name: string;
  code: string;
}

/** All departments, or these. Where they are is not in files. */
export const departmentsById = async (db: Db, ids?: readonly string[]): Promise<Map<string, DepartmentObject>> => {
  const rows = await db
    .selectFrom('department')
    .select(['id', 'name', 'code'])
    .$if(ids !== undefined, (query) => query.where('id', 'in', ids as string[]))
    .execute();
  return new Map(rows.map(({ id, ...fields }) => [id, fields]));
};

export const departmentObjects: ObjectStore = {
  table: 'department',
  parts: [],
  read: departmentsById,
  write: async (trx, objects) => {
    await trx
      .insertInto('department')
      .values(
        (objects as { id: string; fields: DepartmentObject }[]).map(({ id, fields }) => ({
          id,
          ...fields,
          codeKey: codeKey(fields.code),
          placeId: null,
        })),
      )
      .onConflict((conflict) =>
        conflict.column('id').doUpdateSet(({ ref }) => ({
          name: ref('excluded.name'),
          code: ref('excluded.code'),
          codeKey: ref('excluded.codeKey'),
        })),
      )
      .execute();
  },
  remove: async (trx, ids) => {
    await trx.deleteFrom('department').where('id', 'in', ids).execute();
  },
};
