import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { pino } from 'pino';
import { type Db, newId, openDatabase, type Trx, transact } from '../db/index.ts';
import { eachDatabase, testDatabases } from '../db/testing.ts';
import {
  type Delivery,
  deliverDue,
  enqueue,
  forgetOldMail,
  LEASE_MS,
  listOutbox,
  MAX_ATTEMPTS,
  type Mail,
  type Outgoing,
  retryDelay,
  revive,
  Undeliverable,
} from './index.ts';
import { claimDue, settle } from './outbox.store.ts';

const NOW = Date.UTC(2026, 7, 3, 9);
const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const key = randomBytes(32);
const log = pino({ level: 'silent' });
const TOKEN = 'kE7-very_secret_token_of_a_single_use_link';

const mail = (change: Partial<Mail> = {}): Mail => ({
  kind: 'invitation',
  recipient: 'meera@college.example',
  personId: null,
  data: { url: `https://attendance.example.edu/invite#${TOKEN}` },
  now: NOW,
  expiresAt: NOW + 7 * DAY_MS,
  ...change,
});

const put = (db: Db, ...mails: Mail[]): Promise<void> => transact(db, (trx) => enqueue(trx, { key, mails }));
const rowsIn = (db: Db) => db.selectFrom('outbox').selectAll().orderBy('state').orderBy('id').execute();
const onlyRow = async (db: Db) => {
  const [row, ...others] = await rowsIn(db);
  assert.ok(row && others.length === 0, 'exactly one row');
  return row;
};

/** A server with a clock of its own to set, and a way to send that is given or always works. */
const server = (db: Db, change: Partial<Delivery> = {}) => {
  const clock = { now: NOW };
  const sent: Outgoing[] = [];
  const deliver: Delivery['deliver'] = (outgoing) => {
    sent.push(outgoing);
    return Promise.resolve('sent');
  };
  const delivery: Delivery = { db, key, log, clock: () => clock.now, random: () => 0, deliver, ...change };
  return { clock, sent, run: () => deliverDue(delivery) };
};

const failing = (error: Error) => ({ deliver: () => Promise.reject(error) });

eachDatabase((open, engine) => {
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
      await forgetOldMail(db, NOW + days * DAY_MS);
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

test('pauses grow from half a minute at least to six hours at most', () => {
  const attempts = fc.integer({ min: 1, max: MAX_ATTEMPTS });
  const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
  fc.assert(
    fc.property(attempts, random, (count, chance) => {
      const delay = retryDelay(count, chance);
      assert.ok(delay >= 30_000 && delay <= 6 * 60 * MINUTE_MS);
      assert.ok(retryDelay(count + 1, 0) >= retryDelay(count, chance));
    }),
  );
  const longest = Array.from({ length: MAX_ATTEMPTS - 1 }, (_, at) => retryDelay(at + 1, 0));
  const hours = longest.reduce((sum, delay) => sum + delay) / (60 * MINUTE_MS);
  assert.ok(hours > 20 && hours < 21, `${hours} hours`);
});

const aPerson = async (db: Db): Promise<string> => {
  const id = newId();
  const row = { id, name: 'Meera', email: null, role: 'faculty' as const, passwordHash: null, lastSignInAt: null };
  await db
    .insertInto('person')
    .values({ ...row, createdAt: NOW, updatedAt: NOW })
    .execute();
  return id;
};
