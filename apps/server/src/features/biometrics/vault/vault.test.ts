import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { type Db, isForeignKeyViolation, isUniqueViolation, newId, transact } from '../../../platform/db/index.ts';
import { eachDatabase } from '../../../platform/db/testing.ts';
import { createVault, kekIdOf, shred, type Vault } from './index.ts';
import { addPeople, canary, keep, MODEL, NOW, readBack } from './testing.ts';

const kek = randomBytes(32);

const twoPeople = async (db: Db) => {
  const vault = createVault({ kek });
  const [ann, bob] = await addPeople(db, 2);
  assert.ok(ann && bob);
  await keep(db, vault, { ...ann, values: canary(1) });
  await keep(db, vault, { ...bob, values: canary(2) });
  return { vault, ann: ann.personId, bob: bob.personId, annConsent: ann.consentId, bobConsent: bob.consentId };
};

const assertClosed = async (db: Db, vault: Vault, people: string[]) => {
  const { values, unreadable } = await readBack(db, vault, people);
  assert.equal(values.size, 0);
  assert.deepEqual(unreadable.toSorted(), people.toSorted());
};

eachDatabase((open, engine) => {
  test('templates come back as they were, and are wiped when the work is done', async () => {
    const db = await open();
    const { vault, ann, bob } = await twoPeople(db);
    const { values } = await readBack(db, vault, [ann, bob]);
    assert.deepEqual(values.get(ann), [...canary(1)]);
    assert.deepEqual(values.get(bob), [...canary(2)]);

    const query = { personIds: [ann], modelId: MODEL };
    const lent = await vault.withTemplates(db, query, ({ templates }) => templates);
    assert.ok(lent[0]);
    assert.equal(
      lent[0].values.every((value) => value === 0),
      true,
      'wiped',
    );
    const failed: Float32Array[] = [];
    const failing = vault.withTemplates(db, query, ({ templates }) => {
      failed.push(...templates.map(({ values }) => values));
      throw new Error('comparison failed');
    });
    await assert.rejects(failing, /comparison failed/);
    assert.equal(
      failed[0]?.every((value) => value === 0),
      true,
      'wiped after a failure too',
    );
  });

  test('neither the template nor the data key is stored in clear', async () => {
    const db = await open();
    const { ann } = await twoPeople(db);
    const row = await db.selectFrom('template').select('sealed').where('personId', '=', ann).executeTakeFirstOrThrow();
    const clear = Buffer.from(canary(1).buffer);
    assert.equal(Buffer.from(row.sealed).includes(clear.subarray(0, 8)), false);
    assert.equal(row.sealed.length, 12 + 512 + 16);
  });

  test('a flipped bit, a swapped row, another version or a short tag opens nothing', async () => {
    const db = await open();
    const { vault, ann, bob } = await twoPeople(db);
    const original = await db.selectFrom('template').selectAll().orderBy('personId').execute();
    const sealedOf = (id: string) => Buffer.from(original.find(({ personId }) => personId === id)?.sealed ?? []);
    const put = (id: string, change: { sealed?: Buffer; version?: number }) =>
      // Written past the types: this is what somebody with the database in hand would do.
      db
        .updateTable('template')
        .set(change as never)
        .where('personId', '=', id)
        .execute();

    const flipped = sealedOf(ann);
    flipped[100]! ^= 1;
    await put(ann, { sealed: flipped });
    await assertClosed(db, vault, [ann]);

    await put(ann, { sealed: sealedOf(bob) });
    await put(bob, { sealed: sealedOf(ann) });
    await assertClosed(db, vault, [ann, bob]);
    await put(bob, { sealed: sealedOf(bob) });

    await put(ann, { sealed: sealedOf(ann), version: 2 });
    await assertClosed(db, vault, [ann]);
    await put(ann, { version: 1 });

    for (const cut of [1, 4, 8, 12]) {
      await put(ann, { sealed: sealedOf(ann).subarray(0, -cut) });
      await assertClosed(db, vault, [ann]);
    }
    await put(ann, { sealed: sealedOf(ann) });
    const { values } = await readBack(db, vault, [ann, bob]);
    assert.equal(values.size, 2, 'put back, both open again');
  });

  test('data keys cannot change places or be re-labelled, and another key-encryption key opens none', async () => {
    const db = await open();
    const { vault, ann, bob } = await twoPeople(db);
    const keys = await db.selectFrom('dataKey').selectAll().execute();
    const keyOf = (id: string) => keys.find(({ personId }) => personId === id)?.wrapped ?? new Uint8Array();
    const put = (id: string, wrapped: Uint8Array) =>
      db.updateTable('dataKey').set({ wrapped }).where('personId', '=', id).execute();
    await put(ann, keyOf(bob));
    await put(bob, keyOf(ann));
    await assertClosed(db, vault, [ann, bob]);
    await put(ann, keyOf(ann));
    await put(bob, keyOf(bob));
    await assertClosed(db, createVault({ kek: randomBytes(32) }), [ann, bob]);

    const other = randomBytes(32);
    await db
      .updateTable('dataKey')
      .set({ kekId: kekIdOf(other) })
      .execute();
    await assertClosed(db, createVault({ kek, alsoOpens: [other] }), [ann, bob]);
  });

  test('a template of another model is never opened, also when its label is changed', async () => {
    const db = await open();
    const { vault, ann } = await twoPeople(db);
    const asked = await readBack(db, vault, [ann], 'test-model-2');
    assert.deepEqual(asked.otherModel, [ann]);
    assert.equal(asked.values.size, 0);
    await db
      .updateTable('template')
      .set({ modelId: 'test-model-2' } as never)
      .where('personId', '=', ann)
      .execute();
    const relabelled = await readBack(db, vault, [ann], 'test-model-2');
    assert.deepEqual(relabelled.unreadable, [ann]);
    assert.equal(relabelled.values.size, 0);
  });

  test('a new template takes the place of the old one under a fresh key; a pending one waits beside it', async () => {
    const db = await open();
    const { vault, ann, annConsent } = await twoPeople(db);
    const keyOf = () =>
      db.selectFrom('dataKey').select('wrapped').where('personId', '=', ann).executeTakeFirstOrThrow();
    const before = await keyOf();
    assert.equal(await keep(db, vault, { personId: ann, consentId: annConsent, values: canary(3) }), 2);
    assert.notDeepEqual(await keyOf(), before);
    for (const seed of [4, 5]) {
      await keep(db, vault, { personId: ann, consentId: annConsent, values: canary(seed), status: 'pending' });
    }
    const rows = await db
      .selectFrom('template')
      .select(['version', 'status'])
      .where('personId', '=', ann)
      .orderBy('version')
      .execute();
    assert.deepEqual(rows, [
      { version: 2, status: 'active' },
      { version: 4, status: 'pending' },
    ]);
    assert.deepEqual((await readBack(db, vault, [ann])).values.get(ann), [...canary(3)], 'only the usable one is lent');
  });

  test('batches reach everybody else once', async () => {
    const db = await open();
    const vault = createVault({ kek });
    const people = await addPeople(db, 230);
    await transact(db, async (trx) => {
      for (const [at, person] of people.entries()) await keep(trx, vault, { ...person, values: canary(at) });
    });
    const seen: string[] = [];
    const query = { modelId: MODEL, exceptPersonId: people[7]!.personId };
    await vault.eachBatch(db, query, ({ templates }) => {
      seen.push(...templates.map(({ personId }) => personId));
    });
    const others = people.map(({ personId }) => personId).filter((id) => id !== query.exceptPersonId);
    assert.deepEqual(seen.toSorted(), others.toSorted());
    const late: string[] = [];
    await vault.eachBatch(db, { ...query, since: NOW + 1 }, ({ templates }) => {
      late.push(...templates.map(({ personId }) => personId));
    });
    assert.deepEqual(late, []);
  });

  test('the database itself refuses a template without a live consent, and to end a consent that has one', async () => {
    const db = await open();
    const { ann, annConsent, bob, bobConsent } = await twoPeople(db);
    const [carl] = await addPeople(db, 1);
    assert.ok(carl);
    const insert = (personId: string, liveConsentId: string) =>
      db
        .insertInto('template')
        .values({
          id: newId(),
          personId,
          liveConsentId,
          version: 9,
          status: 'pending',
          modelId: MODEL,
          sealed: Buffer.alloc(540),
          frames: 5,
          createdAt: NOW,
        })
        .execute();
    await assert.rejects(insert(ann, newId()), isForeignKeyViolation, 'no consent at all');

    const end = (id: string) =>
      db.updateTable('consent').set({ liveId: null, withdrawnAt: NOW }).where('id', '=', id).execute();
    await assert.rejects(end(annConsent), isForeignKeyViolation, 'its template must go first');
    await shred(db, bob);
    await end(bobConsent);
    await assert.rejects(insert(bob, bobConsent), isForeignKeyViolation, 'withdrawn');
    await insert(carl.personId, carl.consentId);
    const notEnded = db.updateTable('consent').set({ liveId: null }).where('id', '=', annConsent).execute();
    await assert.rejects(notEnded, /check|constraint/i, 'a consent is live or withdrawn, nothing between');
  });

  test('one usable template per person, whoever is faster', async () => {
    const db = await open();
    const vault = createVault({ kek });
    const [ann] = await addPeople(db, 1);
    assert.ok(ann);
    const both = await Promise.allSettled(
      [1, 2].map((seed) => transact(db, (trx) => keep(trx, vault, { ...ann, values: canary(seed) }))),
    );
    const failures = both.flatMap((one) => (one.status === 'rejected' ? [one.reason as unknown] : []));
    for (const failure of failures) assert.ok(isUniqueViolation(failure), String(failure));
    const { values, unreadable } = await readBack(db, vault, [ann.personId]);
    assert.equal(values.size, 1, `${engine}: the winner opens`);
    assert.deepEqual(unreadable, []);
  });
});
