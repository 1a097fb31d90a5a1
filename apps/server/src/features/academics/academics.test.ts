import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Db } from '../../platform/db/index.ts';
import { eachDatabase } from '../../platform/db/testing.ts';
import { AppError } from '../../platform/http/index.ts';
import { createCourse } from './create-course.ts';
import { createPlace, deletePlace } from './places.store.ts';
import { dropStudent } from './rosters/drop-student.ts';
import { enrolStudents } from './rosters/enrol-students.ts';
import { roster } from './rosters/roster.store.ts';
import { activeStudents, findSection, isActivelyEnrolled, sectionsOf } from './sections.store.ts';
import { currentTermId, deleteDepartment, listCourses, saveDepartment, saveTerm } from './structure.store.ts';
import { addTestPerson } from './testing.ts';

const now = Date.UTC(2026, 7, 10);
const refuses = (code: string) => (error: unknown) => error instanceof AppError && error.code === code;

const college = async (db: Db) => {
  const department = await saveDepartment(db, { name: 'Computer Science', code: 'CS', placeId: null });
  await saveTerm(db, { fields: { name: 'Odd 2026', start: '2026-07-01', end: '2026-12-15' }, now });
  const admin = { personId: await addTestPerson(db, { role: 'admin', name: 'Admin' }), role: 'admin' };
  const teacher = { personId: await addTestPerson(db, { role: 'faculty', name: 'Teacher' }), role: 'faculty' };
  const stranger = { personId: await addTestPerson(db, { role: 'faculty', name: 'Stranger' }), role: 'faculty' };
  const fields = { code: 'CS501', name: 'Networks', departmentId: department.id, prescribedHours: 40 };
  const course = await createCourse(db, { fields, facultyIds: [teacher.personId], now });
  const [section] = await sectionsOf(db, admin);
  assert.ok(section);
  return { department, admin, teacher, stranger, course, section, fields };
};

eachDatabase((open) => {
  describe('academics', () => {
    it('makes a course with its one section in the current term', async () => {
      const { course, section, teacher } = await college(await open());
      assert.equal(course.sections, 1);
      assert.equal(section.course.code, 'CS501');
      assert.deepEqual(
        section.faculty.map((f) => f.id),
        [teacher.personId],
      );
    });

    it('refuses a code that differs only in case and spaces, and a teacher who is a student', async () => {
      const db = await open();
      const { fields } = await college(db);
      await assert.rejects(
        createCourse(db, { fields: { ...fields, code: 'cs 501' }, facultyIds: [], now }),
        refuses('code_taken'),
      );
      const student = await addTestPerson(db, { role: 'student', name: 'S', usn: '1' });
      await assert.rejects(
        createCourse(db, { fields: { ...fields, code: 'CS502' }, facultyIds: [student], now }),
        refuses('invalid_request'),
      );
      assert.equal((await listCourses(db, {})).length, 1, 'nothing half-written');
    });

    it('shows a section to its teacher and its students only', async () => {
      const db = await open();
      const { section, teacher, stranger, admin } = await college(db);
      const student = await addTestPerson(db, { role: 'student', name: 'Asha', usn: '1SP' });
      const asStudent = { personId: student, role: 'student' };
      assert.equal(await findSection(db, asStudent, section.id), undefined);
      await enrolStudents(db, { sectionId: section.id, studentIds: [student], usns: [], now });
      for (const viewer of [admin, teacher, asStudent])
        assert.equal((await findSection(db, viewer, section.id))?.students, 1);
      assert.equal(await findSection(db, stranger, section.id), undefined);
      await dropStudent(db, { sectionId: section.id, studentId: student, now });
      assert.equal(await findSection(db, asStudent, section.id), undefined);
    });

    it('enrols by id and USN once, names unknown USNs, and re-enrols after a drop', async () => {
      const db = await open();
      const { section } = await college(db);
      const [a, b] = [
        await addTestPerson(db, { role: 'student', name: 'A', usn: '1SP001' }),
        await addTestPerson(db, { role: 'student', name: 'B', usn: '1SP002' }),
      ];
      const first = await enrolStudents(db, {
        sectionId: section.id,
        studentIds: [a],
        usns: ['1sp001', '1SP002', 'nobody'],
        now,
      });
      assert.deepEqual(first, { enrolled: 2, planned: 0, already: 0, unknownUsns: ['nobody'] });
      assert.deepEqual(await enrolStudents(db, { sectionId: section.id, studentIds: [a, b], usns: [], now }), {
        enrolled: 0,
        planned: 0,
        already: 2,
        unknownUsns: [],
      });
      await dropStudent(db, { sectionId: section.id, studentId: a, now: now + 1 });
      assert.equal(await isActivelyEnrolled(db, { sectionId: section.id, studentId: a }), false);
      assert.deepEqual(
        (await roster(db, section.id)).map((e) => [e.student.name, e.status]),
        [
          ['B', 'active'],
          ['A', 'dropped'],
        ],
      );
      await enrolStudents(db, { sectionId: section.id, studentIds: [a], usns: [], now: now + 2 });
      assert.deepEqual(
        (await activeStudents(db, section.id)).map((s) => s.name),
        ['A', 'B'],
      );
    });

    it('leaves disabled people off the roster', async () => {
      const db = await open();
      const { section } = await college(db);
      const a = await addTestPerson(db, { role: 'student', name: 'A', usn: '1' });
      await enrolStudents(db, { sectionId: section.id, studentIds: [a], usns: [], now });
      await db.updateTable('person').set({ isDisabled: true }).where('id', '=', a).execute();
      assert.deepEqual(await activeStudents(db, section.id), []);
      assert.equal(await isActivelyEnrolled(db, { sectionId: section.id, studentId: a }), false);
    });

    it('does not remove what is in use, and says by whom', async () => {
      const db = await open();
      const { department } = await college(db);
      const place = await createPlace(db, { name: 'Main', latitude: 12.9, longitude: 77.5, radius: 100, networks: [] });
      await saveDepartment(db, { name: department.name, code: department.code, placeId: place.id }, department.id);
      await assert.rejects(deletePlace(db, place.id), refuses('in_use'));
      await assert.rejects(deleteDepartment(db, department.id), refuses('in_use'));
    });

    it('takes the term that contains today, else the last that has begun', async () => {
      const db = await open();
      await college(db);
      const even = await saveTerm(db, { fields: { name: 'Even 2027', start: '2027-01-05', end: '2027-06-01' }, now });
      assert.equal(await currentTermId(db, Date.UTC(2027, 1, 1)), even.id);
      assert.equal(await currentTermId(db, Date.UTC(2027, 7, 1)), even.id);
      assert.notEqual(await currentTermId(db, Date.UTC(2026, 11, 20)), even.id);
    });
  });
});
