import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type RoomCamera, RoomCameraHome, type RouteName } from '@smart-presence/contract';
import { eachDatabase } from '../../../platform/db/testing.ts';
import { permissions } from '../../accounts/index.ts';
import { openBrowser, type TestBrowser } from '../../accounts/testing.ts';
import { call, inRoom, type RoomScene } from '../testing-monitoring.ts';
import { greyPicture } from './testing-cameras.ts';

const JPEG = await greyPicture();

/** An administrator adds a browser tab to the room, and a device pairs as it. */
const tabIn = async ({ app, people, roomId }: RoomScene) => {
  const body = { kind: 'browser', name: 'Tablet', roomId };
  const added = await call<RoomCamera>(app, people.admin, { method: 'POST', url: '/api/room-cameras', body });
  const { id } = added.body;
  const code = await call<{ code: string; url: string }>(app, people.admin, {
    method: 'POST',
    url: `/api/kiosks/${id}/pairing-code`,
  });
  assert.match(code.body.url, /\/room-camera#/);
  const browser = openBrowser(app);
  const paired = await browser.post('/api/kiosk/pair', { code: code.body.code });
  assert.deepEqual(paired.json(), { ok: true, purpose: 'room' });
  const home = async () => {
    const reply = await app.http.inject({ url: '/api/room-camera', headers: { cookie: browser.cookieHeader() } });
    return { status: reply.statusCode, text: reply.body, body: reply.json<RoomCameraHome>() };
  };
  return { id, browser, home, send: sender(app, browser, home) };
};

const sender =
  (app: RoomScene['app'], browser: TestBrowser, home: () => Promise<{ body: RoomCameraHome }>) =>
  async (url = '/api/room-camera/snapshots', part = 'picture') => {
    const form = new FormData();
    form.set('data', '{}');
    form.append(part, new Blob([new Uint8Array(JPEG)]), 'a.jpg');
    const response = new Response(form);
    const reply = await app.http.inject({
      method: 'POST',
      url,
      payload: Buffer.from(await response.arrayBuffer()),
      headers: {
        'content-type': response.headers.get('content-type') ?? '',
        cookie: browser.cookieHeader(),
        'x-csrf-token': (await home()).body.csrfToken ?? 'none',
      },
    });
    return { status: reply.statusCode, body: reply.json() };
  };

eachDatabase((open) => {
  test('a paired tab sees its room and what is open there, and nobody’s name; its pictures are looked at', () =>
    inRoom(open, async (scene) => {
      const { app, db, people, group, sessionId } = scene;
      const { home, send, id } = await tabIn(scene);
      const { body, text } = await home();
      RoomCameraHome.parse(body);
      assert.deepEqual([body.room.name, body.sessions.length, body.everySeconds], ['Hall 1', 1, 60]);
      for (const { name } of [...group.students, group.teacher]) assert.ok(!text.includes(name));
      const first = await send();
      // The engine of this test sees a grey picture: nobody.
      assert.deepEqual(first.body, { wasLookedAt: true, faces: 0, fault: null, nextInMs: 60_000 });
      const again = await send();
      assert.deepEqual(again.body, { wasLookedAt: false, faces: null, fault: null, nextInMs: 60_000 }, 'too soon');
      const rows = await db.selectFrom('roomSnapshot').select(['cameraId', 'sessionId']).execute();
      assert.deepEqual(rows, [{ cameraId: id, sessionId }]);
      const list = (await call<RoomCamera[]>(app, people.admin, { url: '/api/room-cameras' })).body;
      assert.deepEqual(
        list.map(({ kind, pairing }) => [kind, pairing?.state]),
        [
          ['ip', undefined],
          ['browser', 'paired'],
        ],
      );
    }));

  test('while nothing is looked into, its pictures are not', () =>
    inRoom(open, async (scene) => {
      const { home, send } = await tabIn(scene);
      scene.app.clock.now += 1;
      await scene.rules({ mode: 'off' });
      assert.deepEqual((await home()).body.sessions, []);
      assert.deepEqual((await send()).body, { wasLookedAt: false, faces: null, fault: null, nextInMs: 60_000 });
      assert.deepEqual(await scene.snapshots(), []);
    }));

  test('it can do nothing else: no kiosk’s work, nothing of people; and a kiosk at a door brings no pictures', () =>
    inRoom(open, async (scene) => {
      const { app, people } = scene;
      const { browser, home, send, id } = await tabIn(scene);
      const headers = { cookie: browser.cookieHeader(), 'x-csrf-token': (await home()).body.csrfToken };
      const own: RouteName[] = ['roomCameraHome', 'takeSnapshot', 'renewKiosk', 'kioskLive'];
      for (const url of ['/api/kiosk', '/api/me', '/api/room-cameras', '/api/monitoring', '/api/people'])
        assert.equal((await app.http.inject({ url, headers })).json().error.code, 'forbidden', url);
      for (const url of ['/api/kiosk/check-in', '/api/kiosk/challenges', '/api/kiosk/capsules', '/api/kiosk/records']) {
        const reply = await app.http.inject({ method: 'POST', url, headers });
        assert.equal(reply.json().error.code, 'forbidden', url);
      }
      assert.equal((await app.http.inject({ method: 'POST', url: '/api/kiosk/renew', headers })).statusCode, 200);
      for (const name of own) assert.ok(Array.isArray(permissions[name]), name);

      const placeId = (await scene.db.selectFrom('room').select('placeId').executeTakeFirstOrThrow()).placeId;
      const door = await call<{ id: string }>(app, people.admin, {
        method: 'POST',
        url: '/api/kiosks',
        body: { name: 'Door', placeId },
      });
      const { body: code } = await call<{ code: string }>(app, people.admin, {
        method: 'POST',
        url: `/api/kiosks/${door.body.id}/pairing-code`,
      });
      const kiosk = openBrowser(app);
      assert.deepEqual((await kiosk.post('/api/kiosk/pair', { code: code.code })).json(), {
        ok: true,
        purpose: 'door',
      });
      const asKiosk = await app.http.inject({ url: '/api/room-camera', headers: { cookie: kiosk.cookieHeader() } });
      assert.equal(asKiosk.json().error.code, 'forbidden');
      const brought = sender(app, kiosk, async () => {
        const reply = await app.http.inject({ url: '/api/kiosk', headers: { cookie: kiosk.cookieHeader() } });
        return { body: reply.json() };
      });
      assert.equal((await brought()).body.error.code, 'forbidden');
      const kiosks = (await call<{ id: string }[]>(app, people.admin, { url: '/api/kiosks' })).body;
      assert.deepEqual(
        kiosks.map((one) => one.id),
        [door.body.id],
        'the list of kiosks is of doors',
      );
      for (const method of ['PATCH', 'DELETE'] as const)
        assert.equal(
          (await call(app, people.admin, { method, url: `/api/kiosks/${id}`, body: { name: 'x' } })).code,
          'not_found',
        );

      await call(app, people.admin, { method: 'DELETE', url: `/api/room-cameras/${id}` });
      assert.equal((await home()).status, 401, 'removed: it is nobody at once');
      assert.equal((await send()).status, 401);
    }));
});
