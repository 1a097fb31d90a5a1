import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Db } from '../../../platform/db/index.ts';
import { eachDatabase } from '../../../platform/db/testing.ts';
import { archiveTerm, rollOverTerm } from '../../academics/index.ts';
import { NOW, refuses } from '../testing.ts';
import { timetableFollower as follower } from './follow-timetable.ts';
import { addTimetabledClass, scheduledRows } from './testing.ts';

/** Begins before the fortnight is over in which classes are announced. */
const next = { name: 'Even 2027', start: '2026-08-10', end: '2027-05-28' };
const request = { term: next, withTimetable: true, withStudents: false, apply: false };

const oldTerm = async (db: Db): Promise<string> =>
  (await db.selectFrom('term').select('id').where('name', '=', 'Odd 2026').executeTakeFirstOrThrow()).id;

const sectionsIn = (db: Db, termId: string | null) =>
  db.selectFrom('section').selectAll().where('termId', '=', termId).orderBy('id').execute();

eachDatabase((open) => {
  describe('roll over a term', () => {
    it('counts first, then makes sections, settings, teachers, slots and what they announce, and students when wanted', async () => {
      const db = await open();
      const made = await addTimetabledClass(db, { slot: { repeat: 'odd-weeks', teacherId: null } });
      await db.updateTable('section').set({ isSelfOpening: true }).where('id', '=', made.sectionId).execute();
      const termId = await oldTerm(db);
      const all = { ...request, withStudents: true };

      const dry = await rollOverTerm(db, { termId, request: all, follower, now: NOW });
      assert.deepEqual(
        [dry.termId, dry.sections, dry.already, dry.slots, dry.students, dry.applied],
        [null, 1, 0, 1, 3, false],
      );
      assert.equal((await db.selectFrom('term').select('id').execute()).length, 1, 'nothing made yet');

      const real = await rollOverTerm(db, { termId, request: { ...all, apply: true }, follower, now: NOW });
      const [section, ...others] = await sectionsIn(db, real.termId);
      assert.ok(section);
      assert.deepEqual(others, []);
      assert.deepEqual([section.name, section.isSelfOpening, section.rolledFromId], ['A', true, made.sectionId]);
      const teachers = await db.selectFrom('sectionFaculty').selectAll().where('sectionId', '=', section.id).execute();
      assert.deepEqual(teachers, [{ sectionId: section.id, personId: made.teacher.personId }]);
      const slot = await db
        .selectFrom('timetableSlot')
        .selectAll()
        .where('sectionId', '=', section.id)
        .executeTakeFirst();
      assert.deepEqual([slot?.weekday, slot?.startTime, slot?.repeat], [1, '10:00', 'odd-weeks']);
      const students = await db
        .selectFrom('enrolment')
        .select('studentId')
        .where('sectionId', '=', section.id)
        .execute();
      assert.equal(students.length, 3);
      assert.ok((await scheduledRows(db, section.id)).length > 0, 'classes within a fortnight are announced');
    });

    it('changes nothing the second time, also after a section was renamed, and leaves students out unless chosen', async () => {
      const db = await open();
      await addTimetabledClass(db);
      const termId = await oldTerm(db);
      const apply = { ...request, apply: true };
      const first = await rollOverTerm(db, { termId, request: apply, follower, now: NOW });
      await db.updateTable('section').set({ name: 'B' }).where('termId', '=', first.termId).execute();
      const again = await rollOverTerm(db, { termId, request: apply, follower, now: NOW });
      assert.deepEqual([again.termId, again.sections, again.already, again.slots], [first.termId, 0, 1, 0]);
      const sections = await sectionsIn(db, first.termId);
      assert.equal(sections.length, 1);
      const enrolled = await db
        .selectFrom('enrolment')
        .select('id')
        .where('sectionId', '=', sections[0]?.id ?? '')
        .execute();
      assert.equal(enrolled.length, 0);
    });

    it('leaves out who cannot teach any more, and says so', async () => {
      const db = await open();
      const { teacher, sectionId } = await addTimetabledClass(db);
      await db.updateTable('timetableSlot').set({ teacherId: teacher.personId }).execute();
      await db.updateTable('person').set({ isDisabled: true }).where('id', '=', teacher.personId).execute();
      const termId = await oldTerm(db);
      const report = await rollOverTerm(db, { termId, request: { ...request, apply: true }, follower, now: NOW });
      assert.equal(report.teachersLeftOut.length, 1);
      const slots = await db.selectFrom('timetableSlot').selectAll().where('sectionId', '<>', sectionId).execute();
      assert.deepEqual(
        slots.map((slot) => slot.teacherId),
        [null],
      );
      assert.equal((await db.selectFrom('sectionFaculty').selectAll().execute()).length, 1);
    });

    it('refuses a section of another term, other days for a term that is there, and an archived one', async () => {
      const db = await open();
      await addTimetabledClass(db);
      const termId = await oldTerm(db);
      const roll = (patch: object) =>
        rollOverTerm(db, { termId, request: { ...request, apply: true, ...patch }, follower, now: NOW });
      await assert.rejects(roll({ sectionIds: [termId] }), refuses('invalid_request'));
      await assert.rejects(roll({ term: { ...next, name: 'Odd 2026' } }), refuses('invalid_request'));
      const { termId: newId } = await roll({});
      await assert.rejects(roll({ term: { ...next, end: '2027-05-29' } }), refuses('invalid_request'));
      await archiveTerm(db, { termId: newId ?? '', follower, now: NOW });
      await assert.rejects(roll({}), refuses('term_archived'));
    });
  });
});
