import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { type Db, openDatabase, transact } from '../db/index.ts';
import { eachDatabase, testDatabases } from '../db/testing.ts';
import { LEASE_MS, MAX_ATTEMPTS, type Outgoing, retryDelay, revive, Undeliverable } from './index.ts';
import { claimDue, settle } from './outbox.store.ts';
import { DAY_MS, failing, MINUTE_MS, mail, NOW, onlyRow, put, rowsIn, server, TOKEN } from './testing-outbox.ts';

eachDatabase((open, engine) => {
  test('killed between commit and send: sent after the restart, exactly once', async () => {
    const db = await open();
    await put(db, mail());
    const never = await claimDue(db, { now: NOW, limit: 5, leaseMs: LEASE_MS });
    assert.equal(never.length, 1);
    const restarted = server(db);
    restarted.clock.now = NOW + LEASE_MS - 1;
    await restarted.run();
    assert.equal(restarted.sent.length, 0, 'the claim may still be alive');
    restarted.clock.now = NOW + LEASE_MS;
    await restarted.run();
    restarted.clock.now += 10 * LEASE_MS;
    await restarted.run();
    assert.equal(restarted.sent.length, 1);
    assert.equal((await onlyRow(db)).attempts, 2);
  });

  test('a server that comes back too late does not undo what another one did', async () => {
    const db = await open();
    await put(db, mail());
    const [late] = await claimDue(db, { now: NOW, limit: 5, leaseMs: LEASE_MS });
    assert.ok(late);
    const other = server(db);
    other.clock.now = NOW + LEASE_MS;
    await other.run();
    await settle(db, { claimed: late, change: { state: 'pending', dueAt: NOW } });
    assert.equal((await onlyRow(db)).state, 'sent');
  });

  test('a server that dies each time it tries a mail gives it up at last', async () => {
    const db = await open();
    await put(db, mail({ expiresAt: NOW + 90 * DAY_MS }));
    let now = NOW;
    for (let at = 0; at < MAX_ATTEMPTS; at += 1) {
      assert.equal((await claimDue(db, { now, limit: 5, leaseMs: LEASE_MS })).length, 1);
      now += LEASE_MS;
    }
    const { clock, sent, run } = server(db);
    clock.now = now;
    await run();
    assert.equal(sent.length, 0);
    assert.match((await onlyRow(db)).lastError ?? '', /stopped while sending/);
  });

  test('two servers at once deliver each mail once', async (t) => {
    const databases = testDatabases(engine);
    t.after(databases.close);
    const url = await databases.create();
    const [one, two] = [await openDatabase(url), await openDatabase(url)];
    t.after(() => Promise.all([one.destroy(), two.destroy()]));
    const mails = Array.from({ length: 60 }, (_, at) => mail({ recipient: `s${at}@college.example` }));
    await put(one, ...mails);
    const delivered: string[] = [];
    const deliver = async ({ recipient }: Outgoing) => {
      await new Promise((resolve) => setImmediate(resolve));
      delivered.push(recipient);
      return 'sent' as const;
    };
    const attempted = await Promise.all([server(one, { deliver }).run(), server(two, { deliver }).run()]);
    assert.deepEqual(delivered.toSorted(), mails.map(({ recipient }) => recipient).toSorted());
    assert.equal(
      attempted.reduce((sum, count) => sum + count),
      60,
    );
  });

  // SQLite has one writer: there a claim is over before the next one begins.
  if (engine === 'postgres') {
    test('a server that claims passes over what another one is claiming', { timeout: 10_000 }, async (t) => {
      const databases = testDatabases(engine);
      t.after(databases.close);
      const url = await databases.create();
      const [one, two] = [await openDatabase(url), await openDatabase(url)];
      t.after(() => Promise.all([one.destroy(), two.destroy()]));
      await put(one, mail({ recipient: 'a@college.example' }), mail({ recipient: 'b@college.example' }));
      const claim = async (db: Db) =>
        (await claimDue(db, { now: NOW, limit: 1, leaseMs: LEASE_MS })).map(({ recipient }) => recipient);
      const claimed = await transact(one, async (trx) => [...(await claim(trx)), ...(await claim(two))]);
      assert.deepEqual(claimed.toSorted(), ['a@college.example', 'b@college.example']);
    });
  }

  test('a mail that fails is tried again after growing pauses, and given up after the last', async () => {
    const db = await open();
    await put(db, mail());
    const { clock, run } = server(db, failing(new Error('connect ECONNREFUSED')));
    for (let attempt = 1; attempt < MAX_ATTEMPTS; attempt += 1) {
      await run();
      const { state, attempts, dueAt, lastError } = await onlyRow(db);
      assert.deepEqual([state, attempts, lastError], ['pending', attempt, 'connect ECONNREFUSED']);
      assert.equal(dueAt, clock.now + retryDelay(attempt, 0));
      clock.now = dueAt - 1;
      assert.equal(await run(), 0, 'not before its time');
      clock.now = dueAt;
    }
    await run();
    assert.equal((await onlyRow(db)).state, 'dead');
    clock.now += DAY_MS;
    assert.equal(await run(), 0);
  });

  test('a dead mail can be sent again while what it says is true', async () => {
    const db = await open();
    await put(db, mail());
    await server(db, failing(new Undeliverable('nobody has this address'))).run();
    const { id, state, attempts } = await onlyRow(db);
    assert.deepEqual([state, attempts], ['dead', 1]);
    assert.equal((await revive(db, id, NOW + MINUTE_MS))?.attempts, 0);
    assert.equal(await revive(db, id, NOW + MINUTE_MS), undefined, 'it waits already');
    const { clock, sent, run } = server(db);
    clock.now = NOW + MINUTE_MS;
    await run();
    assert.equal(sent.length, 1);
    assert.equal(await revive(db, id, NOW + MINUTE_MS), undefined, 'it has been sent');
  });

  test('a reason is one short line without the token it may quote', async () => {
    const db = await open();
    await put(db, mail());
    await server(db, failing(new Error(`554 spam:\r\n\thttps://x.example/invite#${TOKEN} ${'x '.repeat(400)}`))).run();
    const { lastError } = await onlyRow(db);
    assert.match(lastError ?? '', /^554 spam: https:\/\/x\.example\/invite#… x x/);
    assert.equal(lastError?.length, 300);
  });

  test('with another secret a mail is given up, and says why', async () => {
    const db = await open();
    await put(db, mail());
    await server(db, { key: randomBytes(32) }).run();
    assert.match((await onlyRow(db)).lastError ?? '', /SMART_PRESENCE_SECRET/);
  });

  test('a server that drains begins nothing more', async () => {
    const db = await open();
    await put(db, ...Array.from({ length: 12 }, () => mail()));
    const stopping = new AbortController();
    const deliver = () => {
      stopping.abort();
      return Promise.resolve('sent' as const);
    };
    const attempted = await server(db, { deliver, stopping: stopping.signal }).run();
    assert.ok(attempted < 12);
    assert.equal((await rowsIn(db)).filter(({ state }) => state === 'sent').length, attempted, 'what was begun ends');
    assert.equal((await rowsIn(db)).filter(({ state }) => state === 'sending').length, 0);
  });
});
