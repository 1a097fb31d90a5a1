import type { Db, Trx } from '../../../../platform/db/index.ts';
import type { ObjectStore } from '../plan.ts';

type RowTable = 'department' | 'term' | 'course' | 'enrolment' | 'oneRosterId';

export interface RowObjectsOf<F> {
  table: RowTable;
  /** What files say of it. */
  columns: readonly (keyof F & string)[];
  /** What a file may say differently later; all of it when absent. */
  changeable?: readonly (keyof F & string)[];
  /** What the row has beside, made from what files say. */
  derived?: (fields: F) => Record<string, unknown>;
}

/** The fields of all rows by id, or of these. */
export type FieldsById<F> = (db: Db, ids?: readonly string[]) => Promise<Map<string, F>>;

/** How objects are read and written that are one row of one table. */
export const rowObjects = <F extends object>({
  table,
  columns,
  changeable = columns,
  derived = () => ({}),
}: RowObjectsOf<F>): { byId: FieldsById<F>; store: ObjectStore } => {
  // One table stands for all: to the compiler their columns differ, here they are names.
  const own = table as 'oneRosterId';
  const byId: FieldsById<F> = async (db, ids) => {
    const rows = await db
      .selectFrom(own)
      .select(['id', ...columns] as ['id'])
      .$if(ids !== undefined, (query) => query.where('id', 'in', ids as string[]))
      .execute();
    return new Map(rows.map(({ id, ...fields }) => [id, fields as F]));
  };
  const write = async (trx: Trx, objects: readonly { id: string; fields: object }[]): Promise<void> => {
    const rows = objects.map(({ id, fields }) => ({ id, ...fields, ...derived(fields as F) }));
    const changing = [...changeable, ...Object.keys(objects[0] ? derived(objects[0].fields as F) : {})];
    await trx
      .insertInto(own)
      .values(rows as never)
      .onConflict((conflict) =>
        conflict
          .column('id')
          .doUpdateSet(({ ref }) =>
            Object.fromEntries(changing.map((column) => [column, ref(`excluded.${column}` as 'excluded.objectId')])),
          ),
      )
      .execute();
  };
  return {
    byId,
    store: {
      table: table.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      parts: [],
      read: byId,
      write,
      remove: async (trx, ids) => {
        await trx.deleteFrom(own).where('id', 'in', ids).execute();
      },
    },
  };
};
