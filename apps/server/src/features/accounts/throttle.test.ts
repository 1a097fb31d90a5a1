import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { eachDatabase } from '../../platform/db/testing.ts';
import { AppError } from '../../platform/http/index.ts';
import { carryOut } from '../../platform/retention/index.ts';
import { signInKeys } from './attempt-keys.ts';
import { delayAfter } from './sign-in-delay.ts';
import { oldFailures } from './slowed-attempts.ts';
import { attack, GUESS_TIME, guess } from './testing-guess.ts';
import { attempt } from './throttle.ts';

const DAY_MS = 86_400_000;

test('the delay never shrinks with more failures and never passes a quarter of an hour', () => {
  fc.assert(
    fc.property(fc.nat(5000), fc.nat(20), (failures, free) => {
      const delay = delayAfter(failures, free);
      assert.ok(delay <= 900_000);
      assert.ok(delayAfter(failures + 1, free) >= delay);
      assert.equal(delay === 0, failures < free);
    }),
  );
});

eachDatabase((open) => {
  test('of many guesses from many addresses few are looked at, and a known device is never refused', async () => {
    const { evaluated, ownerRefused } = await attack(await open(), { guesses: 200, addresses: 40 });
    assert.ok(evaluated >= 10, 'guesses are looked at until they are too many');
    assert.ok(evaluated <= 30, `${evaluated} guesses were evaluated`);
    assert.equal(ownerRefused, 0);
  });

  test('guesses sent all at once are counted before they are looked at', async () => {
    const db = await open();
    const results = await Promise.all(Array.from({ length: 60 }, () => guess(db, {})));
    const evaluated = results.reduce((sum, each) => sum + each.evaluated, 0);
    assert.equal(evaluated, 4);
  });

  test('while throttled a right password is refused exactly like a wrong one, and nobody looks at it', async () => {
    const db = await open();
    for (let at = 0; at < 4; at += 1) assert.equal((await guess(db, {})).outcome, 'wrong');
    assert.deepEqual(await guess(db, {}), { evaluated: 0, outcome: 'too_many_requests' });
    assert.deepEqual(await guess(db, { right: true }), { evaluated: 0, outcome: 'too_many_requests' });
    assert.deepEqual(await guess(db, { right: true, now: GUESS_TIME + 1000 }), { evaluated: 1, outcome: 'in' });
  });

  test('success takes the count back to nothing', async () => {
    const db = await open();
    for (let at = 0; at < 3; at += 1) await guess(db, {});
    await guess(db, { right: true });
    for (let at = 0; at < 4; at += 1) assert.equal((await guess(db, {})).outcome, 'wrong');
  });

  test('one network, one account: others are not kept waiting', async () => {
    const db = await open();
    for (let at = 0; at < 6; at += 1) await guess(db, {});
    assert.equal((await guess(db, { network: '203.0.113.5', right: true })).outcome, 'in');
    assert.equal((await guess(db, { email: 'other@college.example', right: true })).outcome, 'in');
  });

  test('a run of failures is forgotten after a day, in the count and in the table', async () => {
    const db = await open();
    for (let at = 0; at < 4; at += 1) await guess(db, {});
    const later = GUESS_TIME + DAY_MS + 1;
    for (let at = 0; at < 4; at += 1) assert.equal((await guess(db, { now: later })).outcome, 'wrong');
    await carryOut(db, oldFailures, { now: later + DAY_MS + 1 });
    assert.equal((await db.selectFrom('signInFailure').selectAll().execute()).length, 0);
  });

  test('a server that is too busy to look counts nobody’s failure', async () => {
    const db = await open();
    for (let at = 0; at < 10; at += 1) {
      const keys = signInKeys({ email: 'owner@college.example', network: '198.51.100.1', knownDevice: null });
      const busy = () => Promise.reject(new AppError('overloaded'));
      await assert.rejects(attempt(db, { keys, now: GUESS_TIME, evaluate: busy }), { code: 'overloaded' });
    }
    assert.equal((await guess(db, { right: true })).outcome, 'in');
  });
});
