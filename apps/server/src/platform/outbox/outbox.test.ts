import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Db, newId, type Trx, transact } from '../db/index.ts';
import { eachDatabase } from '../db/testing.ts';
import { carryOut } from '../retention/index.ts';
import { enqueue, listOutbox, oldMail, revive, Undeliverable } from './index.ts';
import { DAY_MS, failing, key, MINUTE_MS, mail, NOW, onlyRow, put, rowsIn, server, TOKEN } from './testing-outbox.ts';

const aPerson = async (db: Db): Promise<string> => {
  const id = newId();
  const row = { id, name: 'Meera', email: null, role: 'faculty' as const, passwordHash: null, lastSignInAt: null };
  await db
    .insertInto('person')
    .values({ ...row, createdAt: NOW, updatedAt: NOW })
    .execute();
  return id;
};

eachDatabase((open) => {
  test('a mail is written with what causes it, or not at all', async () => {
    const db = await open();
    const action = (trx: Trx) => enqueue(trx, { key, mails: [mail()] });
    const failed = transact(db, async (trx) => {
      await action(trx);
      throw new Error('changed my mind');
    });
    await assert.rejects(failed, /changed my mind/);
    assert.deepEqual(await rowsIn(db), []);
    await transact(db, action);
    assert.equal((await onlyRow(db)).state, 'pending');
  });

  test('what it says is sealed while it waits, bound to its row, and erased once it is sent', async () => {
    const db = await open();
    await put(db, mail(), mail());
    const [one, two] = await rowsIn(db);
    assert.ok(one?.data && two?.data);
    assert.equal(JSON.stringify(await rowsIn(db)).includes(TOKEN), false);
    assert.equal(Buffer.from(one.data).includes(TOKEN), false);
    await db.updateTable('outbox').set({ data: two.data }).where('id', '=', one.id).execute();
    const { sent, run } = server(db);
    await run();
    assert.deepEqual(
      sent.map(({ id, data }) => [id, data]),
      [[two.id, mail().data]],
    );
    const [moved, right] = await rowsIn(db);
    assert.equal(moved?.state, 'dead');
    assert.deepEqual([right?.state, right?.data, right?.sentAt], ['sent', null, NOW]);
  });

  test('an address that is none is refused before it becomes a header', async () => {
    const db = await open();
    for (const recipient of ['a@b.example\r\nBcc: c@d.example', 'a@b.example, c@d.example', 'A <a@b.example>', '']) {
      await assert.rejects(put(db, mail({ recipient })), /not an e-mail address/);
    }
    assert.deepEqual(await rowsIn(db), []);
  });

  test('what is out of date is not sent, and erased', async () => {
    const db = await open();
    await put(db, mail({ expiresAt: NOW + MINUTE_MS }));
    const { clock, sent, run } = server(db);
    clock.now = NOW + MINUTE_MS;
    await run();
    assert.equal(sent.length, 0);
    const { id, state, data } = await onlyRow(db);
    assert.deepEqual([state, data], ['dead', null]);
    assert.equal(await revive(db, id, NOW), undefined);
  });

  test('contents of the dead are erased when they end; rows go after their time', async () => {
    const db = await open();
    await put(db, mail(), mail({ recipient: 'sent@college.example' }));
    const nobody = new Undeliverable('nobody');
    await server(db, {
      deliver: ({ recipient }) => (recipient.startsWith('sent') ? Promise.resolve('sent') : Promise.reject(nobody)),
    }).run();
    const after = async (days: number) => {
      for (const work of oldMail) await carryOut(db, work, { now: NOW + days * DAY_MS });
      return (await rowsIn(db)).map(({ state, data }) => [state, data !== null]);
    };
    assert.deepEqual(await after(6), [
      ['dead', true],
      ['sent', false],
    ]);
    assert.deepEqual(await after(7), [
      ['dead', false],
      ['sent', false],
    ]);
    assert.deepEqual(await after(31), [['dead', false]]);
    assert.deepEqual(await after(91), []);
  });

  test('a later mail of a kind replaces the earlier one to the same person or address that nobody got', async () => {
    const db = await open();
    const personId = await aPerson(db);
    await put(db, mail({ personId }));
    await server(db, failing(new Undeliverable('nobody'))).run();
    await put(db, mail({ personId, data: { number: 2 } }), mail({ kind: 'reset', personId }));
    await put(db, mail({ personId, recipient: 'corrected@college.example', data: { number: 3 } }));
    const { sent, run } = server(db);
    await run();
    assert.deepEqual(sent.map(({ kind, data }) => [kind, (data as { number?: number }).number]).toSorted(), [
      ['invitation', 3],
      ['reset', undefined],
    ]);
    const dead = (await rowsIn(db)).find(({ state }) => state === 'dead');
    assert.equal(dead?.data, null, 'the one given up cannot be sent again');
  });

  test('what stays true is sent whatever comes later', async () => {
    const db = await open();
    const personId = await aPerson(db);
    for (const number of [1, 2])
      await put(db, mail({ kind: 'new-device', personId, data: { number }, keepsEarlier: true }));
    const { sent, run } = server(db);
    await run();
    assert.deepEqual(sent.map(({ data }) => (data as { number: number }).number).toSorted(), [1, 2]);
  });

  test('the list shows kinds that are mails, newest first, by state and page', async () => {
    const db = await open();
    for (let at = 0; at < 5; at += 1) await put(db, mail({ now: NOW + at, recipient: `s${at}@college.example` }));
    await put(db, mail({ kind: 'other', recipient: 'other@college.example' }));
    const list = async (page: number, state?: 'pending' | 'sent') => {
      const { rows, total } = await listOutbox(db, { kinds: ['invitation'], state, page, pageSize: 2 });
      return [total, ...rows.map(({ recipient }) => recipient.slice(0, 2))];
    };
    assert.deepEqual(await list(1), [5, 's4', 's3']);
    assert.deepEqual(await list(3), [5, 's0']);
    assert.deepEqual(await list(1, 'sent'), [0]);
  });
});
