import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Db } from '../../platform/db/index.ts';
import { eachDatabase } from '../../platform/db/testing.ts';
import { AppError } from '../../platform/http/index.ts';
import { createPerson } from './create-person.ts';
import { editStudents, previewEdit, undoEdit } from './edit-students.ts';

const NOW = Date.UTC(2026, 7, 3, 9);
const refuses = (code: string) => (error: unknown) => error instanceof AppError && error.code === code;

const start = async (db: Db) => {
  const add = (name: string, role: 'student' | 'faculty', year: number | null = null) =>
    createPerson(db, { name, role, ...(role === 'student' && { profile: { usn: name, year } }) }, NOW);
  const people = [await add('A', 'student', 1), await add('B', 'student', 2), await add('T', 'faculty')];
  const ids = people.map(({ id }) => id);
  const by = { actorId: ids[2] ?? '', now: NOW };
  const profiles = async () =>
    (
      await db
        .selectFrom('studentProfile')
        .select(['usn', 'year', 'semester', 'sectionLabel', 'isUnder18'])
        .orderBy('usn')
        .execute()
    ).map((row) => Object.values(row).join());
  return { ids, by, profiles };
};

eachDatabase((open) => {
  describe('editing several students', () => {
    it('is counted first, done to all, recorded, and taken back', async () => {
      const db = await open();
      const { ids, by, profiles } = await start(db);
      const before = await profiles();
      const set = { year: 2, semester: 4, isUnder18: true };
      assert.deepEqual(await previewEdit(db, { ids, set }), { people: 2, unchanged: 0, notStudents: 1 });
      assert.deepEqual(await previewEdit(db, { ids, set: { year: 2 } }), { people: 1, unchanged: 1, notStudents: 1 });
      const done = await editStudents(db, { ids, set, expected: 2 }, by);
      assert.equal(done.changed, 2);
      assert.deepEqual(new Set((await profiles()).map((row) => row.split(',').slice(1, 3).join())), new Set(['2,4']));
      const entries = await db.selectFrom('auditEntry').select('seq').where('action', '=', 'person.changed').execute();
      assert.equal(entries.length, 2);
      assert.deepEqual(await editStudents(db, { ids, set, expected: 0 }, by), { changed: 0, before: [] });
      await undoEdit(db, { set, students: done.before }, by);
      assert.deepEqual(await profiles(), before);
    });

    it('does nothing when others would change than were counted, or a department is not there', async () => {
      const db = await open();
      const { ids, by, profiles } = await start(db);
      const before = await profiles();
      await assert.rejects(editStudents(db, { ids, set: { year: 2 }, expected: 2 }, by), refuses('conflict'));
      const set = { departmentId: '0198c0de-0000-7000-8000-000000000000' };
      await assert.rejects(editStudents(db, { ids, set, expected: 2 }, by), refuses('invalid_request'));
      assert.deepEqual(await profiles(), before);
    });

    it('is not taken back over what somebody changed since', async () => {
      const db = await open();
      const { ids, by, profiles } = await start(db);
      const set = { sectionLabel: 'B' };
      const done = await editStudents(db, { ids, set, expected: 2 }, by);
      await editStudents(db, { ids: ids.slice(0, 1), set: { sectionLabel: 'C' }, expected: 1 }, by);
      const now = await profiles();
      await assert.rejects(undoEdit(db, { set, students: done.before }, by), refuses('undo_refused'));
      assert.deepEqual(await profiles(), now);
    });
  });
});
