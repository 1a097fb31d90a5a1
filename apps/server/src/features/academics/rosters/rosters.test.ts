import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Db } from '../../../platform/db/index.ts';
import { eachDatabase } from '../../../platform/db/testing.ts';
import { AppError } from '../../../platform/http/index.ts';
import { createCourse } from '../create-course.ts';
import { activeStudents, isActivelyEnrolled, sectionsOf } from '../sections.store.ts';
import { saveDepartment, saveTerm } from '../structure.store.ts';
import { addTestPerson } from '../testing.ts';
import { carryOutPlanned } from './carry-out-planned.ts';
import { dropStudent } from './drop-student.ts';
import { enrolStudents } from './enrol-students.ts';
import { cancelPlan } from './planned.store.ts';
import { roster } from './roster.store.ts';
import { splitIntoBatches } from './split-into-batches.ts';

const refuses = (code: string) => (error: unknown) => error instanceof AppError && error.code === code;
const ZONE_AHEAD_MS = 5.5 * 3_600_000;
/** Noon of 10 August in Kolkata. */
const NOW = Date.UTC(2026, 7, 10, 12) - ZONE_AHEAD_MS;
const midnight = (day: number) => Date.UTC(2026, 7, day) - ZONE_AHEAD_MS;

const college = async (db: Db) => {
  await db
    .insertInto('institution')
    .values({ id: 1, name: 'College', timeZone: 'Asia/Kolkata', createdAt: 1 })
    .execute();
  const department = await saveDepartment(db, { name: 'Computer Science', code: 'CS', placeId: null });
  const { id: termId } = await saveTerm(db, {
    fields: { name: 'Odd 2026', start: '2026-07-01', end: '2026-12-15' },
    now: NOW,
  });
  const actorId = await addTestPerson(db, { role: 'admin', name: 'Admin' });
  const fields = { code: 'CS501', name: 'Networks', departmentId: department.id, prescribedHours: 40 };
  await createCourse(db, { fields, facultyIds: [], now: NOW });
  const viewer = { personId: actorId, role: 'admin' };
  const [section] = await sectionsOf(db, viewer);
  assert.ok(section);
  const sectionId = section.id;
  const add = (n: number) => addTestPerson(db, { role: 'student', name: `S${n}`, usn: `1SP00${n}` });
  const asha = await add(1);
  const on = (day: string) => ({ day, actorId });
  const enrol = (more: object = {}) =>
    enrolStudents(db, { sectionId, studentIds: [asha], usns: [], now: NOW, ...more });
  const drop = (more: object = {}) => dropStudent(db, { sectionId, studentId: asha, now: NOW, ...more });
  const isIn = () => isActivelyEnrolled(db, { sectionId, studentId: asha });
  return { sectionId, termId, asha, add, on, enrol, drop, isIn, viewer };
};

eachDatabase((open) => {
  describe('joining and leaving on a chosen day', () => {
    it('joins at the beginning of a day to come in the zone of the institution, once, also with two servers', async () => {
      const db = await open();
      const { sectionId, on, enrol, isIn } = await college(db);
      assert.deepEqual(await enrol({ from: on('2026-08-12') }), {
        enrolled: 0,
        planned: 1,
        already: 0,
        unknownUsns: [],
      });
      assert.equal(await isIn(), false);
      const [coming] = await roster(db, sectionId);
      assert.deepEqual([coming?.status, coming?.planned], ['coming', { kind: 'enrol', day: '2026-08-12' }]);
      assert.equal(await carryOutPlanned(db, midnight(12) - 1), 0, 'not a moment before');
      const servers = await Promise.all([carryOutPlanned(db, midnight(12)), carryOutPlanned(db, midnight(12))]);
      assert.deepEqual(servers.toSorted(), [0, 1]);
      const [there] = await roster(db, sectionId);
      assert.deepEqual([there?.status, there?.enrolledAt, there?.planned], ['active', midnight(12), null]);
      assert.equal(await carryOutPlanned(db, midnight(13)), 0);
    });

    it('leaves at the beginning of its day, also when the server was down then', async () => {
      const db = await open();
      const { sectionId, on, enrol, drop, isIn } = await college(db);
      await enrol();
      await drop({ from: on('2026-08-12') });
      assert.equal(await isIn(), true);
      const [before] = await roster(db, sectionId);
      assert.deepEqual([before?.status, before?.planned], ['active', { kind: 'drop', day: '2026-08-12' }]);
      assert.equal(await carryOutPlanned(db, midnight(14)), 1);
      const [after] = await roster(db, sectionId);
      assert.deepEqual([after?.status, after?.droppedAt], ['dropped', midnight(12)]);
    });

    it('is put off by a new plan, cancelled, and overtaken by doing it now', async () => {
      const db = await open();
      const { sectionId, asha, on, enrol, isIn } = await college(db);
      await enrol({ from: on('2026-08-12') });
      await enrol({ from: on('2026-08-14') });
      assert.equal(await carryOutPlanned(db, midnight(12)), 0);
      await cancelPlan(db, { sectionId, studentId: asha });
      assert.equal(await carryOutPlanned(db, midnight(14)), 0);
      await assert.rejects(cancelPlan(db, { sectionId, studentId: asha }), refuses('not_found'));
      await enrol({ from: on('2026-08-14') });
      await enrol();
      assert.equal(await isIn(), true);
      assert.equal((await roster(db, sectionId))[0]?.planned, null);
      assert.equal(await carryOutPlanned(db, midnight(14)), 0);
    });

    it('waits while its term is archived', async () => {
      const db = await open();
      const { termId, on, enrol } = await college(db);
      await enrol({ from: on('2026-08-12') });
      const archive = (archivedAt: number | null) =>
        db.updateTable('term').set({ archivedAt }).where('id', '=', termId).execute();
      await archive(NOW);
      assert.equal(await carryOutPlanned(db, midnight(12)), 0);
      await archive(null);
      assert.equal(await carryOutPlanned(db, midnight(12)), 1);
    });

    it('holds from a day that has passed, never before joining, never two enrolments at a time', async () => {
      const db = await open();
      const { sectionId, on, enrol, drop } = await college(db);
      await enrol({ from: on('2026-08-03') });
      assert.equal((await roster(db, sectionId))[0]?.enrolledAt, midnight(3));
      await assert.rejects(drop({ from: on('2026-08-02') }), refuses('invalid_request'));
      await drop({ from: on('2026-08-07') });
      assert.equal((await roster(db, sectionId))[0]?.droppedAt, midnight(7));
      await enrol({ from: on('2026-08-05') });
      const [again] = await roster(db, sectionId);
      assert.ok((again?.enrolledAt ?? 0) > midnight(7), 'from when they had left');
      await assert.rejects(enrol({ from: on('2026-12-16') }), refuses('invalid_request'), 'after the term');
    });
  });

  describe('batches', () => {
    it('shows who would be where, makes them, and takes in who comes later', async () => {
      const db = await open();
      const { sectionId, add, enrol, viewer } = await college(db);
      const ids = [await add(2), await add(3), await add(4)];
      await enrol();
      await enrol({ studentIds: ids });
      const request = { count: 2, prefix: 'Lab B', by: 'usn' as const, apply: false };
      const usns = (report: Awaited<ReturnType<typeof splitIntoBatches>>) =>
        report.batches.map(({ name, students }) => [name, ...students.map(({ usn }) => usn)]);
      const halves = [
        ['Lab B1', '1SP001', '1SP002'],
        ['Lab B2', '1SP003', '1SP004'],
      ];
      assert.deepEqual(usns(await splitIntoBatches(db, { sectionId, request, now: NOW })), halves);
      assert.equal((await sectionsOf(db, viewer)).length, 1, 'nothing made yet');
      const apply = { ...request, apply: true };
      const made = await splitIntoBatches(db, { sectionId, request: apply, now: NOW });
      assert.deepEqual(usns(made), halves);
      const second = made.batches[1]?.sectionId ?? '';
      assert.deepEqual(
        (await activeStudents(db, second)).map(({ usn }) => usn),
        ['1SP003', '1SP004'],
      );
      assert.deepEqual(usns(await splitIntoBatches(db, { sectionId, request: apply, now: NOW })), [
        ['Lab B1'],
        ['Lab B2'],
      ]);
      await dropStudent(db, { sectionId: second, studentId: ids[2] ?? '', now: NOW + 1 });
      await dropStudent(db, { sectionId, studentId: ids[2] ?? '', now: NOW + 1 });
      await enrol({ studentIds: [await add(5)] });
      assert.deepEqual(usns(await splitIntoBatches(db, { sectionId, request: apply, now: NOW + 2 })), [
        ['Lab B1'],
        ['Lab B2', '1SP005'],
      ]);
      await assert.rejects(
        splitIntoBatches(db, { sectionId: second, request: apply, now: NOW }),
        refuses('invalid_request'),
      );
    });

    it('refuses a name the course has already', async () => {
      const db = await open();
      const { sectionId, enrol } = await college(db);
      await enrol();
      await db.updateTable('section').set({ name: 'Lab B2' }).where('id', '=', sectionId).execute();
      const request = { count: 2, prefix: 'Lab B', by: 'usn' as const, apply: false };
      await assert.rejects(splitIntoBatches(db, { sectionId, request, now: NOW }), refuses('code_taken'));
    });
  });
});
