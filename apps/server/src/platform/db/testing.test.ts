import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { migrate, pendingMigrations } from './migrate.ts';
import { chosenEngines, eachDatabase } from './testing.ts';

eachDatabase((open, name) => {
  test('a test gets a migrated database', async () => {
    const db = await open();
    assert.deepEqual(await pendingMigrations(db), []);
    await migrate(db);
  });

  test('two databases share nothing', async () => {
    const [one, other] = [await open(), await open()];
    await sql`create table planted (id integer)`.execute(one);
    await assert.rejects(sql`select id from planted`.execute(other), /planted/);
  });

  test('a database outlives the hooks of its test', async (t) => {
    const db = await open();
    t.after(() => migrate(db));
  });

  test('the engine is the one that was asked for', async () => {
    const statement = name === 'sqlite' ? sql`select sqlite_version()` : sql`select pg_backend_pid()`;
    assert.equal((await statement.execute(await open())).rows.length, 1);
  });
});

test('no suite passes by running on no engine or on an unknown one', () => {
  assert.deepEqual(chosenEngines('sqlite, postgres'), ['sqlite', 'postgres']);
  assert.deepEqual(chosenEngines('postgres,postgres'), ['postgres']);
  assert.throws(() => chosenEngines(''), /TEST_DATABASES/);
  assert.throws(() => chosenEngines('mysql'), /mysql/);
});
