import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Db, newId } from '../../platform/db/index.ts';
import { eachDatabase } from '../../platform/db/testing.ts';
import { createCourse, saveDepartment, saveSlot, saveTerm } from '../academics/index.ts';
import { addTestPerson } from '../academics/testing.ts';
import { currentPolicy } from '../policies/index.ts';
import { sectionsOfPeople } from './scopes.store.ts';

const now = Date.UTC(2026, 7, 10);

/** A section whose class of today is held by somebody who does not teach it. */
const stoodIn = async (db: Db) => {
  const { id: departmentId } = await saveDepartment(db, { name: 'Physics', code: 'PH', placeId: null });
  await saveTerm(db, { fields: { name: 'Odd 2026', start: '2026-07-01', end: '2026-12-15' }, now });
  const teacher = await addTestPerson(db, { role: 'faculty', name: 'Teacher' });
  const substitute = await addTestPerson(db, { role: 'faculty', name: 'Substitute' });
  const fields = { code: 'PH1', name: 'Waves', departmentId, prescribedHours: null };
  await createCourse(db, { fields, facultyIds: [teacher], now });
  const { id: sectionId } = await db.selectFrom('section').select('id').executeTakeFirstOrThrow();
  const slot = { weekday: 1, start: '09:00', end: '10:00', repeat: 'weekly' as const };
  const none = { roomId: null, teacherId: null, from: null, until: null };
  const slotId = await db.transaction().execute((trx) => saveSlot(trx, { sectionId, fields: { ...slot, ...none } }));
  const id = newId();
  const times = { startsAt: now, endsAt: now + 1, roomId: null, reason: null };
  await db
    .insertInto('scheduledSession')
    .values({ id, slotId, day: '2026-08-10', sectionId, teacherId: substitute, state: 'opened', ...times })
    .execute();
  const { version: policyVersion } = await currentPolicy(db, now);
  const session = { id, sectionId, openedBy: substitute, openedAt: now, endsAt: now + 1, graceMs: 0, policyVersion };
  await db
    .insertInto('attendanceSession')
    .values({ ...session, state: 'open', closedAt: null, editableUntil: null })
    .execute();
  return { teacher, substitute, sectionId, id };
};

eachDatabase((open) => {
  describe('what teachers hear of', () => {
    it('is their sections, and one they stand in for while its session is open', async () => {
      const db = await open();
      const { teacher, substitute, sectionId, id } = await stoodIn(db);
      const heard = async (personId: string) => [
        ...((await sectionsOfPeople(db, [{ personId, role: 'faculty' }])).get(personId) ?? []),
      ];
      assert.deepEqual(await heard(teacher), [sectionId]);
      assert.deepEqual(await heard(substitute), [sectionId]);
      await db.updateTable('attendanceSession').set({ state: 'closed' }).where('id', '=', id).execute();
      assert.deepEqual(await heard(substitute), []);
    });
  });
});
