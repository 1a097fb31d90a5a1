import type { Expression, SqlBool } from 'kysely';
import type { Db, Trx } from '../db/index.ts';
import type { PersonalTable } from './personal-table.ts';

type Row = Record<string, unknown>;

/** As Kysely is asked where table and columns are data; the declarations were checked when they were written. */
interface AnyTable {
  selectFrom: (table: string) => {
    selectAll: () => Query;
    select: (what: unknown) => Query;
  };
  deleteFrom: (table: string) => Query;
  updateTable: (table: string) => { set: (values: object) => Query };
}
interface Query {
  where: (condition: unknown) => Query;
  orderBy: (column: unknown) => Query;
  limit: (most: number) => Query;
  execute: () => Promise<Row[]>;
  executeTakeFirst: () => Promise<Row | undefined>;
}
interface Builder {
  (column: string, operator: string, value: unknown): Expression<SqlBool>;
  or: (conditions: unknown[]) => Expression<SqlBool>;
  selectFrom: (table: string) => { select: (column: string) => Query & { where: (...given: unknown[]) => unknown } };
  fn: { countAll: () => { as: (name: string) => unknown } };
}
const loosely = (db: Db): AnyTable => db as unknown as AnyTable;

/** Rows that are about these people. */
const about =
  ({ subject, through }: PersonalTable, personIds: readonly string[]) =>
  (eb: Builder): Expression<SqlBool> => {
    const own = subject.map((column) => eb(column, 'in', personIds));
    if (!through) return eb.or(own);
    const theirs = eb.selectFrom(through.table).select('id').where(through.subject, 'in', personIds);
    return eb.or([...own, eb(through.column, 'in', theirs)]);
  };

export const isAboutPeople = ({ subject, through }: PersonalTable): boolean =>
  subject.length > 0 || through !== undefined;

/** How many rows of a table are about a person. */
export const countHeld = async (db: Db, table: PersonalTable, personId: string): Promise<number> => {
  const row = await loosely(db)
    .selectFrom(table.table)
    .select((eb: Builder) => eb.fn.countAll().as('n'))
    .where(about(table, [personId]))
    .executeTakeFirst();
  return Number(row?.n ?? 0);
};

/** Everything a table holds about a person, without what is withheld. */
export const rowsHeld = async (db: Db, table: PersonalTable, personId: string): Promise<Row[]> => {
  const rows = await loosely(db)
    .selectFrom(table.table)
    .selectAll()
    .where(about(table, [personId]))
    .execute();
  const withheld = new Set<string>(table.withheld?.columns ?? []);
  const json = new Set<string>(table.json ?? []);
  return rows.map((row) =>
    Object.fromEntries(
      Object.entries(row).flatMap(([column, value]) => {
        if (withheld.has(column)) return [];
        return [[column, json.has(column) && typeof value === 'string' ? (JSON.parse(value) as unknown) : value]];
      }),
    ),
  );
};

/** Erases what a table holds about a person, as its owner has declared. @returns how many rows went or were emptied. */
export const eraseHeld = async (
  trx: Trx,
  { table, personId, now }: { table: PersonalTable; personId: string; now: number },
): Promise<number> => {
  const { onErasure } = table;
  if (onErasure === 'keep' || !isAboutPeople(table)) return 0;
  const count = await countHeld(trx, table, personId);
  if (count === 0) return 0;
  const whose = about(table, [personId]);
  if (onErasure === 'delete') {
    await loosely(trx).deleteFrom(table.table).where(whose).execute();
    return count;
  }
  const values = Object.fromEntries(
    Object.entries(onErasure.empty).map(([column, value]) => [column, value === 'now' ? now : value]),
  );
  await loosely(trx).updateTable(table.table).set(values).where(whose).execute();
  return count;
};
