import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type MonitoringNotice, RoomView } from '@smart-presence/contract';
import { newId } from '../../../platform/db/index.ts';
import { eachDatabase } from '../../../platform/db/testing.ts';
import { closeSession, openSession, setMarks } from '../../attendance/index.ts';
import { addClass, NOW } from '../../attendance/testing.ts';
import { CameraFaulted } from '../cameras/camera-faulted.ts';
import { roomView } from '../room-view.ts';
import { call, inRoom } from '../testing-monitoring.ts';

eachDatabase((open) => {
  test('a look leaves numbers and who of the roster was seen, and nothing else', () =>
    inRoom(open, async ({ db, look, script, group, snapshots, sessionId }) => {
      script.matched = [group.students[0]?.personId ?? '', 'somebody-of-another-class'];
      Object.assign(script, { unsure: 1, strangers: 2 });
      assert.equal(await look(), 1);
      assert.deepEqual(await snapshots(), [{ faces: 5, unknown: 3, fault: null, sessionId }]);
      const sightings = await db.selectFrom('roomSighting').select('studentId').execute();
      assert.deepEqual(sightings, [{ studentId: group.students[0]?.personId }]);
      assert.deepEqual(
        [...(script.asked[0]?.studentIds ?? [])].sort(),
        group.students.map(({ personId }) => personId).sort(),
        'nobody but the roster is looked for',
      );
      assert.deepEqual(await db.selectFrom('roomPicture').select('id').execute(), []);
    }));

  test('nothing is asked while it is off, for other rooms or sections, without a room, or once the session is over', () =>
    inRoom(open, async ({ db, app, look, rules, camera, roomId, group, sessionId }) => {
      const other = await addClass(db);
      for (const off of [
        { mode: 'off' as const, roomIds: [roomId], sectionIds: [group.sectionId] },
        { mode: 'chosen' as const },
        { mode: 'chosen' as const, sectionIds: [other.sectionId] },
      ]) {
        app.clock.now += 1;
        await rules(off);
        assert.equal(await look(), 0);
      }
      for (const on of [{ roomIds: [roomId] }, { sectionIds: [group.sectionId] }]) {
        app.clock.now += 600_000;
        await db
          .updateTable('attendanceSession')
          .set({ endsAt: app.clock.now + 60_000 })
          .execute();
        await rules({ mode: 'chosen', ...on });
        assert.equal(await look(), 1);
      }
      const asked = camera.asked;
      await db.deleteFrom('sessionRoom').execute();
      app.clock.now += 50_000;
      assert.equal(await look(), 0, 'nobody knows where the session is');
      await db
        .insertInto('sessionRoom')
        .values({ sessionId, roomId, chosenBy: group.teacher.personId, chosenAt: NOW })
        .execute();
      app.clock.now += 20_000;
      assert.equal(await look(), 0, 'its time is over, whether or not the clock has written it');
      assert.equal(camera.asked, asked);
    }));

  test('the room is the only one the section ever has, the one of this class, or what somebody said', () =>
    inRoom(open, async ({ db, app, people, sessionId, roomId, group }) => {
      const view = async () =>
        (await call<RoomView>(app, people.teacher, { url: `/api/attendance-sessions/${sessionId}/room` })).body;
      const slot = (id: string, room: string | null) =>
        db
          .insertInto('timetableSlot')
          .values({
            ...{ id, sectionId: group.sectionId, weekday: 1, startTime: '09:00', endTime: '10:00', repeat: 'weekly' },
            ...{ roomId: room, teacherId: null, fromDay: null, untilDay: null, removedAt: null },
          })
          .execute();
      const choose = (to: string | null, who = people.teacher) =>
        call<RoomView>(app, who, {
          method: 'PUT',
          url: `/api/attendance-sessions/${sessionId}/room`,
          body: { roomId: to },
        });
      assert.equal((await view()).roomBy, 'choice');
      assert.equal((await choose(null)).body.state, 'no-room');
      await slot('slot-1', roomId);
      await slot('slot-2', null);
      assert.deepEqual(
        [(await view()).roomBy, (await view()).room?.name, (await view()).state],
        ['usual', 'Hall 1', 'on'],
      );
      const otherRoom = newId();
      const room = await db.selectFrom('room').selectAll().executeTakeFirstOrThrow();
      await db
        .insertInto('room')
        .values({ ...room, id: otherRoom, name: 'Hall 2', nameKey: 'hall 2' })
        .execute();
      await slot('slot-3', otherRoom);
      assert.equal((await view()).roomBy, null, 'two rooms: nobody knows which');
      await db
        .insertInto('scheduledSession')
        .values({
          ...{
            id: sessionId,
            slotId: 'slot-3',
            day: '2026-08-03',
            sectionId: group.sectionId,
            startsAt: NOW,
            endsAt: NOW + 1,
          },
          ...{ roomId: otherRoom, teacherId: null, state: 'opened', reason: null },
        })
        .execute();
      assert.deepEqual([(await view()).roomBy, (await view()).state], ['timetable', 'no-camera']);
      assert.equal((await choose(roomId)).body.roomBy, 'choice');
      assert.equal((await choose(sessionId)).code, 'invalid_request');
      assert.equal((await choose(roomId, people.stranger)).code, 'not_found');
      await closeSession(db, { sessionId, viewer: group.teacher, now: app.clock.now });
      assert.equal((await choose(null)).code, 'session_closed');
    }));

  test('of two servers one takes each look, and a server that died holds a camera for a minute', () =>
    inRoom(open, async ({ db, app, look, camera, snapshots, script }) => {
      const both = await Promise.all([look(), look(), look()]);
      assert.deepEqual([both.reduce((sum, n) => sum + n, 0), camera.asked, (await snapshots()).length], [1, 1, 1]);
      assert.equal(await look(), 0, 'the next one is due after the interval');
      app.clock.now += 60_000;
      await db
        .updateTable('roomCamera')
        .set({ leaseToken: 'dead', leaseUntil: app.clock.now + 30_000, nextAt: 0 })
        .execute();
      assert.equal(await look(), 0);
      app.clock.now += 30_000;
      // Taken over while it is at it: what it saw is no longer wanted.
      script.meanwhile = () => db.updateTable('roomCamera').set({ leaseToken: 'taken over' }).execute();
      assert.equal(await look(), 1);
      assert.equal((await snapshots()).length, 1);
    }));

  test('a look that fails is told, and a camera that goes on failing is asked less and less often', () =>
    inRoom(open, async ({ db, app, look, camera, snapshots, group, sessionId, cameraId }) => {
      await db
        .updateTable('attendanceSession')
        .set({ endsAt: NOW + 10 * 3_600_000 })
        .execute();
      camera.gives = new CameraFaulted('too_slow');
      const pauses: number[] = [];
      for (let round = 0; round < 6; round += 1) {
        assert.equal(await look(), 1);
        const { nextAt } = await db.selectFrom('roomCamera').select('nextAt').executeTakeFirstOrThrow();
        pauses.push((nextAt - app.clock.now) / 1000);
        app.clock.now = nextAt;
      }
      assert.deepEqual(pauses, [60, 240, 480, 600, 600, 600]);
      assert.deepEqual(
        (await snapshots()).map(({ fault }) => fault),
        Array(6).fill('too_slow'),
      );
      const body = await roomView(db, { sessionId, viewer: group.teacher, now: app.clock.now });
      assert.deepEqual([body.cameras[0]?.fault, body.looks[0]?.faces, body.markedNotSeen], ['too_slow', null, []]);
      camera.gives = new CameraFaulted('redirect_refused');
      await look();
      const [sign] = await db.selectFrom('securityEvent').select(['code', 'actorKind', 'actor']).execute();
      assert.deepEqual(sign, { code: 'camera_led_elsewhere', actorKind: 'device', actor: cameraId });
      app.clock.now += 600_000;
      camera.gives = Buffer.from('fine again');
      await look();
      const row = await db.selectFrom('roomCamera').select(['fault', 'failures', 'nextAt']).executeTakeFirstOrThrow();
      assert.deepEqual(row, { fault: null, failures: 0, nextAt: app.clock.now + 60_000 });
      const news = await db.selectFrom('domainEvent').select('type').where('type', '=', 'camera.changed').execute();
      assert.equal(news.length, 4, 'added, slow, leading elsewhere, fine again: not every look');
    }));

  test('people who check in come first: while they wait no room is looked into', () =>
    inRoom(open, async ({ look, camera }) => {
      assert.equal(await look({ hasRoom: () => false }), 0);
      assert.equal(camera.asked, 0);
    }));

  test('what was seen of a session that closed meanwhile, or that somebody else is in, is not kept', () =>
    inRoom(open, async ({ db, look, script, snapshots, group, sessionId, roomId }) => {
      const other = await addClass(db);
      const second = await openSession(db, { sectionId: other.sectionId, viewer: other.teacher, now: NOW });
      await db
        .insertInto('sessionRoom')
        .values({ sessionId: second.id, roomId, chosenBy: other.teacher.personId, chosenAt: NOW })
        .execute();
      script.meanwhile = () =>
        db.updateTable('attendanceSession').set({ state: 'closed' }).where('id', '=', sessionId).execute();
      script.matched = [group.students[0]?.personId ?? '', other.students[0]?.personId ?? ''];
      await look();
      assert.deepEqual(
        (await snapshots()).map((one) => one.sessionId),
        [second.id],
      );
      assert.deepEqual(
        (await db.selectFrom('roomSighting').select('studentId').execute()).map(({ studentId }) => studentId),
        [other.students[0]?.personId],
        'each roster by itself',
      );
    }));

  test('its teachers see lists and figures beside the marks, strangers nothing, students that a camera looks', () =>
    inRoom(open, async ({ db, app, look, script, group, people, sessionId, rules }) => {
      const [one, two, three] = group.students.map(({ personId }) => personId) as [string, string, string];
      const marks = [one, two].map((studentId) => ({ studentId, code: 'P' }));
      await setMarks(db, { sessionId, viewer: group.teacher, marks, reason: null, now: NOW });
      script.matched = [one, three];
      script.strangers = 1;
      for (let round = 0; round < 3; round += 1) {
        await look();
        app.clock.now += 60_000;
      }
      const url = `/api/attendance-sessions/${sessionId}/room`;
      const { body } = await call<RoomView>(app, people.teacher, { url });
      RoomView.parse(body);
      assert.deepEqual(
        body.looks.map(({ faces, matched, unknown }) => [faces, matched, unknown]),
        Array(3).fill([3, 2, 1]),
      );
      assert.deepEqual(
        body.markedNotSeen.map(({ student, mark, seen, looks }) => [student.id, mark, seen, looks]),
        [[two, 'P', 0, 3]],
      );
      assert.deepEqual(
        body.seenNotMarked.map(({ student, mark, seen, looks }) => [student.id, mark, seen, looks]),
        [[three, null, 3, 3]],
      );
      assert.deepEqual(body.coverage, { comparable: 2, seen: 1, withoutFace: 0, isPoor: false });
      assert.equal(body.room?.capacity, 20);
      assert.equal((await call(app, people.stranger, { url })).code, 'not_found');
      assert.equal((await call(app, people.student, { url })).code, 'forbidden');
      const notices = async () =>
        (await call<MonitoringNotice[]>(app, people.student, { url: '/api/me/monitoring' })).body;
      assert.deepEqual(await notices(), [{ sessionId, room: 'Hall 1', everySeconds: 60, pictureDays: null }]);
      await rules({ mode: 'off' });
      assert.deepEqual(await notices(), []);
      const after = await db.selectFrom('mark').select('studentId').where('sessionId', '=', sessionId).execute();
      assert.equal(after.length, 2, 'no look ever changes a mark');
    }));
});
