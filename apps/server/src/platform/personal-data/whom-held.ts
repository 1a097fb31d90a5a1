import { sql } from 'kysely';
import type { Db } from '../db/index.ts';
import type { PersonalTable } from './personal-table.ts';

export interface HeldWindow {
  /** Rows made until then; a table that does not say when counts whole. */
  until: number;
  /** Rows made since then; absent: also all older ones. */
  since?: number;
}

/** Whom a table has rows about, and how many. One pass over the table for each way it names somebody. */
export const whomHeld = async (
  db: Db,
  { table, subject, through, madeAt }: PersonalTable,
  { until, since }: HeldWindow,
): Promise<Map<string, number>> => {
  const found = new Map<string, number>();
  const made = sql.ref(`t.${madeAt ?? ''}`);
  const inTime = madeAt
    ? sql`${made} <= ${until} ${since === undefined ? sql`` : sql`and ${made} >= ${since}`}`
    : sql`1 = 1`;
  const add = async (query: ReturnType<typeof sql<{ id: string; n: number }>>): Promise<void> => {
    for (const { id, n } of (await query.execute(db)).rows) found.set(id, (found.get(id) ?? 0) + Number(n));
  };
  for (const column of subject) {
    const whose = sql.ref(`t.${column}`);
    await add(
      sql`select ${whose} as id, count(*) as n from ${sql.table(table)} as t where ${whose} is not null and ${inTime} group by ${whose}`,
    );
  }
  if (through) {
    const whose = sql.ref(`via.${through.subject}`);
    await add(sql`select ${whose} as id, count(*) as n from ${sql.table(table)} as t
      inner join ${sql.table(through.table)} as via on via.id = ${sql.ref(`t.${through.column}`)}
      where ${inTime} group by ${whose}`);
  }
  return found;
};
