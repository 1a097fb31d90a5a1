import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { type Db, transact } from '../../../platform/db/index.ts';
import { eachDatabase } from '../../../platform/db/testing.ts';
import { createVault, kekIdOf, rewrapAll } from './index.ts';
import { addPeople, canary, keep, readBack } from './testing.ts';

const from = randomBytes(32);
const to = randomBytes(32);
const PEOPLE = 120;

const enrolled = async (db: Db) => {
  const vault = createVault({ kek: from, alsoOpens: [to] });
  const people = await addPeople(db, PEOPLE);
  await transact(db, async (trx) => {
    for (const [at, person] of people.entries()) await keep(trx, vault, { ...person, values: canary(at) });
  });
  return { vault, people, ids: people.map(({ personId }) => personId) };
};

const wrappedBy = async (db: Db, kek: Buffer): Promise<number> =>
  (await db.selectFrom('dataKey').select('personId').where('kekId', '=', kekIdOf(kek)).execute()).length;

eachDatabase((open) => {
  test('a rotation leaves nothing under the old key and every template readable, also while it runs', async () => {
    const db = await open();
    const { vault, ids } = await enrolled(db);
    let isDone = false;
    let reads = 0;
    const reading = (async () => {
      while (!isDone) {
        const { values, unreadable } = await readBack(db, vault, ids);
        assert.equal(values.size, PEOPLE);
        assert.deepEqual(unreadable, []);
        reads += 1;
      }
    })();
    const result = await rewrapAll(db, { from, to, batchSize: 25 });
    isDone = true;
    await reading;
    assert.deepEqual(result, { rewrapped: PEOPLE, unreadable: [] });
    assert.ok(reads > 0);
    assert.equal(await wrappedBy(db, from), 0);
    const { values } = await readBack(db, createVault({ kek: to }), ids);
    assert.deepEqual(values.get(ids[3]!), [...canary(3)], 'the new key alone opens them');
    assert.equal((await readBack(db, createVault({ kek: from }), ids)).values.size, 0, 'the old key alone opens none');
  });

  test('stopped half-way, it goes on where it stopped', async () => {
    const db = await open();
    const { ids } = await enrolled(db);
    const stopAt = (rewrapped: number) => {
      if (rewrapped >= 50) throw new Error('power cut');
    };
    await assert.rejects(rewrapAll(db, { from, to, batchSize: 25, onProgress: stopAt }), /power cut/);
    assert.equal(await wrappedBy(db, to), 50);
    assert.equal((await readBack(db, createVault({ kek: from, alsoOpens: [to] }), ids)).values.size, PEOPLE);
    assert.equal((await rewrapAll(db, { from, to, batchSize: 25 })).rewrapped, PEOPLE - 50);
    assert.equal(await wrappedBy(db, from), 0);
  });

  test('re-enrolments during the rotation keep their own new keys', async () => {
    const db = await open();
    const { vault, people } = await enrolled(db);
    // One large batch: its keys are read first and written one by one while these come in.
    const again = people
      .slice(-30)
      .map((person) => transact(db, (trx) => keep(trx, vault, { ...person, values: canary(999) })));
    await Promise.all([rewrapAll(db, { from, to, batchSize: PEOPLE }), ...again]);
    await rewrapAll(db, { from, to, batchSize: 25 });
    assert.equal(await wrappedBy(db, from), 0);
    const ids = people.map(({ personId }) => personId);
    const { values, unreadable } = await readBack(db, createVault({ kek: to }), ids);
    assert.deepEqual(unreadable, []);
    assert.deepEqual(values.get(ids.at(-1)!), [...canary(999)]);
    assert.deepEqual(values.get(ids[0]!), [...canary(0)]);
  });

  test('what the old key does not open is left and named', async () => {
    const db = await open();
    const { people } = await enrolled(db);
    const broken = people[5]!.personId;
    await db
      .updateTable('dataKey')
      .set({ wrapped: randomBytes(60) })
      .where('personId', '=', broken)
      .execute();
    const result = await rewrapAll(db, { from, to, batchSize: 25 });
    assert.deepEqual(result, { rewrapped: PEOPLE - 1, unreadable: [broken] });
  });
});
