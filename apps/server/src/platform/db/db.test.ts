import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sql } from 'kysely';
import { isForeignKeyViolation, isUniqueViolation, likeAnyCase, newId, pendingMigrations, transact } from './index.ts';
import { eachDatabase } from './testing.ts';

const person = (name: string) => ({
  id: newId(),
  name,
  email: null,
  role: 'student' as const,
  passwordHash: null,
  createdAt: 1,
  updatedAt: 1,
  lastSignInAt: null,
});

describe('ids', () => {
  it('are UUIDv7: sorted by time, valid, distinct', () => {
    const ids = Array.from({ length: 500 }, (_, index) => newId(1_700_000_000_000 + index));
    assert.deepEqual([...ids].sort(), ids);
    for (const id of ids) assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });
});

eachDatabase((open) => {
  describe('database', () => {
    it('is at the newest migration', async () => {
      assert.deepEqual(await pendingMigrations(await open()), []);
    });

    it('keeps booleans as booleans and 64-bit instants as numbers', async () => {
      const db = await open();
      const row = { ...person('A'), isDisabled: true, createdAt: 4_102_444_800_000 };
      await db.insertInto('person').values(row).execute();
      const found = await db.selectFrom('person').selectAll().where('isDisabled', '=', true).executeTakeFirstOrThrow();
      assert.equal(found.isDisabled, true);
      assert.equal(found.createdAt, 4_102_444_800_000);
      assert.deepEqual(await db.selectFrom('person').select('id').where('isDisabled', '=', false).execute(), []);
    });

    it('lets a partial index serve a query on a boolean', async () => {
      const db = await open();
      const query = db.selectFrom('mark').select('id').where('isCurrent', '=', true).where('sessionId', '=', 'x');
      assert.match(query.compile().sql, /"is_current" = 1/);
      assert.deepEqual(query.compile().parameters, ['x']);
    });

    it('undoes a transaction that throws, and joins one that is under way', async () => {
      const db = await open();
      const failing = transact(db, async (trx) => {
        await transact(trx, (inner) => inner.insertInto('person').values(person('A')).execute());
        throw new Error('changed my mind');
      });
      await assert.rejects(failing, /changed my mind/);
      assert.deepEqual(await db.selectFrom('person').select('id').execute(), []);
    });

    it('tells a doubled row from a dangling reference', async () => {
      const db = await open();
      const row = person('A');
      await db.insertInto('person').values(row).execute();
      await assert.rejects(
        db.insertInto('person').values(row).execute(),
        (error) => isUniqueViolation(error) && !isForeignKeyViolation(error),
      );
      const orphan = db.insertInto('sectionFaculty').values({ sectionId: newId(), personId: row.id }).execute();
      await assert.rejects(orphan, (error) => isForeignKeyViolation(error) && !isUniqueViolation(error));
    });

    it('searches what was typed, whatever the case, wildcards included', async () => {
      const db = await open();
      for (const name of ['Asha Rao', '100% Attendance', 'under_score', 'back\\slash'])
        await db.insertInto('person').values(person(name)).execute();
      const find = async (text: string) =>
        (
          await db
            .selectFrom('person')
            .select('name')
            .where(likeAnyCase(sql.ref('name'), text))
            .execute()
        ).map((row) => row.name);
      assert.deepEqual(await find('ASHA'), ['Asha Rao']);
      assert.deepEqual(await find('%'), ['100% Attendance']);
      assert.deepEqual(await find('_'), ['under_score']);
      assert.deepEqual(await find('\\'), ['back\\slash']);
    });
  });
});
