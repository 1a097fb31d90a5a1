import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ReplyOf, routes } from '@smart-presence/contract';
import { eachDatabase } from '../../platform/db/testing.ts';
import { createTestApp } from '../../testing/test-app.ts';
import { signInAs } from '../accounts/testing.ts';
import { alerts, judge, NOW, report } from './testing.ts';

type Reply<N extends keyof typeof routes> = ReplyOf<(typeof routes)[N]>;

eachDatabase((open) => {
  test('the centre shows alerts, events, who has risk and why; settling sent twice counts once', async (t) => {
    const db = await open();
    const app = await createTestApp({ db, now: NOW + 1000 });
    t.after(app.close);
    const admin = await signInAs(app, 'admin');
    const student = await signInAs(app, 'student');
    const other = await signInAs(app, 'student');
    const read = async <N extends keyof typeof routes>(path: string): Promise<Reply<N>> => {
      const reply = await app.http.inject({ url: `/api/security/${path}`, headers: admin.headers });
      assert.equal(reply.statusCode, 200, reply.body);
      return reply.json();
    };
    await db.transaction().execute(async (trx) => {
      await report(trx, 'pictures_of_another', { who: student.person.id, evidence: { with: [other.person.id] } });
      await report(trx, 'sign_in_failed', { actor: { kind: 'network', id: 'hidden' }, personId: other.person.id });
    });
    await judge(db);

    const attacks = await read<'listSecurityEvents'>('events');
    assert.deepEqual(
      attacks.items.map(({ code, actor, others }) => [code, actor.name, others.map(({ id }) => id)]),
      [['pictures_of_another', student.person.name, [other.person.id]]],
    );
    assert.equal((await read<'listSecurityEvents'>('events?only=all')).total, 2);
    assert.equal((await read<'listSecurityEvents'>('events?only=all&kind=brute-force')).total, 1);
    assert.equal((await read<'listSecurityEvents'>(`events?personId=${student.person.id}`)).total, 1);
    const overview = await read<'securityOverview'>('overview');
    assert.deepEqual([overview.alerts.open, overview.failures, overview.byKind], [1, 1, { replay: 1 }]);
    assert.deepEqual(overview.byHour.at(-1)?.counts, { replay: 1 });
    assert.deepEqual(
      overview.people.map(({ person, because }) => [person.id, because.map(({ code }) => code)]),
      [[student.person.id, ['pictures_of_another']]],
      'whose pictures they were is not suspicious, nor whose password was guessed',
    );

    const [{ id } = { id: '' }] = await alerts(db);
    const resolve = () =>
      app.http.inject({
        method: 'POST',
        url: `/api/security/alerts/${id}/resolve`,
        headers: { ...admin.headers, 'idempotency-key': 'a-key-of-its-own' },
        payload: { version: 1, note: 'talked to both' },
      });
    const [first, again] = [await resolve(), await resolve()];
    assert.equal(first.statusCode, 200, first.body);
    assert.deepEqual(again.json(), first.json());
    const { alert, events } = await read<'getAlert'>(`alerts/${id}`);
    assert.deepEqual([alert.state, alert.resolved?.by.id, events.length], ['resolved', admin.person.id, 1]);
    assert.equal((await read<'listAlerts'>('alerts')).total, 0);
    assert.equal((await read<'listAlerts'>('alerts?state=resolved')).total, 1);
    assert.equal((await read<'listCases'>('cases')).total, 0);
    const refused = await app.http.inject({ url: '/api/security/overview', headers: student.headers });
    assert.equal(refused.statusCode, 403);
  });
});
