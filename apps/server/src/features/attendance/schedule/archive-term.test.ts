import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Db, transact } from '../../../platform/db/index.ts';
import { eachDatabase } from '../../../platform/db/testing.ts';
import {
  addHoliday,
  archiveTerm,
  currentTermId,
  enrolStudents,
  findSection,
  removeSlot,
  restoreTerm,
  sectionsOf,
} from '../../academics/index.ts';
import { closeSession } from '../close-session.ts';
import { openSession } from '../open-session.ts';
import { sessionViews } from '../sessions.store.ts';
import { setMarks } from '../set-marks.ts';
import { NOW, refuses } from '../testing.ts';
import { followAllTimetables, timetableFollower as follower } from './follow-timetable.ts';
import { addSlot, addTimetabledClass, scheduledRows } from './testing.ts';

const admin = { personId: 'nobody', role: 'admin' };
const theTerm = async (db: Db): Promise<string> =>
  (await db.selectFrom('term').select('id').executeTakeFirstOrThrow()).id;

eachDatabase((open) => {
  describe('archive a term', () => {
    it('leaves the lists and announces nothing; back, all is as before', async () => {
      const db = await open();
      const { sectionId, teacher } = await addTimetabledClass(db);
      const termId = await theTerm(db);
      const announced = (await scheduledRows(db, sectionId)).length;
      assert.ok(announced > 0);

      const term = await archiveTerm(db, { termId, follower, now: NOW });
      assert.equal(term.archivedAt, NOW);
      assert.equal((await archiveTerm(db, { termId, follower, now: NOW + 1 })).archivedAt, NOW, 'once');
      assert.deepEqual(await sectionsOf(db, teacher), []);
      assert.equal((await sectionsOf(db, teacher, { termId })).length, 1, 'for whoever names the term');
      assert.ok(await findSection(db, teacher, sectionId), 'and its pages stay');
      assert.equal(await currentTermId(db, NOW), undefined);
      assert.deepEqual(await scheduledRows(db, sectionId), []);
      await followAllTimetables(db, NOW);
      assert.deepEqual(await scheduledRows(db, sectionId), []);

      assert.equal((await restoreTerm(db, { termId, follower, now: NOW })).archivedAt, null);
      assert.equal((await scheduledRows(db, sectionId)).length, announced);
      assert.equal((await sectionsOf(db, teacher)).length, 1);
    });

    it('is refused while a session is open', async () => {
      const db = await open();
      const { sectionId, teacher } = await addTimetabledClass(db);
      const termId = await theTerm(db);
      const { id } = await openSession(db, { sectionId, viewer: teacher, now: NOW });
      await assert.rejects(archiveTerm(db, { termId, follower, now: NOW }), refuses('term_in_session'));
      assert.equal((await sectionsOf(db, teacher)).length, 1, 'nothing half done');
      await closeSession(db, { sessionId: id, viewer: teacher, now: NOW + 1 });
      assert.ok((await archiveTerm(db, { termId, follower, now: NOW + 2 })).archivedAt);
    });

    it('opens nothing and changes nothing; what was, can be read', async () => {
      const db = await open();
      const { sectionId, teacher, students, slotId } = await addTimetabledClass(db);
      const termId = await theTerm(db);
      const { id } = await openSession(db, { sectionId, viewer: teacher, now: NOW });
      await closeSession(db, { sessionId: id, viewer: teacher, now: NOW + 1 });
      await archiveTerm(db, { termId, follower, now: NOW + 2 });

      const studentId = students[0]?.personId ?? '';
      const changes: [string, () => Promise<unknown>][] = [
        ['opening', () => openSession(db, { sectionId, viewer: teacher, now: NOW + 3 })],
        ['enrolling', () => enrolStudents(db, { sectionId, studentIds: [studentId], usns: [], now: NOW + 3 })],
        ['a new slot', () => addSlot(db, sectionId, { start: '15:00', end: '16:00' })],
        ['no slot', () => transact(db, (trx) => removeSlot(trx, { id: slotId, now: NOW + 3 }))],
        [
          'a holiday',
          () =>
            transact(db, (trx) =>
              addHoliday(trx, { termId, fields: { name: 'Feast', first: '2026-08-20', last: '2026-08-20' } }),
            ),
        ],
        [
          'a mark',
          () =>
            setMarks(db, {
              sessionId: id,
              viewer: teacher,
              marks: [{ studentId, code: 'P' }],
              reason: 'was there',
              now: NOW + 3,
            }),
        ],
      ];
      for (const [name, change] of changes) await assert.rejects(change(), refuses('term_archived'), name);
      const [session] = await sessionViews(db, { viewer: admin, now: NOW + 3 });
      assert.equal(session?.counts.marked, 3);
    });
  });
});
