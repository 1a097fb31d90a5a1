import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sql } from 'kysely';
import { type Db, engineFor, hasRows, referencesTo, usedAmong } from './index.ts';
import { eachDatabase } from './testing.ts';

/** Never removed: nobody looks for what names them. */
const KEPT = ['attendance_session', 'mark', 'policy'];

const tablesOf = async (db: Db): Promise<string[]> => {
  const query =
    engineFor(db) === 'sqlite'
      ? sql<{ name: string }>`select name from sqlite_master where type = 'table' and name not like 'sqlite_%'`
      : sql<{ name: string }>`select tablename as name from pg_tables where schemaname = 'public'`;
  return (await query.execute(db)).rows.map(({ name }) => name);
};

/** Whether an index begins with a column and has every row that names something there. */
const isIndexed = async (db: Db, { table, column }: { table: string; column: string }): Promise<boolean> => {
  if (engineFor(db) === 'sqlite') {
    const { rows } = await sql
      .raw<{ detail: string }>(`explain query plan select 1 from ${table} where ${column} = 'x'`)
      .execute(db);
    return rows.every(({ detail }) => detail.startsWith('SEARCH'));
  }
  const { rows } = await sql<{ predicate: string | null }>`
    select pg_get_expr(i.indpred, i.indrelid) as predicate from pg_index i
    join pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]
    where i.indrelid = ${table}::regclass and a.attname = ${column}`.execute(db);
  return rows.some(({ predicate }) => predicate === null || predicate === `(${column} IS NOT NULL)`);
};

eachDatabase((open) => {
  describe('references', () => {
    it('to what can be removed are found by an index', async () => {
      const db = await open();
      let count = 0;
      for (const target of await tablesOf(db)) {
        if (KEPT.includes(target)) continue;
        for (const reference of await referencesTo(db, target)) {
          assert.ok(
            await isIndexed(db, reference),
            `${reference.table}.${reference.column} → ${target} needs an index`,
          );
          count += 1;
        }
      }
      assert.ok(count > 90, `${count} references`);
    });

    it('say which rows are pointed at, and which tables have none', async () => {
      const db = await open();
      const department = { id: 'd', name: 'Physics', code: 'PH', codeKey: 'PH', placeId: null };
      await db.insertInto('department').values(department).execute();
      assert.equal(await hasRows(db, 'course'), false);
      const course = { id: 'c', code: 'P1', codeKey: 'P1', name: 'One', departmentId: 'd', prescribedHours: null };
      await db.insertInto('course').values(course).execute();
      assert.equal(await hasRows(db, 'course'), true);
      const references = await referencesTo(db, 'department');
      const own = references.find(({ table }) => table === 'course');
      assert.ok(own);
      const ids = db.selectFrom('department').select('id');
      assert.deepEqual(await usedAmong(db, own, ids), ['d']);
      assert.deepEqual(await usedAmong(db, own, ids.where('code', '=', 'XX')), []);
    });
  });
});
