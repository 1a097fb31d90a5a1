import assert from 'node:assert/strict';
import { test } from 'node:test';
import { transact } from '../../../platform/db/index.ts';
import { eachDatabase } from '../../../platform/db/testing.ts';
import { somebody } from '../../accounts/testing.ts';
import { saveChoice, saveRhythm } from './choices.store.ts';
import { notify } from './notify.ts';
import { cancelled, DAY_MS, NOW, rowsOf, tell, toldLive } from './testing-told.ts';

eachDatabase((open) => {
  test('each person is told once of one cause, and again of another', async () => {
    const db = await open();
    const people = [
      (await somebody(db, { role: 'student' }, NOW)).id,
      (await somebody(db, { role: 'faculty' }, NOW)).id,
    ];
    await tell(db, [...people, ...people]);
    await tell(db, people, { now: NOW + 1000, data: cancelled({ reason: null }) });
    assert.deepEqual(
      (await rowsOf(db)).map(({ personId, at, readAt, isShown }) => ({ personId, at, readAt, isShown })),
      people.toSorted().map((personId) => ({ personId, at: NOW, readAt: null, isShown: true })),
    );
    await tell(db, people, { cause: 'another' });
    assert.equal((await rowsOf(db)).length, 4);
    assert.deepEqual(await toldLive(db), [people.toSorted(), people.toSorted()], 'nobody looks again for nothing');
  });

  test('two transactions that tell the same people of one cause leave one row each', async () => {
    const db = await open();
    const people = await Promise.all([1, 2, 3].map(async () => (await somebody(db, { role: 'student' }, NOW)).id));
    await Promise.all([tell(db, people), tell(db, people.toReversed()), tell(db, people)]);
    assert.equal((await rowsOf(db)).length, 3);
  });

  test('what is undone has told nobody', async () => {
    const db = await open();
    const { id } = await somebody(db, { role: 'student' }, NOW);
    const news = { kind: 'class-cancelled', data: cancelled(), cause: 'one', people: [id], now: NOW } as const;
    await assert.rejects(
      transact(db, async (trx) => {
        await notify(trx, news);
        throw new Error('undone');
      }),
    );
    assert.equal((await rowsOf(db)).length, 0);
  });

  test('who did it is not told of it', async () => {
    const db = await open();
    const [doer, other] = [await somebody(db, { role: 'faculty' }, NOW), await somebody(db, { role: 'student' }, NOW)];
    await tell(db, [doer.id, other.id], { actorId: doer.id });
    assert.deepEqual(
      (await rowsOf(db)).map(({ personId }) => personId),
      [other.id],
    );
  });

  test('people are told as they chose: in the app, by mail, both, or not at all', async () => {
    const db = await open();
    const ways = [
      { inApp: true, mail: true },
      { inApp: true, mail: false },
      { inApp: false, mail: true },
      { inApp: false, mail: false },
    ];
    const people = await Promise.all(ways.map(() => somebody(db, { role: 'student' }, NOW)));
    for (const [index, way] of ways.entries()) {
      const { id: personId, role } = people[index] as (typeof people)[number];
      await saveChoice(db, { personId, role, kind: 'class-cancelled', ...way, waits: false });
    }
    await tell(
      db,
      people.map(({ id }) => id),
    );
    const rows = new Map((await rowsOf(db)).map((row) => [row.personId, row]));
    assert.deepEqual(
      people.map(({ id }) => rows.get(id)).map((row) => row && { inApp: row.isShown, mail: row.isMailDue }),
      [...ways.slice(0, 3), undefined],
    );
    const shown = people.slice(0, 2).map(({ id }) => id);
    assert.deepEqual(await toldLive(db), [shown.toSorted()]);
  });

  test('a mail waits for the digest where its reader wants that, the kind may wait, and there is a digest', async () => {
    const db = await open();
    const people = await Promise.all([1, 2, 3].map(() => somebody(db, { role: 'student' }, NOW)));
    const [waiting, never] = people.map(({ id }) => id) as [string, string, string];
    for (const { id: personId, role } of people.slice(0, 2))
      for (const kind of ['enrol-again', 'class-cancelled'] as const)
        await saveChoice(db, { personId, role, kind, inApp: true, mail: true, waits: true });
    await saveRhythm(db, { personId: never, rhythm: 'off', now: NOW });
    const all = people.map(({ id }) => id);
    await transact(db, (trx) => notify(trx, { kind: 'enrol-again', data: {}, cause: 'x', people: all, now: NOW }));
    await tell(db, all);
    const rows = await rowsOf(db);
    assert.deepEqual(
      rows.filter(({ isForDigest }) => isForDigest).map(({ personId, kind }) => ({ personId, kind })),
      [{ personId: waiting, kind: 'enrol-again' }],
    );
    assert.deepEqual(
      rows.filter(({ isMailDue }) => !isMailDue).map(({ personId, kind }) => ({ personId, kind })),
      [{ personId: waiting, kind: 'enrol-again' }],
      'everything else is mailed at once',
    );
  });

  test('what security demands is told whatever is written down, and is not mailed twice', async () => {
    const db = await open();
    const { id: personId, role } = await somebody(db, { role: 'student' }, NOW);
    const quiet = { isInApp: false, isByMail: false };
    await db
      .insertInto('notificationChoice')
      .values({ personId, kind: 'new-device', ...quiet })
      .execute();
    await transact(db, (trx) =>
      notify(trx, {
        kind: 'new-device',
        data: { device: 'Firefox on Windows', network: null },
        cause: 'x',
        people: [personId],
        now: NOW,
      }),
    );
    const [row] = await rowsOf(db);
    assert.deepEqual([row?.isShown, row?.isMailDue], [true, false], 'its own letter says it');
    await assert.rejects(
      saveChoice(db, { personId, role, kind: 'new-device', inApp: false, mail: false, waits: false }),
      ({ code }: { code: string }) => code === 'cannot_be_quiet',
    );
  });

  test('a cause that goes on is told anew in its row, with what is true now and without another mail', async () => {
    const db = await open();
    const { id } = await somebody(db, { role: 'student' }, NOW);
    await tell(db, [id]);
    await db.updateTable('notification').set({ readAt: NOW, isMailDue: false }).execute();
    await tell(db, [id], { now: NOW + DAY_MS, data: cancelled({ reason: 'A strike' }), renews: true });
    const [row, ...others] = await rowsOf(db);
    assert.equal(others.length, 0);
    assert.deepEqual([row?.at, row?.readAt, row?.isMailDue], [NOW + DAY_MS, null, false]);
    assert.match(row?.data ?? '', /A strike/);
    assert.equal((await toldLive(db)).length, 2);
  });
});
