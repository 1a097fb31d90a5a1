import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Db, transact } from '../../platform/db/index.ts';
import { eachDatabase } from '../../platform/db/testing.ts';
import type { Viewer } from '../../platform/http/index.ts';
import { changeClass, createPlace, enrolStudents, saveRoom } from '../academics/index.ts';
import { getBoard } from './board.ts';
import { closeDueSessions } from './close-due-sessions.ts';
import { closeSession } from './close-session.ts';
import { exportSession } from './export-session.ts';
import { extendSession } from './extend-session.ts';
import { openSessionsAt } from './kiosk-home.ts';
import { openSession } from './open-session.ts';
import { timetableFollower as follower } from './schedule/follow-timetable.ts';
import { openDueSessions, openScheduled } from './schedule/open-scheduled.ts';
import { addTimetabledClass, HOUR_MS, on, scheduledRows } from './schedule/testing.ts';
import { setMarks } from './set-marks.ts';
import {
  addClass,
  allMarks,
  codeCheckIn,
  codeShown,
  MINUTE_MS,
  NOW,
  project,
  refuses,
  type TestClass,
} from './testing.ts';

const AT_TEN = NOW + HOUR_MS;

/** The same teacher has both. */
const shareTeacher = (db: Db, { teacher }: TestClass, other: TestClass) =>
  db.insertInto('sectionFaculty').values({ sectionId: other.sectionId, personId: teacher.personId }).execute();

const twoClasses = async (db: Db): Promise<[TestClass, TestClass]> => {
  const one = await addClass(db, { students: 2 });
  const two = await addClass(db, { students: 2 });
  await shareTeacher(db, one, two);
  return [one, two];
};

const openBoth = async (db: Db) => {
  const [one, two] = await twoClasses(db);
  const viewer = one.teacher;
  const session = await openSession(db, { sectionId: one.sectionId, together: [two.sectionId], viewer, now: NOW });
  const other = await db
    .selectFrom('attendanceSession')
    .selectAll()
    .where('leadId', '=', session.id)
    .executeTakeFirstOrThrow();
  return { one, two, viewer, session, other };
};

const codes = async (db: Db, sessionId: string) =>
  (await allMarks(db, sessionId))
    .filter(({ isCurrent }) => isCurrent)
    .map(({ code }) => code)
    .sort();

eachDatabase((open) => {
  describe('sections taught together', () => {
    it('have a session each, and one board with everybody', async () => {
      const db = await open();
      const { one, two, viewer, session, other } = await openBoth(db);
      assert.deepEqual(
        [other.sectionId, other.openedBy, other.endsAt],
        [two.sectionId, viewer.personId, session.endsAt],
      );
      const board = await getBoard(db, { sessionId: session.id, viewer, now: NOW });
      assert.deepEqual(
        board.sessions.map(({ id }) => id),
        [session.id, other.id],
      );
      assert.deepEqual(board.session.counts, { roster: 4, marked: 0, attended: 0, review: 0 });
      const own = new Map(board.roster.map(({ student, sessionId }) => [student.id, sessionId]));
      assert.equal(own.get(one.students[0]?.personId ?? ''), session.id);
      assert.equal(own.get(two.students[0]?.personId ?? ''), other.id);
      const sheet = await exportSession(db, { sessionId: session.id, viewer, now: NOW });
      assert.equal(sheet.csv.trim().split('\r\n').length, 5);
    });

    it('are opened by who teaches all of them, one class at a time', async () => {
      const db = await open();
      const [one, two] = await twoClasses(db);
      const now = NOW;
      await assert.rejects(
        openSession(db, { sectionId: two.sectionId, together: [one.sectionId], viewer: two.teacher, now }),
        refuses('not_found'),
      );
      const alone = await openSession(db, { sectionId: two.sectionId, viewer: two.teacher, now });
      const both = { sectionId: one.sectionId, together: [two.sectionId], viewer: one.teacher, now };
      await assert.rejects(openSession(db, both), refuses('session_already_open'));
      assert.equal((await db.selectFrom('attendanceSession').select('id').execute()).length, 1, 'all or none');
      await closeSession(db, { sessionId: alone.id, viewer: two.teacher, now });
      await openSession(db, both);
      const third = await addClass(db, { students: 1 });
      await shareTeacher(db, one, third);
      await assert.rejects(
        openSession(db, { sectionId: third.sectionId, viewer: one.teacher, now }),
        refuses('session_already_open'),
      );
    });

    it('mark each student in their own section, by hand and by the one room code', async () => {
      const db = await open();
      const { one, two, viewer, session, other } = await openBoth(db);
      const [asha, bela] = [one.students[0], two.students[0]];
      const marks = [asha, bela].map((student) => ({ studentId: student?.personId ?? '', code: 'P' }));
      const done = await setMarks(db, { sessionId: session.id, viewer, marks, reason: null, now: NOW });
      assert.equal(done.changed, 2);
      assert.deepEqual([await codes(db, session.id), await codes(db, other.id)], [['P'], ['P']]);
      const again = await setMarks(db, { sessionId: other.id, viewer, marks, reason: null, now: NOW });
      assert.equal(again.unchanged, 2);
      const student = two.students[1] as Viewer;
      await project(db, { sessionId: session.id, teacher: viewer, now: NOW });
      const code = await codeShown(db, { sessionId: session.id, at: NOW });
      const reply = await codeCheckIn(db, { sessionId: other.id, student, code, now: NOW });
      assert.equal(reply.decision, 'review', 'a right code, of somebody who has a face');
    });

    it('are extended and closed together, once, with the absences of each', async () => {
      const db = await open();
      const { viewer, session, other } = await openBoth(db);
      await extendSession(db, { sessionId: session.id, viewer, minutes: 5, now: NOW });
      const ends = await db.selectFrom('attendanceSession').select('endsAt').execute();
      assert.deepEqual(new Set(ends.map(({ endsAt }) => endsAt)).size, 1);
      await closeSession(db, { sessionId: other.id, viewer, now: NOW + MINUTE_MS });
      await closeSession(db, { sessionId: session.id, viewer, now: NOW + MINUTE_MS });
      await closeDueSessions(db, NOW + HOUR_MS * 3);
      assert.deepEqual(
        [await codes(db, session.id), await codes(db, other.id)],
        [
          ['A', 'A'],
          ['A', 'A'],
        ],
      );
    });

    it('whoever is on both rosters came once, and is present in both', async () => {
      const db = await open();
      const { one, two, viewer, session, other } = await openBoth(db);
      const studentId = one.students[0]?.personId ?? '';
      await enrolStudents(db, { sectionId: two.sectionId, studentIds: [studentId], usns: [], now: NOW - 1 });
      const board = await getBoard(db, { sessionId: session.id, viewer, now: NOW });
      assert.equal(board.roster.length, 4);
      const marks = [{ studentId, code: 'P' }];
      await setMarks(db, { sessionId: session.id, viewer, marks, reason: null, now: NOW });
      await closeDueSessions(db, NOW + HOUR_MS * 3);
      assert.deepEqual(
        [await codes(db, session.id), await codes(db, other.id)],
        [
          ['A', 'P'],
          ['A', 'A', 'P'],
        ],
      );
    });
  });

  describe('classes of the timetable in one room at one time', () => {
    const inOneRoom = async (db: Db) => {
      const place = await createPlace(db, { name: 'Main', latitude: 1, longitude: 1, radius: 50, networks: [] });
      const room = await saveRoom(db, { name: 'Hall', placeId: place.id, capacity: 2 });
      const one = await addTimetabledClass(db, { slot: { roomId: room.id }, students: 2 });
      const two = await addTimetabledClass(db, { slot: { roomId: room.id }, students: 2 });
      await shareTeacher(db, one, two);
      const idOf = async ({ sectionId }: TestClass) => (await scheduledRows(db, sectionId))[0]?.id ?? '';
      return { one, two, ids: [await idOf(one), await idOf(two)] as const, placeId: place.id };
    };

    it('are opened as one by their teacher, and held where the first is', async () => {
      const db = await open();
      const { one, ids, placeId } = await inOneRoom(db);
      const session = await openScheduled(db, { id: ids[0], viewer: one.teacher, now: AT_TEN });
      const board = await getBoard(db, { sessionId: session.id, viewer: one.teacher, now: AT_TEN });
      assert.deepEqual(
        board.sessions.map(({ id }) => id),
        [...ids],
      );
      const atDoor = await openSessionsAt(db, { placeId, now: AT_TEN });
      assert.deepEqual(atDoor.map(({ id }) => id).sort(), [...ids].sort());
    });

    it('open by themselves once, by whatever number of servers', async () => {
      const db = await open();
      const { one, two, ids } = await inOneRoom(db);
      await db.updateTable('section').set({ isSelfOpening: true }).execute();
      const opened = await openDueSessions(db, AT_TEN);
      assert.deepEqual([opened.opened.sort(), opened.waiting], [[...ids].sort(), []]);
      assert.deepEqual((await openDueSessions(db, AT_TEN)).opened, []);
      const rows = await db.selectFrom('attendanceSession').select(['sectionId', 'leadId']).execute();
      assert.deepEqual(rows.map(({ sectionId }) => sectionId).sort(), [one.sectionId, two.sectionId].sort());
      assert.equal(rows.filter(({ leadId }) => leadId === null).length, 1);
    });

    it('one that is cancelled, or has another teacher, is not opened with it', async () => {
      const db = await open();
      const { one, two, ids } = await inOneRoom(db);
      await transact(db, (trx) =>
        changeClass(trx, {
          on: on(two.slotId, { viewer: one.teacher }),
          change: { cancelled: { reason: 'Ill' } },
          follower,
        }),
      );
      const session = await openScheduled(db, { id: ids[0], viewer: one.teacher, now: AT_TEN });
      const board = await getBoard(db, { sessionId: session.id, viewer: one.teacher, now: AT_TEN });
      assert.equal(board.sessions.length, 1);
    });
  });
});
