import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Db, newId, transact } from '../../../platform/db/index.ts';
import { eachDatabase } from '../../../platform/db/testing.ts';
import { importer, NOW, startCollege } from '../imports/testing-imports.ts';
import { enrolStudents } from '../rosters/enrol-students.ts';
import { addTestPerson } from '../testing.ts';
import { fullOnDay } from './full-on-day.ts';
import { fullRooms, onePerRoom } from './full-rooms.ts';
import { saveSlot } from './save-slot.ts';
import { timetableOf } from './timetable.store.ts';

const MONDAY = '2026-08-17';
const SEATS = 5;

/** Two sections of one teacher, three students each, and a room with five seats. */
const start = async (db: Db) => {
  const { admin, teacher } = await startCollege(db);
  await db.updateTable('room').set({ capacity: SEATS }).execute();
  const room = await db.selectFrom('room').selectAll().executeTakeFirstOrThrow();
  const first = await db.selectFrom('section').selectAll().executeTakeFirstOrThrow();
  const second = { ...first, id: newId(), name: 'B' };
  await db.insertInto('section').values(second).execute();
  await db.insertInto('sectionFaculty').values({ sectionId: second.id, personId: teacher }).execute();
  const enrol = async (sectionId: string, count: number) => {
    const ids: string[] = [];
    for (let n = 0; n < count; n += 1) ids.push(await addTestPerson(db, { role: 'student', name: 'S', usn: newId() }));
    await enrolStudents(db, { sectionId, studentIds: ids, usns: [], now: NOW });
    return ids;
  };
  await enrol(first.id, 3);
  await enrol(second.id, 3);
  const slot = (sectionId: string, fields: { start?: string; end?: string; roomId?: string | null } = {}) =>
    transact(db, (trx) =>
      saveSlot(trx, {
        sectionId,
        fields: {
          ...{ weekday: 1, start: '10:00', end: '11:00', repeat: 'weekly', teacherId: null, from: null, until: null },
          roomId: room.id,
          ...fields,
        },
      }),
    );
  const said = async (sectionId: string) =>
    (await timetableOf(db, sectionId)).full.map(({ students, capacity, sections }) => [students, capacity, sections]);
  return { admin, teacher, room, first, second, enrol, slot, said };
};

eachDatabase((open) => {
  describe('rooms with fewer seats than students', () => {
    it('are said of a timetable once there is one too many, and not before', async () => {
      const db = await open();
      const { first, enrol, slot, said } = await start(db);
      await slot(first.id);
      assert.deepEqual(await said(first.id), []);
      await enrol(first.id, SEATS - 3);
      assert.deepEqual(await said(first.id), [], 'as many as seats');
      await enrol(first.id, 1);
      assert.deepEqual(await said(first.id), [[SEATS + 1, SEATS, 1]]);
      await db.updateTable('room').set({ capacity: null }).execute();
      assert.deepEqual(await said(first.id), [], 'nobody has counted its seats');
    });

    it('count sections that are taught together in one sum, of both', async () => {
      const db = await open();
      const { first, second, slot, said, teacher } = await start(db);
      await slot(first.id);
      await slot(second.id);
      assert.deepEqual(await said(first.id), [[6, SEATS, 2]]);
      assert.deepEqual(await said(second.id), [[6, SEATS, 2]]);
      // Another teacher: a conflict over the room, but no common class.
      const other = await addTestPerson(db, { role: 'faculty', name: 'Other' });
      await db
        .updateTable('sectionFaculty')
        .set({ personId: other } as never)
        .where('sectionId', '=', second.id)
        .execute();
      assert.deepEqual(await said(first.id), []);
      await db
        .updateTable('sectionFaculty')
        .set({ personId: teacher } as never)
        .where('sectionId', '=', second.id)
        .execute();
      await db
        .updateTable('timetableSlot')
        .set({ startTime: '12:00', endTime: '13:00' })
        .where('sectionId', '=', second.id)
        .execute();
      assert.deepEqual(await said(first.id), [], 'after each other');
    });

    it('are said before it is so: of slots and students to be', async () => {
      const db = await open();
      const { first, slot, room } = await start(db);
      const id = await slot(first.id, { roomId: null });
      const row = await db.selectFrom('timetableSlot').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
      const planned = [{ ...row, roomId: room.id }];
      const sectionIds = [first.id];
      assert.deepEqual(await fullRooms(db, { sectionIds, planned }), []);
      const more = new Map([[first.id, 3]]);
      assert.deepEqual(
        (await fullRooms(db, { sectionIds, planned, more })).map(({ students }) => students),
        [6],
      );
      assert.deepEqual(await fullRooms(db, { sectionIds, more }), [], 'it has no room yet');
      const twice = [...planned, { ...row, id: newId(), weekday: 2, roomId: room.id }];
      const full = await fullRooms(db, { sectionIds, planned: twice, more });
      assert.deepEqual([full.length, onePerRoom(full).length], [2, 1]);
    });

    it('are said of one class that is moved, with those who are moved there, too', async () => {
      const db = await open();
      const { first, second, slot, room, admin } = await start(db);
      const [a, b] = [await slot(first.id, { roomId: null }), await slot(second.id, { roomId: null })];
      const move = (slotId: string, start: string, end: string) =>
        db
          .insertInto('slotException')
          .values({
            ...{
              slotId,
              day: MONDAY,
              isCancelled: false,
              reason: null,
              substituteId: null,
              changedBy: admin,
              changedAt: NOW,
            },
            ...{ movedDay: '2026-08-19', movedStart: start, movedEnd: end, movedRoomId: room.id },
          })
          .execute();
      const at = { slotId: a, day: MONDAY, sectionId: first.id };
      assert.equal(await fullOnDay(db, at), null);
      await move(a, '14:00', '15:00');
      assert.equal(await fullOnDay(db, at), null, 'three in five seats');
      await move(b, '14:00', '15:00');
      const full = await fullOnDay(db, at);
      assert.deepEqual([full?.students, full?.capacity, full?.sections], [6, SEATS, 2]);
      await db.updateTable('slotException').set({ isCancelled: true }).where('slotId', '=', b).execute();
      assert.equal(await fullOnDay(db, at), null, 'who is cancelled takes no seats');
    });

    it('are noticed in files of enrolments and of timetables, which are applied all the same', async () => {
      const db = await open();
      const { admin, first, slot } = await start(db);
      const { check, apply } = importer(db, admin);
      const names = Array.from({ length: 4 }, (_, n) => `NEW${n}`);
      for (const usn of names) await addTestPerson(db, { role: 'student', name: usn, usn });
      const enrolments = ['course,section,usn', ...names.map((usn) => `CS501,A,${usn}`)].join('\n');
      assert.deepEqual((await check('enrolments', enrolments)).report?.notices, [], 'no room yet');
      const timetable = 'course,section,weekday,start,end,room\nCS501,A,Monday,10:00,11:00,Hall 1';
      assert.deepEqual((await check('timetable', timetable)).report?.notices, [], 'three students');
      await slot(first.id);
      const checked = await check('enrolments', enrolments);
      const notices = checked.report?.notices.map(({ row, column, code, value }) => [row, column, code, value]);
      assert.deepEqual(notices, [[2, 'room', 'over_capacity', 'CS501 A: 7 / 5, Hall 1']]);
      const applied = await apply(checked);
      assert.deepEqual([applied.state, applied.report?.notices.length], ['applied', 1]);
      await db.deleteFrom('timetableSlot').execute();
      assert.equal((await check('timetable', timetable)).report?.notices.length, 1);
      const leaving = ['course,section,usn,status', ...names.slice(0, 1).map((usn) => `CS501,A,${usn},dropped`)].join(
        '\n',
      );
      await slot(first.id);
      assert.deepEqual((await check('enrolments', leaving)).report?.notices, [], 'leaving makes nothing fuller');
    });
  });
});
