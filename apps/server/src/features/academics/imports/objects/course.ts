import type { Db } from '../../../../platform/db/index.ts';
import { codeKey } from '../../structure.store.ts';
import type { ObjectStore } from '../plan.ts';

export interface CourseObject {
  code: string;
  name: string;
  departmentId: string;
  prescribedHours: number | null;
}

const columns = ['id', 'code', 'name', 'departmentId', 'prescribedHours'] as const;

/** All courses, or these. */
export const coursesById = async (db: Db, ids?: readonly string[]): Promise<Map<string, CourseObject>> => {
  const rows = await db
    .selectFrom('course')
    .select(columns)
    .$if(ids !== undefined, (query) => query.where('id', 'in', ids as string[]))
    .execute();
  return new Map(rows.map(({ id, ...fields }) => [id, fields]));
};

export const courseObjects: ObjectStore = {
  table: 'course',
  parts: [],
  read: coursesById,
  write: async (trx, objects) => {
    await trx
      .insertInto('course')
      .values(
        (objects as { id: string; fields: CourseObject }[]).map(({ id, fields }) => ({
          id,
          ...fields,
          codeKey: codeKey(fields.code),
        })),
      )
      .onConflict((conflict) =>
        conflict.column('id').doUpdateSet(({ ref }) => ({
          code: ref('excluded.code'),
          codeKey: ref('excluded.codeKey'),
          name: ref('excluded.name'),
          departmentId: ref('excluded.departmentId'),
          prescribedHours: ref('excluded.prescribedHours'),
        })),
      )
      .execute();
  },
  remove: async (trx, ids) => {
    await trx.deleteFrom('course').where('id', 'in', ids).execute();
  },
};
