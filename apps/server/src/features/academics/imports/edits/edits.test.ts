import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { EditSpec, Import } from '@smart-presence/contract';
import { type Db, newId, transact } from '../../../../platform/db/index.ts';
import { eachDatabase } from '../../../../platform/db/testing.ts';
import { enrolStudents } from '../../rosters/enrol-students.ts';
import { addTestPerson } from '../../testing.ts';
import { saveSlot } from '../../timetable/save-slot.ts';
import { countsOf, importer, NOW, problemsOf, startCollege } from '../testing-imports.ts';

const start = async (db: Db) => {
  const { admin, teacher, department } = await startCollege(db);
  const students: string[] = [];
  for (let n = 0; n < 30; n += 1)
    students.push(await addTestPerson(db, { role: 'student', name: `Student ${n}`, usn: `S${n}` }));
  await db.updateTable('studentProfile').set({ year: 1 }).execute();
  const section = await db.selectFrom('section').selectAll().executeTakeFirstOrThrow();
  const room = await db.selectFrom('room').selectAll().executeTakeFirstOrThrow();
  const profiles = () => db.selectFrom('studentProfile').selectAll().orderBy('personId').execute();
  return { ...importer(db, admin), admin, teacher, department, students, section, room, profiles };
};

const students = (filter: Partial<Extract<EditSpec, { of: 'students' }>['filter']>, set: object): EditSpec => ({
  of: 'students',
  filter: { search: '', ...filter },
  set,
});
const sections = (filter: object, set: Extract<EditSpec, { of: 'sections' }>['set']): EditSpec => ({
  of: 'sections',
  filter: { search: '', ...filter },
  set,
});
const failureOf = ({ failure }: Import) => failure?.code;

eachDatabase((open) => {
  describe('an edit of all that match', () => {
    it('counts, changes exactly those, and is undone', async () => {
      const db = await open();
      const { edit, apply, undo, profiles } = await start(db);
      const before = await profiles();
      // “Student 1” and 10 to 19.
      const counted = await edit(students({ search: 'Student 1' }, { year: 2, sectionLabel: 'B' }));
      assert.deepEqual([counted.state, counted.report?.rows, countsOf(counted)], ['checked', 11, [0, 11, 0]]);
      assert.deepEqual(await profiles(), before, 'counting changes nothing');
      const applied = await apply(counted);
      assert.equal(applied.state, 'applied');
      const after = await profiles();
      assert.equal(after.filter(({ year, sectionLabel }) => year === 2 && sectionLabel === 'B').length, 11);
      assert.equal(after.filter(({ year, sectionLabel }) => year === 1 && sectionLabel === null).length, 19);
      assert.deepEqual(countsOf(await edit(students({ search: 'Student' }, { year: 2 }))), [0, 19, 11]);
      assert.equal((await undo(applied)).state, 'undone');
      assert.deepEqual(await profiles(), before);
    });

    it('is refused when another number matches by now, and can be counted again', async () => {
      const db = await open();
      const { edit, apply, recount, profiles, students: ids } = await start(db);
      const counted = await edit(students({ search: '' }, { year: 3 }));
      assert.deepEqual(countsOf(counted), [0, 30, 0]);
      await addTestPerson(db, { role: 'student', name: 'New', usn: 'NEW' });
      const refused = await apply(counted);
      assert.deepEqual([refused.state, failureOf(refused)], ['failed', 'edit_count_changed']);
      assert.equal((await profiles()).filter(({ year }) => year === 3).length, 0, 'nothing half done');
      const again = await recount(refused);
      assert.deepEqual(countsOf(again), [0, 31, 0]);
      // One of them has it already by the time it is applied: fewer change.
      await db
        .updateTable('studentProfile')
        .set({ year: 3 })
        .where('personId', '=', ids[0] ?? '')
        .execute();
      assert.equal(failureOf(await apply(again)), 'edit_count_changed');
      assert.equal((await apply(await recount(again))).state, 'applied');
      assert.equal((await profiles()).filter(({ year }) => year === 3).length, 31);
    });

    it('takes the filters of the list: department, status, and no teachers', async () => {
      const db = await open();
      const { edit, department, students: ids } = await start(db);
      await db
        .updateTable('studentProfile')
        .set({ departmentId: department.id })
        .where('personId', 'in', ids.slice(0, 4))
        .execute();
      await db.updateTable('person').set({ isDisabled: true }).where('id', 'in', ids.slice(0, 3)).execute();
      const count = async (filter: Parameters<typeof students>[0]) =>
        (await edit(students(filter, { semester: 5 }))).report?.rows;
      assert.equal(await count({}), 30);
      assert.equal(await count({ departmentId: department.id }), 4);
      assert.equal(await count({ departmentId: department.id, status: 'disabled' }), 3);
      assert.equal(await count({ role: 'faculty' }), 0);
    });

    it('names a department that is not there', async () => {
      const db = await open();
      const { edit } = await start(db);
      const departmentId = '0198c0de-0000-7000-8000-000000000000';
      assert.deepEqual(problemsOf(await edit(students({}, { departmentId }))), ['1 department unknown']);
    });

    it('is not undone over what somebody changed since', async () => {
      const db = await open();
      const { edit, apply, undo, students: ids, profiles } = await start(db);
      const applied = await apply(await edit(students({}, { year: 4 })));
      await db
        .updateTable('studentProfile')
        .set({ year: 5 })
        .where('personId', '=', ids[3] ?? '')
        .execute();
      const now = await profiles();
      const refused = await undo(applied);
      assert.deepEqual([refused.state, refused.undoProblemCount], ['applied', 1]);
      assert.deepEqual(await profiles(), now);
    });

    it('gives sections their faculty, their opening and a room for all slots, and takes it back', async () => {
      const db = await open();
      const { edit, apply, undo, section, room, admin, teacher } = await start(db);
      const { id, ...rest } = section;
      const [b, c, d] = [newId(), newId(), newId()];
      const others = [b, c, d].map((other, at) => ({ ...rest, id: other, name: 'BCD'.charAt(at) }));
      await db.insertInto('section').values(others).execute();
      const times = { repeat: 'weekly' as const, roomId: null, teacherId: null, from: null, until: null };
      for (const [sectionId, weekday] of [
        [id, 1],
        [id, 2],
        [b, 1],
      ] as const)
        await transact(db, (trx) =>
          saveSlot(trx, { sectionId, fields: { weekday, start: '10:00', end: '11:00', ...times } }),
        );
      const state = async () => ({
        faculty: await db.selectFrom('sectionFaculty').selectAll().orderBy('sectionId').orderBy('personId').execute(),
        opening: await db.selectFrom('section').select(['id', 'isSelfOpening']).orderBy('id').execute(),
        rooms: await db.selectFrom('timetableSlot').select(['id', 'roomId']).orderBy('id').execute(),
      });
      const before = await state();
      const counted = await edit(
        sections({ termId: section.termId }, { facultyIds: [admin], opensItself: true, roomId: room.id }),
      );
      assert.equal(counted.report?.rows, 4);
      assert.deepEqual(countsOf(counted), [0, 4 + 3, 0]);
      const applied = await apply(counted);
      const after = await state();
      assert.deepEqual(
        after.faculty.map(({ personId }) => personId),
        [admin, admin, admin, admin],
      );
      assert.ok(after.opening.every(({ isSelfOpening }) => isSelfOpening));
      assert.ok(after.rooms.every(({ roomId }) => roomId === room.id));
      assert.equal((await undo(applied)).state, 'undone');
      assert.deepEqual(await state(), before);
      assert.equal(before.faculty[0]?.personId, teacher);
      const some = await edit(sections({ ids: [b, c, newId()] }, { opensItself: true }));
      assert.deepEqual([some.report?.rows, countsOf(some)], [2, [0, 2, 0]]);
    });

    it('refuses who cannot teach, a room that is not there, and sections of an archived term', async () => {
      const db = await open();
      const { edit, section, students: ids } = await start(db);
      const nowhere = '0198c0de-0000-7000-8000-000000000000';
      assert.deepEqual(problemsOf(await edit(sections({}, { facultyIds: [ids[0] ?? ''] }))), [
        '1 teachers cannot_teach',
      ]);
      assert.deepEqual(problemsOf(await edit(sections({}, { roomId: nowhere }))), ['1 room unknown']);
      await db.updateTable('term').set({ archivedAt: NOW }).execute();
      assert.equal((await edit(sections({}, { opensItself: true }))).report?.rows, 0, 'they are in no list');
      const named = await edit(sections({ termId: section.termId }, { opensItself: true }));
      assert.deepEqual(problemsOf(named), ['1 term archived_term']);
    });

    it('says which rooms have fewer seats than students then, and does it all the same', async () => {
      const db = await open();
      const { edit, apply, section, room, students: ids } = await start(db);
      await db.updateTable('room').set({ capacity: 25 }).execute();
      await enrolStudents(db, { sectionId: section.id, studentIds: ids, usns: [], now: NOW });
      const times = { start: '10:00', end: '11:00', repeat: 'weekly' as const, from: null, until: null };
      const fields = { weekday: 1, ...times, roomId: null, teacherId: null };
      await transact(db, (trx) => saveSlot(trx, { sectionId: section.id, fields }));
      const counted = await edit(sections({}, { roomId: room.id }));
      assert.deepEqual(
        counted.report?.notices.map(({ code, value }) => [code, value]),
        [['over_capacity', 'CS501 A: 30 / 25, Hall 1']],
      );
      assert.equal((await apply(counted)).state, 'applied');
      await db.updateTable('room').set({ capacity: 30 }).execute();
      assert.deepEqual((await edit(sections({}, { roomId: null }))).report?.notices, []);
    });
  });
});
