import type { RetentionCode } from '@smart-presence/contract';
import type { Expression, SqlBool } from 'kysely';
import { audit } from '../audit/index.ts';
import { type Db, type Schema, type Trx, transact } from '../db/index.ts';
import { type Cut, type Due, type Hold, PORTION, type RetentionWork } from './retention-work.ts';

type Table = keyof Schema;
type Column<T extends Table> = Extract<keyof Schema[T], string>;
type Condition = Expression<SqlBool>;

/** As Kysely is asked where table and columns are data. */
export interface Where {
  (column: string, operator: string, value: unknown): Condition;
  and: (conditions: readonly Condition[]) => Condition;
  or: (conditions: readonly Condition[]) => Condition;
  not: (condition: Condition) => Condition;
  refTuple: (...columns: string[]) => unknown;
  exists: (query: unknown) => Condition;
  selectFrom: (table: string) => Query;
  fn: { countAll: () => { as: (name: string) => unknown } };
}
interface Query {
  select: (what: unknown) => Query;
  where: (...condition: unknown[]) => Query;
  whereRef: (left: string, operator: string, right: string) => Query;
  limit: (most: number) => Query;
  set: (values: object) => Query;
  $asTuple: (...columns: string[]) => Query;
  execute: () => Promise<Record<string, unknown>[]>;
  executeTakeFirst: () => Promise<{ numDeletedRows?: bigint; numUpdatedRows?: bigint; n?: unknown } | undefined>;
}
interface Loose {
  selectFrom: (table: string) => Query;
  deleteFrom: (table: string) => Query;
  updateTable: (table: string) => Query;
}
const loosely = (db: Db) => db as unknown as Loose;

export interface AgedRows<T extends Table> {
  rule: RetentionCode;
  table: T;
  /** Its primary key. */
  key?: readonly Column<T>[];
  /** Rows that are old enough. */
  old: (where: Where, cut: Cut) => Condition;
  /** Whom a row is about, and in which session: as long as one of them is held, it stays. */
  people?: readonly Column<T>[];
  session?: Column<T>;
  /** What is set instead of deleting the row. */
  empty?: { [C in Column<T>]?: string | number | null };
  /** What refers to the rows goes before them; with a key of one column. */
  first?: (trx: Trx, ids: readonly string[]) => Promise<void>;
  /** Whether each portion leaves an entry in the audit log; small things that go within days leave none. */
  isAudited?: boolean;
  everyMs?: number;
}

/** A rule about one table: rows past an age are deleted or emptied, a portion at a time. */
export const agedRows = <const T extends Table>(given: AgedRows<T>): RetentionWork => {
  const rows = given as unknown as AgedRows<Table> & { key?: readonly string[]; people?: readonly string[] };
  const count = async (db: Db, condition: (where: Where) => Condition): Promise<number> => {
    const row = await loosely(db)
      .selectFrom(rows.table)
      .select((where: Where) => where.fn.countAll().as('n'))
      .where(condition)
      .executeTakeFirst();
    return Number(row?.n ?? 0);
  };
  return {
    rule: rows.rule,
    ...(rows.everyMs === undefined ? {} : { everyMs: rows.everyMs }),
    due: async (db, cut): Promise<Due> => {
      const due = await count(db, dueRows(db, rows, cut));
      const isHeldEver = cut.holds.length > 0 && (rows.people !== undefined || rows.session !== undefined);
      const old = isHeldEver ? await count(db, (where) => rows.old(where, cut)) : due;
      return { due, held: old - due };
    },
    erase: async (db, cut) => {
      const erased = await transact(db, async (trx) => {
        const portion = await erasePortion(trx, rows, cut);
        if (portion > 0 && rows.isAudited) await noteRetention(trx, { rule: rows.rule, count: portion, cut });
        return portion;
      });
      return erased;
    },
  };
};

const dueRows =
  (db: Db, { old, people = [], session }: AgedRows<Table>, cut: Cut) =>
  (where: Where): Condition =>
    where.and([
      old(where, cut),
      ...people.flatMap((column) => free(where, column, queriesOf(db, cut.holds, 'people'))),
      ...(session === undefined ? [] : free(where, session, queriesOf(db, cut.holds, 'sessions'))),
    ]);

const queriesOf = (db: Db, holds: readonly Hold[], of: 'people' | 'sessions') =>
  holds.flatMap((hold) => (hold[of] ? [hold[of](db)] : []));

const free = (where: Where, column: string, held: readonly unknown[]): Condition[] =>
  held.map((query) => where.or([where(column, 'is', null), where(column, 'not in', query)]));

const erasePortion = async (trx: Trx, rows: AgedRows<Table>, cut: Cut): Promise<number> => {
  const { table, key = ['id'], first, empty } = rows as AgedRows<Table> & { key?: readonly string[] };
  const due = () =>
    loosely(trx)
      .selectFrom(table)
      .select([...key])
      .where(dueRows(trx, rows, cut))
      .limit(PORTION);
  let isDue: (where: Where) => Condition;
  const [only] = key;
  if (first) {
    const ids = (await due().execute()).map((row) => String(row[only ?? 'id']));
    if (ids.length === 0) return 0;
    await first(trx, ids);
    isDue = (where) => where(only ?? 'id', 'in', ids);
  } else if (key.length === 1) isDue = (where) => where(only ?? 'id', 'in', due());
  else isDue = (where) => where(where.refTuple(...key) as string, 'in', due().$asTuple(...key));
  const done = empty
    ? await loosely(trx).updateTable(table).set(empty).where(isDue).executeTakeFirst()
    : await loosely(trx).deleteFrom(table).where(isDue).executeTakeFirst();
  return Number(done?.numDeletedRows ?? done?.numUpdatedRows ?? 0);
};

/** That something was erased because its time was over, in the transaction that does it. */
export const noteRetention = (
  trx: Trx,
  { rule, count, cut }: { rule: RetentionCode; count: number; cut: Cut },
): Promise<void> =>
  audit(trx, {
    action: 'retention.carried-out',
    at: cut.now,
    actorId: null,
    subject: { kind: 'policy', id: null },
    details: { rule, count, before: cut.before },
  });

/** Rules of several tables as one. */
export const together = (works: readonly [RetentionWork, ...RetentionWork[]]): RetentionWork => ({
  ...works[0],
  due: async (db, cut) => {
    const sum: Due = { due: 0, held: 0 };
    for (const work of works) {
      const { due, held } = await work.due(db, cut);
      sum.due += due;
      sum.held += held;
    }
    return sum;
  },
  erase: async (db, cut) => {
    let erased = 0;
    for (const work of works) {
      const some = await work.erase(db, cut);
      erased += some;
      // A full portion asks for another round.
      if (some >= PORTION) return erased;
    }
    return Math.min(erased, PORTION - 1);
  },
});
