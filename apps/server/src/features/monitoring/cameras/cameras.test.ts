import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type CameraTrial, type MonitoringSettings, noMonitoring, RoomCamera } from '@smart-presence/contract';
import { eachDatabase } from '../../../platform/db/testing.ts';
import { everyRow } from '../../biometrics/testing.ts';
import { call, inRoom } from '../testing-monitoring.ts';
import { cameraSecrets } from './camera-secrets.ts';

const ip = {
  kind: 'ip',
  name: 'Back',
  url: 'http://10.9.9.9/cam.cgi?pwd=topsecret',
  user: 'viewer',
  password: 'pa55 w0rd',
};

eachDatabase((open) => {
  test('address and password of a camera are sealed, and come back to nobody', () =>
    inRoom(open, async ({ app, db, people, roomId }) => {
      const made = await call<RoomCamera>(app, people.admin, {
        method: 'POST',
        url: '/api/room-cameras',
        body: { ...ip, roomId },
      });
      assert.equal(made.status, 201);
      RoomCamera.parse(made.body);
      assert.deepEqual([made.body.address, made.body.hasPassword], ['http://10.9.9.9/cam.cgi?…', true]);
      const list = await call<RoomCamera[]>(app, people.admin, { url: '/api/room-cameras' });
      assert.equal(list.body.length, 2);
      const rows = (await everyRow(db)).toString('latin1');
      for (const secret of ['topsecret', 'pa55 w0rd']) {
        for (const text of [made.text, list.text, rows]) assert.ok(!text.includes(secret), secret);
      }
      const removed = await call(app, people.admin, { method: 'DELETE', url: `/api/room-cameras/${made.body.id}` });
      assert.equal(removed.status, 200);
      const row = await db
        .selectFrom('roomCamera')
        .selectAll()
        .where('id', '=', made.body.id)
        .executeTakeFirstOrThrow();
      assert.deepEqual([row.sealed, row.address, row.roomId, row.name], [null, null, null, 'Back']);
      for (const method of ['PATCH', 'DELETE'] as const)
        assert.equal(
          (await call(app, people.admin, { method, url: `/api/room-cameras/${row.id}`, body: {} })).code,
          'not_found',
        );
    }));

  test('a password goes along to another path of its camera, never to another host', () =>
    inRoom(open, async ({ app, db, people, cameraId }) => {
      const secrets = cameraSecrets(app.platform.secrets.signing);
      const now = async (body: object) => {
        await call(app, people.admin, { method: 'PATCH', url: `/api/room-cameras/${cameraId}`, body });
        const { sealed } = await db
          .selectFrom('roomCamera')
          .select('sealed')
          .where('id', '=', cameraId)
          .executeTakeFirstOrThrow();
        const { user, password } = secrets.open(cameraId, sealed as Uint8Array);
        return [user, password];
      };
      assert.deepEqual(await now({ name: 'Renamed' }), ['viewer', 'pa55']);
      assert.deepEqual(await now({ url: 'http://10.9.9.9/other.jpg' }), ['viewer', 'pa55']);
      assert.deepEqual(await now({ password: 'new' }), ['viewer', 'new']);
      for (const url of ['http://10.9.9.10/', 'https://10.9.9.9/', 'http://10.9.9.9:8080/']) {
        await now({ url: 'http://10.9.9.9/', user: 'viewer', password: 'pa55' });
        assert.deepEqual(await now({ url }), ['', ''], url);
      }
    }));

  test('what is no address, no room or no recent proof adds nothing', () =>
    inRoom(open, async ({ app, people, roomId }) => {
      const add = (change: object, who = people.admin) =>
        call(app, who, { method: 'POST', url: '/api/room-cameras', body: { ...ip, roomId, ...change } });
      for (const change of [
        { url: 'ftp://10.0.0.1/' },
        { url: 'file:///etc/passwd' },
        { url: 'http://user:pass@10.0.0.1/' },
        { url: '10.0.0.1' },
        { user: 'a:b' },
        { password: 'line\r\nbreak' },
        { roomId: people.admin.person.id },
        { kind: 'browser', roomId: people.admin.person.id },
      ])
        assert.equal((await add(change)).code, 'invalid_request', JSON.stringify(change));
      assert.equal((await add({}, people.teacher)).code, 'forbidden');
      app.clock.now += 11 * 60_000;
      assert.equal((await add({})).code, 'reauthentication_required');
      const turnOn = { method: 'PUT' as const, url: '/api/monitoring', body: noMonitoring };
      assert.equal((await call(app, people.admin, turnOn)).code, 'reauthentication_required');
    }));

  test('a trial asks where the operator allows, says what was wrong, and keeps nothing', () =>
    inRoom(open, async ({ app, db, people, cameraId }) => {
      const attempt = () =>
        call<CameraTrial>(app, people.admin, { method: 'POST', url: `/api/room-cameras/${cameraId}/try` });
      assert.equal((await attempt()).body.fault, 'not_allowed', 'no setting of the server opens anything');
      const { body } = await call<MonitoringSettings>(app, people.admin, { url: '/api/monitoring' });
      assert.deepEqual(body.reach, { hosts: [], ports: ['80', '443', '8080', '8443'] });
      await db
        .updateTable('roomCamera')
        .set({ sealed: Buffer.alloc(60) })
        .execute();
      assert.equal((await attempt()).body.fault, 'secret_lost');
      assert.equal((await db.selectFrom('roomSnapshot').select('id').execute()).length, 0);
    }));
});
