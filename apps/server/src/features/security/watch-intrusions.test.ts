import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newId } from '../../platform/db/index.ts';
import { eachDatabase } from '../../platform/db/testing.ts';
import { openSecurityWatch } from '../../platform/security-events/index.ts';
import { createTestApp } from '../../testing/test-app.ts';
import { signInAs } from '../accounts/testing.ts';
import { countProbes, PROBES } from './count-probes.ts';

const NOW = Date.UTC(2026, 7, 3, 9);

eachDatabase((open) => {
  test('routes of other roles, foreign objects and other pages’ requests are signs, by whom and of what', async (t) => {
    const db = await open();
    const app = await createTestApp({ db, now: NOW });
    t.after(app.close);
    const watch = openSecurityWatch(db, (error) => assert.fail(String(error)));
    const student = await signInAs(app, 'student');
    const admin = await signInAs(app, 'admin');
    const get = (url: string, who = student) => app.http.inject({ url, headers: who.headers });
    const signs = async () => {
      await watch.flush(app.clock.now);
      return db.selectFrom('securityEvent').selectAll().orderBy('at').orderBy('id').execute();
    };

    assert.equal((await get('/api/people')).statusCode, 403);
    assert.equal((await get('/api/people')).statusCode, 403);
    const [forbidden] = await signs();
    assert.deepEqual(
      [forbidden?.code, forbidden?.actorKind, forbidden?.actor, forbidden?.times, forbidden?.evidence],
      ['route_forbidden', 'person', student.person.id, 2, '{"route":"listPeople"}'],
    );

    for (let n = 1; n < PROBES; n += 1) await get(`/api/sections/${newId()}`);
    const gone = newId();
    for (let n = 0; n < 20; n += 1) await get(`/api/sections/${gone}`);
    for (let n = 0; n < 20; n += 1) await get(`/api/sections/${newId()}`, admin);
    app.clock.now += 1000;
    const before = await signs();
    assert.deepEqual(before.map(({ code }) => code).filter((code) => code === 'objects_probed').length, 1);
    assert.equal(JSON.parse(before.find(({ code }) => code === 'objects_probed')?.evidence ?? '{}').objects, PROBES);

    const foreign = { ...student.headers, origin: 'https://elsewhere.example', 'sec-fetch-site': 'cross-site' };
    const post = (headers: Record<string, string>) =>
      app.http.inject({ method: 'POST', url: '/api/my/notifications/read', headers, payload: { upTo: NOW } });
    assert.equal((await post(foreign)).statusCode, 403);
    assert.equal((await post({ ...student.headers, 'x-csrf-token': 'old' })).statusCode, 403);
    app.clock.now += 1000;
    const origins = (await signs()).filter(({ code }) => code === 'foreign_origin');
    assert.deepEqual(
      origins.map(({ actorKind, personId, times, evidence }) => [
        actorKind,
        personId,
        times,
        JSON.parse(evidence).origin,
      ]),
      [['network', student.person.id, 1, 'elsewhere.example']],
      'who was lured is no author, and an old page of ours is no sign',
    );
  });
});

test('different objects are counted within ten minutes, each person for themselves', () => {
  const { count } = countProbes();
  const ask = (who: string, n: number, now = NOW) => count(who, `object ${n}`, now);
  for (let n = 1; n < PROBES; n += 1) assert.equal(ask('a', n), null);
  assert.equal(ask('b', PROBES), null);
  assert.equal(ask('a', 1), null, 'the same again');
  assert.equal(ask('a', PROBES), PROBES);
  assert.equal(ask('a', PROBES), null);
  assert.equal(ask('a', PROBES + 1, NOW + 10 * 60_000), null, 'long ago');
  assert.equal(count('a', '', NOW), null);
});
