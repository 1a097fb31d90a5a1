import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { eachDatabase } from '../../../platform/db/testing.ts';
import { undeclaredColumns } from '../../../platform/personal-data/index.ts';
import { allTables } from './personal-data.ts';

eachDatabase((open) => {
  test('every column that names a person is declared by the feature that owns it', async () => {
    assert.deepEqual(await undeclaredColumns(await open(), allTables), []);
  });

  test('a new table about people that nobody declares is found, by its reference or by its name', async () => {
    const db = await open();
    await sql`create table locker (id text primary key, holder text references person (id))`.execute(db);
    await sql`create table visit (id text primary key, student_id text, opened_by text)`.execute(db);
    assert.deepEqual(await undeclaredColumns(db, allTables), ['locker.holder', 'visit.opened_by', 'visit.student_id']);
  });

  test('a table taken off the lists is missed', async () => {
    const db = await open();
    const without = allTables.filter(({ table }) => table !== 'passkey');
    assert.deepEqual(await undeclaredColumns(db, without), ['passkey.person_id']);
  });

  test('each table is declared once', () => {
    const names = allTables.map(({ table }) => table);
    assert.deepEqual(names, [...new Set(names)]);
  });
});
