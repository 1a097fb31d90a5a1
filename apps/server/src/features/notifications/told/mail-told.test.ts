import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { openJson } from '../../../platform/crypto/index.ts';
import { type Db, transact } from '../../../platform/db/index.ts';
import { eachDatabase } from '../../../platform/db/testing.ts';
import { somebody } from '../../accounts/testing.ts';
import { writeLetter } from '../letters/write-letter.ts';
import { mailTold } from './mail-told.ts';
import { DAY_MS, NOW, rowsOf, tell } from './testing-told.ts';

const key = randomBytes(32);
const url = 'https://attendance.example.edu/notifications';
const run = (db: Db, now = NOW + 1000) => mailTold({ db, key, url, now });
const institution = { name: 'Test College', timeZone: 'Asia/Kolkata' };

eachDatabase((open) => {
  test('each notification that wants a letter has one written, once, in words its reader understands', async () => {
    const db = await open();
    const one = await somebody(db, { role: 'student', name: 'Asha Rao' }, NOW);
    await tell(db, [one.id]);
    assert.deepEqual(await Promise.all([run(db), run(db)]).then((counts) => counts.toSorted()), [0, 1]);
    assert.equal(await run(db), 0);
    const mails = await db.selectFrom('outbox').selectAll().execute();
    assert.deepEqual(
      mails.map(({ kind, recipient, personId, expiresAt }) => ({ kind, recipient, personId, expiresAt })),
      [{ kind: 'notification', recipient: one.email, personId: one.id, expiresAt: NOW + DAY_MS }],
    );
    const [{ id, data } = { id: '', data: null }] = mails;
    const letter = writeLetter('notification', openJson({ key, bound: id }, data as Uint8Array), institution as never);
    assert.equal(letter?.subject, 'Test College: Networks (A) is cancelled');
    assert.match(letter?.text ?? '', /Hello Asha Rao,/);
    assert.match(letter?.text ?? '', /on Tuesday,? 4 August 2026 at 14:30 \(Asia\/Kolkata\) is not held/);
    assert.match(letter?.text ?? '', /The reason given: The teacher is ill/);
    assert.ok(letter?.text.includes(url));
  });

  test('no letter to who has no address, whose account is closed, or about what is a day old', async () => {
    const db = await open();
    const without = await somebody(db, { role: 'student' }, NOW);
    await db.updateTable('person').set({ email: null }).where('id', '=', without.id).execute();
    const closed = await somebody(db, { role: 'student' }, NOW);
    await db.updateTable('person').set({ isDisabled: true }).where('id', '=', closed.id).execute();
    await tell(db, [without.id, closed.id]);
    const late = await somebody(db, { role: 'student' }, NOW);
    await tell(db, [late.id], { cause: 'old', now: NOW - DAY_MS });
    assert.equal(await run(db), 0);
    assert.equal((await db.selectFrom('outbox').selectAll().execute()).length, 0);
    assert.deepEqual(
      (await rowsOf(db)).map(({ isMailDue }) => isMailDue),
      [false, false, false],
      'nobody looks again',
    );
  });

  test('a crash between the two loses no letter', async () => {
    const db = await open();
    const { id } = await somebody(db, { role: 'student' }, NOW);
    await tell(db, [id]);
    await assert.rejects(
      transact(db, async (trx) => {
        await mailTold({ db: trx, key, url, now: NOW });
        throw new Error('the server stops here');
      }),
    );
    assert.equal(await run(db), 1);
  });
});
