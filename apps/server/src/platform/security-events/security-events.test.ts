import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { SecurityKind, securityEvents } from '@smart-presence/contract';
import { sql } from 'kysely';
import { type Db, transact } from '../db/index.ts';
import { eachDatabase } from '../db/testing.ts';
import {
  hide,
  hideSpot,
  hideWith,
  keepTrace,
  openSecurityWatch,
  reportSecurityEvent,
  type SecurityEvent,
} from './index.ts';
import { MOST_APART } from './watch.ts';

const NOW = Date.UTC(2026, 7, 3, 9);
const quiet = () => {};

const event = (change: Partial<SecurityEvent> = {}): SecurityEvent => ({
  code: 'route_forbidden',
  actor: { kind: 'person', id: 'somebody' },
  at: NOW,
  ...change,
});

const rowsOf = (db: Db) => db.selectFrom('securityEvent').selectAll().orderBy('at').orderBy('id').execute();

eachDatabase((open) => {
  test('an event is written in the transaction that reports it, and undone with it', async () => {
    const db = await open();
    openSecurityWatch(db, quiet);
    await assert.rejects(
      transact(db, async (trx) => {
        await reportSecurityEvent(trx, event());
        throw new Error('undone');
      }),
    );
    assert.deepEqual(await rowsOf(db), []);
    await transact(db, (trx) => reportSecurityEvent(trx, event({ evidence: { route: 'listKiosks' } })));
    const [row] = await rowsOf(db);
    const { kind, points } = securityEvents.route_forbidden;
    assert.deepEqual(
      { code: row?.code, kind: row?.kind, points: row?.points, times: row?.times, evidence: row?.evidence },
      { code: 'route_forbidden', kind, points, times: 1, evidence: '{"route":"listKiosks"}' },
    );
  });

  test('outside a transaction equal events are put together, and a flood from everywhere costs bounded rows and memory', async () => {
    const db = await open();
    const watch = openSecurityWatch(db, quiet);
    for (let n = 0; n < 20_000; n += 1) {
      const id = `network ${n % 5000}`;
      await reportSecurityEvent(db, event({ code: 'sign_in_slowed', actor: { kind: 'network', id }, at: NOW + n }));
    }
    assert.deepEqual(await rowsOf(db), [], 'nobody waits for them');
    assert.equal(await watch.flush(NOW + 20_000), MOST_APART + 1);
    const rows = await rowsOf(db);
    assert.equal(
      rows.reduce((sum, row) => sum + row.times, 0),
      20_000,
      'every one is counted',
    );
    assert.deepEqual(
      rows.filter(({ actorKind }) => actorKind === 'server').map(({ actor }) => actor),
      ['many'],
    );
  });

  test('one that goes on is written ever more rarely, and the last of it when the server stops', async () => {
    const db = await open();
    const watch = openSecurityWatch(db, quiet);
    const written: number[] = [];
    for (let second = 0; second < 3600; second += 1) {
      const now = NOW + second * 1000;
      await reportSecurityEvent(db, event({ at: now }));
      if ((await watch.flush(now)) > 0) written.push(second);
    }
    assert.deepEqual(written.slice(0, 5), [0, 1, 3, 7, 15], 'the first at once');
    assert.ok(written.length < 25, `${written.length} rows in an hour`);
    await watch.close();
    const rows = await rowsOf(db);
    assert.equal(
      rows.reduce((sum, row) => sum + row.times, 0),
      3600,
    );
    assert.ok(rows.every((row) => row.lastAt >= row.at));
  });

  test('what could not be written is kept and written later', async () => {
    const db = await open();
    const errors: unknown[] = [];
    const watch = openSecurityWatch(db, (error) => errors.push(error));
    await sql`alter table security_event rename to away`.execute(db);
    watch.note(event());
    assert.equal(await watch.flush(NOW), 0);
    watch.note(event({ at: NOW + 5 }));
    await sql`alter table away rename to security_event`.execute(db);
    assert.equal(await watch.flush(NOW + 500), 1);
    assert.equal(errors.length, 1);
    assert.deepEqual(
      (await rowsOf(db)).map(({ times, at, lastAt }) => ({ times, at, lastAt })),
      [{ times: 2, at: NOW, lastAt: NOW + 5 }],
    );
  });

  test('evidence that is too long is left out, not the event', async () => {
    const db = await open();
    await reportSecurityEvent(db, event({ evidence: { route: 'x'.repeat(5000) } }));
    assert.deepEqual(
      (await rowsOf(db)).map(({ evidence }) => evidence),
      ['{"isTooLong":true}'],
    );
  });

  test('what is hidden is equal for equals within an installation, and different beyond it', async () => {
    const [one, other] = [await open(), await open()];
    hideWith(one, randomBytes(32));
    hideWith(other, randomBytes(32));
    const place = { latitude: 12.971601, longitude: 77.594601 };
    assert.equal(hide(one, 'network', '10.0.0.1'), hide(one, 'network', '10.0.0.1'));
    assert.notEqual(hide(one, 'network', '10.0.0.1'), hide(other, 'network', '10.0.0.1'));
    assert.notEqual(hide(one, 'network', 'x'), hide(one, 'device', 'x'), 'kinds are apart');
    assert.equal(hideSpot(one, place), hideSpot(one, { ...place, latitude: 12.971602 }), 'the same metre');
    assert.notEqual(hideSpot(one, place), hideSpot(one, { ...place, latitude: 12.97162 }), 'two metres further');
    assert.doesNotMatch(hide(one, 'network', '10.0.0.1'), /10\.0/);
  });

  test('how a check-in was made is kept once for each student and session', async () => {
    const db = await open();
    const trace = { sessionId: 's', studentId: 'a', sectionId: 'c', at: NOW, device: 'one', network: null, spot: null };
    await transact(db, (trx) => keepTrace(trx, trace));
    await transact(db, (trx) => keepTrace(trx, { ...trace, device: 'two', at: NOW + 1 }));
    const rows = await db.selectFrom('checkInTrace').selectAll().execute();
    assert.deepEqual(
      rows.map(({ device }) => device),
      ['one'],
    );
  });
});

test('the catalogue: every kind of threat has a sign, and what speaks against nobody alarms nobody', () => {
  const all = Object.values(securityEvents);
  assert.deepEqual(new Set(all.map(({ kind }) => kind)), new Set(SecurityKind.options));
  for (const { points, alert } of all) assert.ok(points > 0 || alert === null);
});
