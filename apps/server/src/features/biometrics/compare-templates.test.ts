import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Db, transact } from '../../platform/db/index.ts';
import { eachDatabase } from '../../platform/db/testing.ts';
import { alikePairs, binOf, compareTemplates, keepAlike } from './compare-templates.ts';
import { withdrawConsent } from './erase-template.ts';
import { NOW, provideTestService } from './testing.ts';
import { addEnrolled } from './testing-templates.ts';

const compare = (db: Db, breathe = () => Promise.resolve()) =>
  compareTemplates({ db, alikeLimit: 0.52, breathe, progress: () => {} });

eachDatabase((open) => {
  const enrol = async (places: readonly number[]) => {
    const db = await open();
    const vault = provideTestService(db);
    const ids: string[] = [];
    for (const [at, place] of places.entries()) ids.push(await addEnrolled(db, vault, { name: `S${at}`, place }));
    return { db, vault, ids };
  };

  test('each template meets each other once, and only counts and pairs leave', async () => {
    const { db, ids } = await enrol([0, 0.4, 1.4]);
    const found = await compare(db);
    assert.ok(found);
    const { scores, alike } = found;
    assert.deepEqual([scores.people, scores.enrolled, scores.pairs], [3, 3, 3]);
    assert.deepEqual(
      [scores.histogram[binOf(0.4)], scores.histogram[binOf(1)], scores.histogram[binOf(1.4)]],
      [1, 1, 1],
    );
    assert.deepEqual([scores.nearest[binOf(0.4)], scores.nearest[binOf(1)]], [2, 1]);
    assert.deepEqual(alike, [{ personId: [ids[0], ids[1]].sort()[0], otherId: [ids[0], ids[1]].sort()[1], band: 8 }]);
  });

  test('more than fit two loans meet each other all the same, and others run in between', async () => {
    const places = Array.from({ length: 130 }, (_, at) => at);
    const { db } = await enrol(places);
    let turns = 0;
    const found = await compare(db, async () => {
      turns += 1;
    });
    assert.equal(found?.scores.pairs, (130 * 129) / 2);
    assert.equal(
      found?.scores.histogram.reduce((sum, n) => sum + n, 0),
      (130 * 129) / 2,
    );
    assert.equal(found?.scores.people, 130);
    assert.equal(turns, 6, 'three lists: each with itself and with those after it');
  });

  test('templates of another descriptor, and of people who were disabled, are left out', async () => {
    const { db, vault, ids } = await enrol([0, 0.4, 1.4]);
    await addEnrolled(db, vault, { name: 'Other', place: 0, modelId: 'another' });
    await db
      .updateTable('person')
      .set({ isDisabled: true })
      .where('id', '=', ids[2] ?? '')
      .execute();
    const found = await compare(db);
    assert.deepEqual([found?.scores.people, found?.scores.otherModel, found?.scores.pairs], [2, 1, 1]);
  });

  test('one person alone cannot be compared', async () => {
    const { db } = await enrol([0]);
    assert.equal(await compare(db), undefined);
  });

  test('whoever withdraws is in no pair any more, also when a study that saw them is written down later', async () => {
    const { db, ids } = await enrol([0, 0.1, 0.2]);
    const found = await compare(db);
    assert.equal(found?.alikeCount, 3);
    await transact(db, (trx) => keepAlike(trx, found?.alike ?? []));
    assert.equal((await alikePairs(db)).length, 3);
    await withdrawConsent(db, { personId: ids[0] ?? '', actorId: ids[0] ?? '', now: NOW });
    const pairs = await alikePairs(db);
    assert.deepEqual(
      pairs.map(({ personId, otherId }) => [personId, otherId].includes(ids[0] ?? '')),
      [false],
    );
    await transact(db, (trx) => keepAlike(trx, found?.alike ?? []));
    assert.equal((await alikePairs(db)).length, 1);
  });
});
