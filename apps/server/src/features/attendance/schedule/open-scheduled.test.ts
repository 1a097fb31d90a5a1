import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Db, transact } from '../../../platform/db/index.ts';
import { eachDatabase } from '../../../platform/db/testing.ts';
import type { Viewer } from '../../../platform/http/index.ts';
import { changeClass, createPlace, saveRoom } from '../../academics/index.ts';
import { closeDueSessions } from '../close-due-sessions.ts';
import { closeSession } from '../close-session.ts';
import { openSessionsAt } from '../kiosk-home.ts';
import { openSession } from '../open-session.ts';
import { placeOf } from '../place-of.ts';
import { addViewer, allMarks, eventTypes, MINUTE_MS, NOW, refuses } from '../testing.ts';
import { timetableFollower as follower } from './follow-timetable.ts';
import { openDueSessions, openScheduled } from './open-scheduled.ts';
import { scheduledViews } from './scheduled.store.ts';
import { addTimetabledClass, HOUR_MS, on, scheduledRows } from './testing.ts';

const AT_TEN = NOW + HOUR_MS;

const opensItself = (db: Db, sectionId: string) =>
  db.updateTable('section').set({ isSelfOpening: true }).where('id', '=', sectionId).execute();
const firstId = async (db: Db, sectionId: string): Promise<string> => (await scheduledRows(db, sectionId))[0]?.id ?? '';

eachDatabase((open) => {
  describe('opening from the timetable', () => {
    it('opens the class that is due, which keeps its id', async () => {
      const db = await open();
      const { sectionId, teacher } = await addTimetabledClass(db);
      const id = await firstId(db, sectionId);
      const early = AT_TEN - 15 * MINUTE_MS;
      await assert.rejects(openScheduled(db, { id, viewer: teacher, now: early - 1 }), refuses('class_not_due'));
      const session = await openScheduled(db, { id, viewer: teacher, now: early });
      assert.deepEqual([session.id, session.state], [id, 'open']);
      const [view] = await scheduledViews(db, { viewer: teacher, id, now: early });
      assert.equal(view?.state, 'opened');
    });

    it('is over when the class is', async () => {
      const db = await open();
      const { sectionId, teacher } = await addTimetabledClass(db);
      const id = await firstId(db, sectionId);
      await assert.rejects(openScheduled(db, { id, viewer: teacher, now: AT_TEN + HOUR_MS }), refuses('class_not_due'));
    });

    it('takes up the class that is due when the section is opened without naming it, and no other', async () => {
      const db = await open();
      const { sectionId, teacher } = await addTimetabledClass(db);
      const before = await openSession(db, { sectionId, viewer: teacher, now: NOW });
      await closeSession(db, { sessionId: before.id, viewer: teacher, now: NOW + MINUTE_MS });
      assert.equal((await scheduledRows(db, sectionId))[0]?.state, 'scheduled', 'an hour before is not this class');
      const session = await openSession(db, { sectionId, viewer: teacher, now: AT_TEN + MINUTE_MS });
      assert.equal(session.id, await firstId(db, sectionId));
      await closeSession(db, { sessionId: session.id, viewer: teacher, now: AT_TEN + 2 * MINUTE_MS });
      const again = await openSession(db, { sectionId, viewer: teacher, now: AT_TEN + 3 * MINUTE_MS });
      assert.notEqual(again.id, session.id);
    });

    it('is for those who teach it', async () => {
      const db = await open();
      const { sectionId, students } = await addTimetabledClass(db);
      const id = await firstId(db, sectionId);
      for (const viewer of [await addViewer(db, 'faculty', 'Stranger'), students[0] as Viewer])
        await assert.rejects(openScheduled(db, { id, viewer, now: AT_TEN }), refuses('not_found'));
      const admin = await addViewer(db, 'admin', 'Admin');
      assert.equal((await openScheduled(db, { id, viewer: admin, now: AT_TEN })).id, id);
    });

    it('happens by itself where chosen, once, with two servers at it', async () => {
      const db = await open();
      const { sectionId, teacher, students } = await addTimetabledClass(db);
      const other = await addTimetabledClass(db);
      await opensItself(db, sectionId);
      assert.deepEqual(await openDueSessions(db, AT_TEN - 1), { opened: [], waiting: [] });
      const runs = await Promise.all([1, 2].map(() => openDueSessions(db, AT_TEN)));
      const id = await firstId(db, sectionId);
      assert.deepEqual(
        runs.flatMap(({ opened }) => opened),
        [id],
      );
      assert.deepEqual(await eventTypes(db, id), ['session.opened']);
      const { openedBy } = await db.selectFrom('attendanceSession').selectAll().executeTakeFirstOrThrow();
      assert.equal(openedBy, teacher.personId);
      assert.equal(
        (await scheduledRows(db, other.sectionId))[0]?.state,
        'scheduled',
        'the other waits for its teacher',
      );
      await Promise.all([1, 2].map(() => closeDueSessions(db, AT_TEN + HOUR_MS)));
      assert.deepEqual(await eventTypes(db, id), ['session.opened', 'session.closed']);
      assert.equal((await allMarks(db, id)).length, students.length);
    });

    it('does not happen by itself when cancelled, nor long after the beginning', async () => {
      const db = await open();
      const { sectionId, slotId, teacher } = await addTimetabledClass(db);
      const late = await addTimetabledClass(db);
      await opensItself(db, sectionId);
      await opensItself(db, late.sectionId);
      const change = { cancelled: { reason: 'Ill' } };
      await transact(db, (trx) => changeClass(trx, { on: on(slotId, { viewer: teacher }), change, follower }));
      assert.deepEqual(await openDueSessions(db, AT_TEN + 15 * MINUTE_MS), { opened: [], waiting: [] });
      assert.deepEqual(await db.selectFrom('attendanceSession').select('id').execute(), []);
    });

    it('waits for a teacher who has another session open', async () => {
      const db = await open();
      const { sectionId, slotId, teacher } = await addTimetabledClass(db);
      const busy = await addTimetabledClass(db);
      await opensItself(db, sectionId);
      const change = { substituteId: busy.teacher.personId };
      await transact(db, (trx) => changeClass(trx, { on: on(slotId, { viewer: teacher }), change, follower }));
      await openSession(db, { sectionId: busy.sectionId, viewer: busy.teacher, minutes: 10, now: AT_TEN - MINUTE_MS });
      const id = await firstId(db, sectionId);
      assert.deepEqual(await openDueSessions(db, AT_TEN), { opened: [], waiting: [id] });
      assert.deepEqual(await openDueSessions(db, AT_TEN + 10 * MINUTE_MS), { opened: [id], waiting: [] });
    });

    it('expects people where the room is', async () => {
      const db = await open();
      const place = { name: 'Annexe', latitude: 13.1, longitude: 77.6, radius: 50, networks: [] };
      const annexe = await createPlace(db, place);
      const room = await saveRoom(db, { name: 'A 12', placeId: annexe.id, capacity: 40 });
      const { sectionId, teacher } = await addTimetabledClass(db, { slot: { roomId: room.id } });
      const { id } = await openScheduled(db, { id: await firstId(db, sectionId), viewer: teacher, now: AT_TEN });
      const there = { latitude: 13.1, longitude: 77.6, accuracy: 5, at: AT_TEN };
      const judge = (reported: typeof there) =>
        placeOf(db, { request: { place: reported, address: '192.0.2.1', now: AT_TEN }, session: { id, sectionId } });
      assert.equal((await judge(there)).finding, 'strong');
      assert.equal((await judge({ ...there, latitude: 12.97 })).finding, 'outside');
    });

    it('is at the door of its room, not at that of its department', async () => {
      const db = await open();
      const somewhere = { latitude: 13.1, longitude: 77.6, radius: 50, networks: [] };
      const annexe = await createPlace(db, { name: 'Annexe', ...somewhere });
      const main = await createPlace(db, { name: 'Main', ...somewhere });
      const room = await saveRoom(db, { name: 'A 12', placeId: annexe.id, capacity: 40 });
      const { sectionId, teacher, departmentId } = await addTimetabledClass(db, { slot: { roomId: room.id } });
      await db.updateTable('department').set({ placeId: main.id }).where('id', '=', departmentId).execute();
      const { id } = await openScheduled(db, { id: await firstId(db, sectionId), viewer: teacher, now: AT_TEN });
      const idsAt = async (placeId: string) =>
        (await openSessionsAt(db, { placeId, now: AT_TEN })).map((one) => one.id);
      assert.deepEqual([await idsAt(annexe.id), await idsAt(main.id)], [[id], []]);
      const [told] = await db.selectFrom('domainEvent').select('data').where('sessionId', '=', id).execute();
      assert.equal(
        (JSON.parse(told?.data ?? '{}') as { placeId?: string }).placeId,
        annexe.id,
        'its kiosks hear of it',
      );
    });
  });
});
