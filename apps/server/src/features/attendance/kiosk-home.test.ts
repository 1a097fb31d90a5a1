import assert from 'node:assert/strict';
import { test } from 'node:test';
import { KioskHome } from '@smart-presence/contract';
import { eachDatabase } from '../../platform/db/testing.ts';
import { ensureInstitution, pairedKiosk } from '../accounts/testing.ts';
import { createAccountsApp } from '../accounts/testing-app.ts';
import { kioskHomeRoutes } from './kiosk-home.routes.ts';
import { openSessionsAt } from './kiosk-home.ts';
import { openSession } from './open-session.ts';
import { addClass, MINUTE_MS, NOW } from './testing.ts';

eachDatabase((open) => {
  const boot = async (t: { after: (work: () => Promise<unknown>) => void }) => {
    const app = await createAccountsApp({ db: await open(), now: NOW, register: kioskHomeRoutes });
    t.after(app.close);
    const { db } = app.platform;
    await ensureInstitution(db, NOW);
    const [here, there] = [await addClass(db, { place: true }), await addClass(db, { place: true })];
    const nowhere = await addClass(db);
    const { placeId } = await db
      .selectFrom('section')
      .innerJoin('course', 'course.id', 'section.courseId')
      .innerJoin('department', 'department.id', 'course.departmentId')
      .select('department.placeId')
      .where('section.id', '=', here.sectionId)
      .executeTakeFirstOrThrow();
    assert.ok(placeId);
    const kiosk = await pairedKiosk(app, placeId);
    const home = async () => {
      const reply = await app.http.inject({ url: '/api/kiosk', headers: { cookie: kiosk.cookie } });
      return { status: reply.statusCode, text: reply.body, body: reply.json<KioskHome>() };
    };
    return { app, db, here, there, nowhere, placeId, kiosk, home };
  };

  test('a kiosk sees the open sessions of its place and of no other, without anybody’s name', async (t) => {
    const { db, here, there, nowhere, kiosk, home } = await boot(t);
    for (const { sectionId, teacher } of [here, there, nowhere])
      await openSession(db, { sectionId, viewer: teacher, now: NOW });
    const { body, text } = await home();
    KioskHome.parse(body);
    assert.equal(body.sessions.length, 1);
    const { courseCode } = await db
      .selectFrom('section')
      .innerJoin('course', 'course.id', 'section.courseId')
      .select('course.code as courseCode')
      .where('section.id', '=', here.sectionId)
      .executeTakeFirstOrThrow();
    assert.equal(body.sessions[0]?.courseCode, courseCode);
    assert.equal(body.csrfToken, kiosk.csrfToken);
    assert.deepEqual([body.kiosk.name, body.institution.name, body.now], ['Main door', 'Test College', NOW]);
    for (const { teacher, students } of [here, there])
      for (const { name, personId } of [teacher, ...students]) {
        assert.equal(text.includes(name), false);
        assert.equal(text.includes(personId), false);
      }
  });

  test('a session leaves the door when its time is over, whether or not the clock has written it', async (t) => {
    const { db, here, placeId } = await boot(t);
    await openSession(db, { sectionId: here.sectionId, viewer: here.teacher, minutes: 10, now: NOW });
    const statesAt = async (now: number) => (await openSessionsAt(db, { placeId, now })).map(({ state }) => state);
    assert.deepEqual(await statesAt(NOW + 10 * MINUTE_MS - 1), ['open']);
    assert.deepEqual(await statesAt(NOW + 10 * MINUTE_MS), ['closing']);
    assert.deepEqual(await statesAt(NOW + 10 * MINUTE_MS + 30_000), []);
  });

  test('unpaired in the meantime, it is told so', async (t) => {
    const { db, kiosk, home } = await boot(t);
    await db.updateTable('kioskSession').set({ revokedAt: NOW }).where('kioskId', '=', kiosk.person.id).execute();
    const { status, body } = await home();
    assert.equal(status, 401);
    assert.equal((body as unknown as { error: { code: string } }).error.code, 'kiosk_unpaired');
  });

  test('its use is noted: when and from where, at most once a minute', async (t) => {
    const { app, db, home } = await boot(t);
    const seen = async () => db.selectFrom('kioskSession').select(['lastSeenAt', 'network']).executeTakeFirstOrThrow();
    await home();
    assert.deepEqual(await seen(), { lastSeenAt: NOW, network: '127.0.0.1' });
    app.clock.now += MINUTE_MS - 1;
    await home();
    assert.equal((await seen()).lastSeenAt, NOW);
    app.clock.now += 1;
    await home();
    assert.equal((await seen()).lastSeenAt, NOW + MINUTE_MS);
  });
});
