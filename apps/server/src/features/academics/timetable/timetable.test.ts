import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Db, transact } from '../../../platform/db/index.ts';
import { eachDatabase } from '../../../platform/db/testing.ts';
import { AppError } from '../../../platform/http/index.ts';
import { createCourse } from '../create-course.ts';
import { createPlace, deletePlace } from '../places.store.ts';
import { sectionsOf } from '../sections.store.ts';
import { saveDepartment, saveTerm } from '../structure.store.ts';
import { addTestPerson } from '../testing.ts';
import { addHoliday, listHolidays, removeHoliday } from './holidays.store.ts';
import { deleteRoom, listRooms, saveRoom } from './rooms.store.ts';
import { removeSlot, saveSlot } from './save-slot.ts';
import { timetableOf } from './timetable.store.ts';

const now = Date.UTC(2026, 7, 10);
const refuses = (code: string) => (error: unknown) => error instanceof AppError && error.code === code;
const slot = {
  weekday: 1,
  start: '09:00',
  end: '10:00',
  repeat: 'weekly' as const,
  roomId: null as string | null,
  teacherId: null as string | null,
  from: null,
  until: null,
};

const college = async (db: Db) => {
  const place = await createPlace(db, { name: 'Main', latitude: 12.9, longitude: 77.5, radius: 100, networks: [] });
  const { id: departmentId } = await saveDepartment(db, { name: 'Physics', code: 'PH', placeId: null });
  const term = await saveTerm(db, { fields: { name: 'Odd 2026', start: '2026-07-01', end: '2026-12-15' }, now });
  const teachers = [
    await addTestPerson(db, { role: 'faculty', name: 'Ravi' }),
    await addTestPerson(db, { role: 'faculty', name: 'Usha' }),
  ] as const;
  for (const [index, teacher] of [teachers[0], teachers[0], teachers[1]].entries())
    await createCourse(db, {
      fields: { code: `PH${index}`, name: `Course ${index}`, departmentId, prescribedHours: null },
      facultyIds: [teacher],
      now,
    });
  const admin = { personId: await addTestPerson(db, { role: 'admin', name: 'Admin' }), role: 'admin' };
  const [first, second, third] = (await sectionsOf(db, admin)).map(({ id }) => id) as [string, string, string];
  return { place, term, teachers, sections: { first, second, third } };
};
const save = (db: Db, sectionId: string, fields: Partial<typeof slot> = {}) =>
  transact(db, (trx) => saveSlot(trx, { sectionId, fields: { ...slot, ...fields } }));

eachDatabase((open) => {
  describe('timetables', () => {
    it('hold the slots of a section in order of the week, without those removed', async () => {
      const db = await open();
      const { sections, teachers, place } = await college(db);
      const room = await saveRoom(db, { name: 'B 2', placeId: place.id, capacity: 60 });
      await save(db, sections.first, { weekday: 3 });
      await save(db, sections.first, { roomId: room.id, teacherId: teachers[1] });
      const gone = await save(db, sections.first, { weekday: 5 });
      await transact(db, (trx) => removeSlot(trx, { id: gone, now }));
      const { slots, term, opensItself } = await timetableOf(db, sections.first);
      assert.deepEqual(
        slots.map(({ weekday, room: where, teacher }) => [weekday, where?.name, teacher?.name]),
        [
          [1, 'B 2', 'Usha'],
          [3, undefined, undefined],
        ],
      );
      assert.deepEqual([term.start, term.end, opensItself], ['2026-07-01', '2026-12-15', false]);
      await assert.rejects(
        transact(db, (trx) => removeSlot(trx, { id: gone, now })),
        refuses('not_found'),
      );
    });

    it('warn of rooms and teachers that are somewhere else at the time, whoever looks', async () => {
      const db = await open();
      const { sections, teachers, place } = await college(db);
      const room = await saveRoom(db, { name: 'B 2', placeId: place.id, capacity: null });
      const mine = await save(db, sections.first, { roomId: room.id });
      await save(db, sections.second, { start: '09:30', end: '10:30' });
      await save(db, sections.third, { roomId: room.id });
      await save(db, sections.third, { weekday: 2, teacherId: teachers[0] });
      const found = (await timetableOf(db, sections.first)).conflicts;
      assert.deepEqual(
        found.map(({ slotId, shares, name, other }) => [slotId, shares, name, other.section.courseCode, other.start]),
        [
          [mine, 'room', 'B 2', 'PH2', '09:00'],
          [mine, 'teacher', 'Ravi', 'PH1', '09:30'],
        ],
      );
      assert.equal((await timetableOf(db, sections.second)).conflicts.length, 1, 'the other side is warned as well');
    });

    it('do not blame one of several teachers', async () => {
      const db = await open();
      const { sections, teachers } = await college(db);
      await db.insertInto('sectionFaculty').values({ sectionId: sections.first, personId: teachers[1] }).execute();
      await save(db, sections.first);
      await save(db, sections.second);
      assert.deepEqual((await timetableOf(db, sections.first)).conflicts, []);
    });

    it('refuse what does not exist', async () => {
      const db = await open();
      const { sections } = await college(db);
      const student = await addTestPerson(db, { role: 'student', name: 'S', usn: '1' });
      await assert.rejects(save(db, sections.first, { teacherId: student }), refuses('invalid_request'));
      await assert.rejects(save(db, sections.first, { roomId: student }), refuses('invalid_request'));
      assert.deepEqual((await timetableOf(db, sections.first)).slots, []);
    });
  });

  describe('rooms', () => {
    it('have a name of their own at their place, and stay while a timetable uses them', async () => {
      const db = await open();
      const { place, sections } = await college(db);
      const room = await saveRoom(db, { name: 'Lab 1', placeId: place.id, capacity: 30 });
      await assert.rejects(saveRoom(db, { name: 'LAB 1', placeId: place.id, capacity: 30 }), refuses('code_taken'));
      const renamed = await saveRoom(db, { name: 'Lab One', placeId: place.id, capacity: 32 }, room.id);
      assert.deepEqual(await listRooms(db), [renamed]);
      await save(db, sections.first, { roomId: room.id });
      await assert.rejects(deleteRoom(db, room.id), refuses('in_use'));
      await assert.rejects(deletePlace(db, place.id), refuses('in_use'));
      const spare = await saveRoom(db, { name: 'Spare', placeId: place.id, capacity: null });
      await deleteRoom(db, spare.id);
      await assert.rejects(deleteRoom(db, spare.id), refuses('not_found'));
    });
  });

  describe('holidays', () => {
    it('belong to a term and lie in it', async () => {
      const db = await open();
      const { term } = await college(db);
      const add = (first: string, last: string) =>
        transact(db, (trx) => addHoliday(trx, { termId: term.id, fields: { name: 'Harvest', first, last } }));
      await assert.rejects(add('2026-12-16', '2026-12-20'), refuses('invalid_request'));
      const late = await add('2026-10-02', '2026-10-02');
      const early = await add('2026-08-15', '2026-08-16');
      assert.deepEqual(await listHolidays(db, term.id), [early, late]);
      assert.deepEqual(await transact(db, (trx) => removeHoliday(trx, late.id)), { ...late, termId: term.id });
      assert.deepEqual(await listHolidays(db, term.id), [early]);
      await assert.rejects(
        transact(db, (trx) => removeHoliday(trx, late.id)),
        refuses('not_found'),
      );
    });
  });
});
