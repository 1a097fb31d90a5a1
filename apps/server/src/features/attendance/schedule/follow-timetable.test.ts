import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ClassChange } from '@smart-presence/contract';
import type { z } from 'zod';
import { type Db, transact } from '../../../platform/db/index.ts';
import { eachDatabase } from '../../../platform/db/testing.ts';
import type { Viewer } from '../../../platform/http/index.ts';
import {
  addDays,
  addHoliday,
  changeClass,
  removeHoliday,
  removeSlot,
  restoreClass,
  saveSlot,
} from '../../academics/index.ts';
import { createInstitution } from '../../accounts/index.ts';
import { openSession } from '../open-session.ts';
import { addViewer, NOW, refuses } from '../testing.ts';
import { followAllTimetables, timetableFollower as follower, followTimetable } from './follow-timetable.ts';
import { openScheduled } from './open-scheduled.ts';
import { classesToHold, nextClassesOf, scheduledViews } from './scheduled.store.ts';
import { addSlot, addTimetabledClass, DAY_MS, HOUR_MS, MONDAY, on, scheduledRows, slotFields } from './testing.ts';

const AT_TEN = NOW + HOUR_MS;
const NEXT_MONDAY = addDays(MONDAY, 7);

type Change = z.output<typeof ClassChange>;
const change = (db: Db, where: ReturnType<typeof on>, what: Change) =>
  transact(db, (trx) => changeClass(trx, { on: where, change: what, follower }));

eachDatabase((open) => {
  describe('scheduled sessions', () => {
    it('are made two weeks ahead, once, however often and by however many servers', async () => {
      const db = await open();
      const { sectionId } = await addTimetabledClass(db);
      const first = await scheduledRows(db, sectionId);
      assert.deepEqual(
        first.map(({ day, startsAt, state }) => [day, startsAt, state]),
        [
          [MONDAY, AT_TEN, 'scheduled'],
          [NEXT_MONDAY, AT_TEN + 7 * DAY_MS, 'scheduled'],
        ],
      );
      const later = NOW + 7 * DAY_MS;
      await Promise.all([1, 2, 3, 4].map(() => followAllTimetables(db, later)));
      const rows = await scheduledRows(db, sectionId);
      assert.deepEqual(rows.slice(0, 2), first, 'what was there is as it was');
      assert.deepEqual(
        rows.map(({ day }) => day),
        [MONDAY, NEXT_MONDAY, addDays(MONDAY, 14)],
      );
      assert.deepEqual(await followAllTimetables(db, later), { made: 0, changed: 0, gone: 0 });
    });

    it('follow a slot that changes, and go with it', async () => {
      const db = await open();
      const { sectionId, slotId } = await addTimetabledClass(db);
      const [before] = await scheduledRows(db, sectionId);
      await transact(db, async (trx) => {
        await saveSlot(trx, { sectionId, id: slotId, fields: slotFields({ start: '14:00', end: '15:00' }) });
        await followTimetable(trx, { sectionId, now: NOW });
      });
      const [moved] = await scheduledRows(db, sectionId);
      assert.deepEqual([moved?.id, moved?.startsAt], [before?.id, NOW + 5 * HOUR_MS]);
      await transact(db, async (trx) => {
        await removeSlot(trx, { id: slotId, now: NOW });
        await followTimetable(trx, { sectionId, now: NOW });
      });
      assert.deepEqual(await scheduledRows(db, sectionId), []);
    });

    it('stay as they were once opened or over', async () => {
      const db = await open();
      const { sectionId, slotId, teacher } = await addTimetabledClass(db);
      await openSession(db, { sectionId, viewer: teacher, now: AT_TEN });
      const after = AT_TEN + 8 * DAY_MS;
      await transact(db, async (trx) => {
        await removeSlot(trx, { id: slotId, now: after });
        await followTimetable(trx, { sectionId, now: after });
      });
      const rows = await scheduledRows(db, sectionId);
      assert.deepEqual(
        rows.map(({ state }) => state),
        ['opened', 'scheduled'],
      );
      const [, missed] = await scheduledViews(db, { viewer: teacher, sectionId, now: after });
      assert.equal(missed?.state, 'not-held');
    });

    it('do not take place on holidays, and do again when the holiday is given up', async () => {
      const db = await open();
      const { sectionId } = await addTimetabledClass(db);
      const { id: termId } = await db.selectFrom('term').select('id').executeTakeFirstOrThrow();
      const fields = { name: 'Harvest', first: MONDAY, last: MONDAY };
      const holiday = await transact(db, (trx) => addHoliday(trx, { termId, fields }));
      await followTimetable(db, { sectionId, now: NOW });
      assert.deepEqual(
        (await scheduledRows(db, sectionId)).map(({ day }) => day),
        [NEXT_MONDAY],
      );
      await transact(db, (trx) => removeHoliday(trx, holiday.id));
      await followTimetable(db, { sectionId, now: NOW });
      assert.equal((await scheduledRows(db, sectionId)).length, 2);
    });

    it('are cancelled with a reason, and restored', async () => {
      const db = await open();
      const { sectionId, slotId, teacher, students } = await addTimetabledClass(db);
      await change(db, on(slotId, { viewer: teacher }), { cancelled: { reason: 'Conference' } });
      const [cancelled] = await scheduledViews(db, { viewer: teacher, sectionId, now: NOW });
      assert.deepEqual([cancelled?.state, cancelled?.reason], ['cancelled', 'Conference']);
      const [told] = await nextClassesOf(db, {
        studentId: (students[0] as Viewer).personId,
        before: NOW + DAY_MS,
        now: NOW,
      });
      assert.deepEqual([told?.isCancelled, told?.reason], [true, 'Conference']);
      await assert.rejects(
        openScheduled(db, { id: cancelled?.id ?? '', viewer: teacher, now: AT_TEN }),
        refuses('class_cancelled'),
      );
      const other = await openSession(db, { sectionId, viewer: teacher, now: AT_TEN });
      assert.notEqual(other.id, cancelled?.id, 'a session beside the timetable is none of its classes');
      await transact(db, (trx) => restoreClass(trx, on(slotId, { viewer: teacher }), follower));
      const [restored] = await scheduledRows(db, sectionId);
      assert.deepEqual([restored?.id, restored?.state, restored?.reason], [cancelled?.id, 'scheduled', null]);
    });

    it('are moved to another day, also beyond the days made ahead', async () => {
      const db = await open();
      const { sectionId, slotId, teacher } = await addTimetabledClass(db);
      const where = on(slotId, { viewer: teacher });
      const moved = { day: addDays(MONDAY, 1), start: '16:00', end: '17:00', roomId: null };
      await change(db, where, { moved });
      const rows = await scheduledRows(db, sectionId);
      const one = rows.find(({ day }) => day === MONDAY);
      assert.deepEqual([one?.startsAt, one?.isMoved], [NOW + 31 * HOUR_MS, true]);
      await change(db, where, { moved: { ...moved, day: addDays(MONDAY, 30) } });
      const far = (await scheduledRows(db, sectionId)).find(({ day }) => day === MONDAY);
      assert.equal(far?.id, one?.id);
      assert.equal(far?.startsAt, NOW + 7 * HOUR_MS + 30 * DAY_MS);
      await assert.rejects(
        change(db, where, { moved: { ...moved, day: MONDAY, start: '08:00', end: '09:00' } }),
        refuses('invalid_request'),
      );
      await assert.rejects(change(db, where, { moved: { ...moved, day: '2027-05-01' } }), refuses('invalid_request'));
    });

    it('are not changed once begun, nor on days without a class, nor by those who do not teach the section', async () => {
      const db = await open();
      const { slotId, teacher } = await addTimetabledClass(db);
      const stranger = await addViewer(db, 'faculty', 'Stranger');
      const cancelled = { reason: 'No' };
      await assert.rejects(change(db, on(slotId, { viewer: stranger }), { cancelled }), refuses('not_found'));
      const tuesday = on(slotId, { viewer: teacher, day: addDays(MONDAY, 1) });
      await assert.rejects(change(db, tuesday, { cancelled }), refuses('not_found'));
      const begun = on(slotId, { viewer: teacher, now: AT_TEN });
      await assert.rejects(change(db, begun, { cancelled }), refuses('class_begun'));
      const long_ago = on(slotId, { viewer: teacher, day: addDays(MONDAY, -7) });
      await assert.rejects(change(db, long_ago, { cancelled }), refuses('class_begun'));
      await assert.rejects(
        transact(db, (trx) => restoreClass(trx, begun, follower)),
        refuses('class_begun'),
      );
    });

    it('are held by who stands in, who then sees and holds that session alone', async () => {
      const db = await open();
      const { sectionId, slotId, teacher } = await addTimetabledClass(db);
      const substitute = await addViewer(db, 'faculty', 'Substitute');
      await change(db, on(slotId, { viewer: teacher }), { substituteId: substitute.personId });
      const mine = (viewer: Viewer) => classesToHold(db, { viewer, from: NOW, before: NOW + DAY_MS, now: NOW });
      assert.deepEqual(await mine(teacher), []);
      const [one] = await mine(substitute);
      assert.equal(one?.isSubstituted, true);
      assert.equal((await scheduledViews(db, { viewer: substitute, sectionId, now: NOW })).length, 1, 'not next week');
      const session = await openScheduled(db, { id: one?.id ?? '', viewer: substitute, now: AT_TEN });
      assert.equal(session.openedBy.id, substitute.personId);
      const again = await openScheduled(db, { id: one?.id ?? '', viewer: substitute, now: AT_TEN });
      assert.equal(again.id, session.id);
      await assert.rejects(
        openSession(db, { sectionId, viewer: substitute, now: AT_TEN + 7 * DAY_MS }),
        refuses('not_found'),
      );
    });

    it('are in the time of the institution on both sides of a change of clocks', async () => {
      const db = await open();
      await createInstitution(db, { name: 'Kolleg', timeZone: 'Europe/Berlin' }, 1);
      const { sectionId } = await addTimetabledClass(db);
      const beforeChange = Date.UTC(2026, 9, 18, 22);
      await followAllTimetables(db, beforeChange);
      const rows = (await scheduledRows(db, sectionId)).filter(({ startsAt }) => startsAt > beforeChange);
      assert.deepEqual(
        rows.map(({ startsAt }) => startsAt),
        [Date.UTC(2026, 9, 19, 8), Date.UTC(2026, 9, 26, 9)],
      );
    });

    it('of a section never overlap: it has one session at a time', async () => {
      const db = await open();
      const { sectionId } = await addTimetabledClass(db);
      await assert.rejects(addSlot(db, sectionId, { start: '10:30', end: '11:30' }), refuses('slots_overlap'));
      await addSlot(db, sectionId, { start: '11:00', end: '12:00' });
      await assert.rejects(addSlot(db, sectionId, { from: '2026-12-01', weekday: 1 }), refuses('invalid_request'));
    });
  });
});
