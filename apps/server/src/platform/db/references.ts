import { type Expression, sql } from 'kysely';
import { type Db, engineFor } from './open.ts';

export interface Reference {
  table: string;
  column: string;
}

/** Every foreign key that points at a table, as the database itself knows them: a new one cannot be forgotten. */
export const referencesTo = async (db: Db, table: string): Promise<Reference[]> => {
  const query =
    engineFor(db) === 'sqlite'
      ? sql<Reference>`select m.name as "table", f."from" as "column" from sqlite_master m, pragma_foreign_key_list(m.name) f
          where m.type = 'table' and f."table" = ${table} order by 1, 2`
      : sql<Reference>`select c.conrelid::regclass::text as "table", a.attname as "column" from pg_constraint c
          join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
          where c.contype = 'f' and c.confrelid = ${table}::regclass order by 1, 2`;
  return (await query.execute(db)).rows;
};

/** Most tables that point somewhere are empty in most places: that is known at once. */
export const hasRows = async (db: Db, table: string): Promise<boolean> =>
  (await sql`select 1 from ${sql.table(table)} limit 1`.execute(db)).rows.length > 0;

/** Which of these ids are pointed at by such a reference. @param ids a query that selects them. */
export const usedAmong = async (db: Db, { table, column }: Reference, ids: Expression<unknown>): Promise<string[]> => {
  const { rows } = await sql<{ id: string }>`select distinct ${sql.ref(column)} as id from ${sql.table(table)}
    where ${sql.ref(column)} in ${ids}`.execute(db);
  return rows.map(({ id }) => id);
};
