import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eachDatabase } from '../../platform/db/testing.ts';
import { somebody } from '../accounts/testing.ts';
import { refuses } from '../attendance/testing.ts';
import { tellAdmins } from '../notifications/index.ts';
import { raiseAlert } from './alerts.store.ts';
import { judgeEvents, TOLD_EACH } from './judge-events.ts';
import { acknowledgeAlert, resolveAlert } from './settle-alert.ts';
import { alerts, judge, judgeCounting, NOW, report } from './testing.ts';

const HOUR_MS = 3_600_000;

eachDatabase((open) => {
  test('what adds up to too much raises one alert, which goes on collecting', async () => {
    const db = await open();
    for (let n = 0; n < 3; n += 1) await report(db, 'device_shared', { sessionId: `s${n}` });
    assert.deepEqual(await judge(db), []);
    assert.deepEqual(await alerts(db), [], 'once or twice is no cause');
    await report(db, 'pictures_replayed', { sessionId: 's4' });
    assert.equal((await judge(db)).length, 1);
    await report(db, 'presentation_seen', { sessionId: 's5', at: NOW + 5 });
    assert.deepEqual(await judge(db, NOW + 5), [], 'never twice for one cause');
    const [alert, ...others] = await alerts(db);
    assert.equal(others.length, 0);
    assert.deepEqual([alert?.cause, alert?.state, alert?.severity], ['person:somebody', 'open', 'medium']);
    assert.ok((alert?.points ?? 0) > 50, 'its highest risk');
    const linked = await db.selectFrom('securityAlertEvent').selectAll().execute();
    assert.equal(linked.length, 5, 'all that led to it, and what came after');
  });

  test('two servers that judge at once raise one alert and tell of it once', async () => {
    const db = await open();
    for (let n = 0; n < 8; n += 1) await report(db, 'challenge_foreign', { sessionId: `s${n}` });
    const judged = await Promise.all([judgeCounting(db), judgeCounting(db), judgeCounting(db)]);
    assert.equal(judged.flatMap(({ told }) => told).length, 1);
    assert.equal(
      judged.reduce((sum, one) => sum + one.judged, 0),
      8,
      'each event is claimed once',
    );
    assert.equal((await alerts(db)).length, 1);
    // Both found something new of the same cause: the database lets one of them raise it.
    const raise = () =>
      db.transaction().execute((trx) =>
        raiseAlert(trx, {
          cause: 'person:other',
          kind: 'replay',
          severity: 'medium',
          subjectKind: 'person',
          subject: 'other',
          points: 30,
          eventIds: [],
          now: NOW,
        }),
      );
    const raised = await Promise.all([raise(), raise(), raise()]);
    assert.equal(raised.filter(({ isNew }) => isNew).length, 1);
    assert.equal(new Set(raised.map(({ id }) => id)).size, 1);
  });

  test('an account that is attacked is an alert about the account, and no risk of its owner', async () => {
    const db = await open();
    const network = { kind: 'network', id: 'hidden' } as const;
    await report(db, 'account_guessed', { actor: network, personId: 'owner' });
    await judge(db);
    assert.deepEqual(
      (await alerts(db)).map(({ cause, severity, subjectKind, subject }) => [cause, severity, subjectKind, subject]),
      [['account:owner:account_guessed', 'low', 'person', 'owner']],
    );
    for (let n = 0; n < 500; n += 1) await report(db, 'sign_in_failed', { actor: network, personId: 'owner' });
    await judge(db);
    assert.equal((await alerts(db)).length, 1, 'failures speak against nobody');
  });

  test('acknowledged, then resolved with a note, both audited; who looked at an older state is told so', async () => {
    const db = await open();
    const [one, other] = [await somebody(db, { role: 'admin' }, NOW), await somebody(db, { role: 'admin' }, NOW)];
    await report(db, 'pictures_of_another');
    await judge(db);
    const [{ id } = { id: '' }] = await alerts(db);
    await acknowledgeAlert(db, { id, by: one.id, version: 1, now: NOW + 1 });
    await assert.rejects(acknowledgeAlert(db, { id, by: other.id, version: 1, now: NOW + 2 }), refuses('conflict'));
    await assert.rejects(
      resolveAlert(db, { id, by: other.id, version: 1, note: 'x', now: NOW + 2 }),
      refuses('conflict'),
    );
    const both = await Promise.allSettled(
      [one, other].map(({ id: by }) => resolveAlert(db, { id, by, version: 2, note: 'talked to both', now: NOW + 3 })),
    );
    assert.equal(both.filter(({ status }) => status === 'fulfilled').length, 1);
    const [alert] = await alerts(db);
    assert.deepEqual([alert?.state, alert?.note, alert?.version], ['resolved', 'talked to both', 3]);
    const entries = await db.selectFrom('auditEntry').select('action').orderBy('seq').execute();
    assert.deepEqual(
      entries.map(({ action }) => action),
      ['alert.acknowledged', 'alert.resolved'],
    );
    await assert.rejects(acknowledgeAlert(db, { id: 'none', by: one.id, version: 1, now: NOW }), refuses('not_found'));
  });

  test('what was resolved is settled: only what comes after it can raise another', async () => {
    const db = await open();
    const admin = await somebody(db, { role: 'admin' }, NOW);
    await report(db, 'pictures_of_another');
    await judge(db);
    const [{ id } = { id: '' }] = await alerts(db);
    await resolveAlert(db, { id, by: admin.id, version: 1, note: 'a camera test', now: NOW + 1 });
    await report(db, 'device_shared', { at: NOW + 2 });
    assert.deepEqual(await judge(db, NOW + 2), [], 'the old thirty points are gone');
    await report(db, 'pictures_of_another', { at: NOW + 3 });
    assert.equal((await judge(db, NOW + 3)).length, 1);
    assert.equal((await alerts(db)).length, 2);
  });

  test('of a flood of alerts administrators get a few mails and one that counts', async () => {
    const db = await open();
    const admin = await somebody(db, { role: 'admin' }, NOW);
    for (let n = 0; n < 40; n += 1) await report(db, 'challenge_foreign', { who: `student ${n}` });
    await judgeEvents({ db, tell: tellAdmins, now: NOW });
    assert.equal((await alerts(db)).length, 40);
    const rows = await db.selectFrom('notification').selectAll().where('personId', '=', admin.id).execute();
    assert.equal(rows.length, TOLD_EACH + 1);
    assert.equal(rows.filter(({ isMailDue }) => isMailDue).length, TOLD_EACH + 1);
    assert.equal(Math.max(...rows.map(({ data }) => JSON.parse(data).more)), 40 - TOLD_EACH - 1);
    await report(db, 'challenge_foreign', { who: 'another', at: NOW + HOUR_MS });
    await judgeEvents({ db, tell: tellAdmins, now: NOW + HOUR_MS });
    assert.equal((await db.selectFrom('notification').selectAll().execute()).length, TOLD_EACH + 2, 'the next hour');
  });
});
