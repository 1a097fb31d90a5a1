import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AttendanceSession, Board } from '@smart-presence/contract';
import { type Db, openDatabase } from '../../platform/db/index.ts';
import { eachDatabase, testDatabases } from '../../platform/db/testing.ts';
import { enrolStudents } from '../academics/index.ts';
import { getBoard } from './board.ts';
import { closeDueSessions, lockOldSessions } from './close-due-sessions.ts';
import { closeSession } from './close-session.ts';
import { exportSession } from './export-session.ts';
import { extendSession } from './extend-session.ts';
import { markHistory } from './mark-history.ts';
import { openSession } from './open-session.ts';
import { DAY_MS } from './session-clock.ts';
import { countSessions, sessionFor, sessionView, sessionViews } from './sessions.store.ts';
import { setMarks } from './set-marks.ts';
import {
  addClass,
  addViewer,
  allMarks,
  checkInAs,
  countingQueries,
  drop,
  eventTypes,
  MINUTE_MS,
  NOW,
  refuses,
  setPolicy,
} from './testing.ts';

/** The policy's defaults: 10 minutes, 30 seconds of grace, 7 days of editing. */
const END = NOW + 10 * MINUTE_MS;
const GRACE_END = END + 30_000;
const stateIn = async (db: Db, id: string, now: number) => (await sessionView(db, id, now))?.state;

eachDatabase((open, engine) => {
  test('a session opens with the length of the policy and tells what it is', async () => {
    const db = await open();
    const { sectionId, teacher } = await addClass(db, { students: 4 });
    const session = AttendanceSession.parse(await openSession(db, { sectionId, viewer: teacher, now: NOW }));
    assert.equal(session.state, 'open');
    assert.equal(session.endsAt, END);
    assert.equal(session.graceSeconds, 30);
    assert.equal(session.openedBy.id, teacher.personId);
    assert.deepEqual(session.counts, { roster: 4, marked: 0, attended: 0, review: 0 });
    assert.deepEqual(await eventTypes(db, session.id), ['session.opened']);
  });

  test('one open session per section and per teacher, also when two open at once', async () => {
    const db = await open();
    const [one, other] = [await addClass(db), await addClass(db)];
    const both = await Promise.allSettled(
      [5, 6].map((minutes) => openSession(db, { sectionId: one.sectionId, viewer: one.teacher, minutes, now: NOW })),
    );
    const [won] = both.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
    const [lost] = both.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
    assert.ok(won && lost);
    assert.equal(lost.code, 'session_already_open');
    assert.deepEqual(lost.extra.details, [{ path: 'section', message: won.id }]);

    await db
      .insertInto('sectionFaculty')
      .values({ sectionId: other.sectionId, personId: one.teacher.personId })
      .execute();
    await assert.rejects(openSession(db, { sectionId: other.sectionId, viewer: one.teacher, now: NOW }), (error) => {
      assert.deepEqual((error as typeof lost).extra.details, [{ path: 'teacher', message: won.id }]);
      return refuses('session_already_open')(error);
    });
    // A session past its end does not stand in the way of the next.
    const next = await openSession(db, { sectionId: one.sectionId, viewer: one.teacher, now: won.endsAt + 30_000 });
    assert.equal(next.state, 'open');
  });

  test('an admin opens on behalf of a teacher; other teachers and students do not', async () => {
    const db = await open();
    const { sectionId, teacher, students } = await addClass(db);
    const admin = await addViewer(db, 'admin', 'Admin');
    const foreign = await addViewer(db, 'faculty', 'Foreign');
    for (const viewer of [foreign, students[0]!])
      await assert.rejects(openSession(db, { sectionId, viewer, now: NOW }), refuses('not_found'));
    const session = await openSession(db, { sectionId, viewer: admin, now: NOW });
    assert.equal(session.openedBy.id, teacher.personId);
    const event = await db
      .selectFrom('domainEvent')
      .select('actorId')
      .where('sessionId', '=', session.id)
      .executeTakeFirst();
    assert.equal(event?.actorId, admin.personId);
  });

  test('only an open session is extended', async () => {
    const db = await open();
    const { sectionId, teacher } = await addClass(db);
    const { id } = await openSession(db, { sectionId, viewer: teacher, now: NOW });
    const extend = (now: number) => extendSession(db, { sessionId: id, viewer: teacher, minutes: 5, now });
    assert.equal((await extend(END - 1)).endsAt, END + 5 * MINUTE_MS);
    const newEnd = END + 5 * MINUTE_MS;
    await assert.rejects(extend(newEnd), refuses('session_closed'), 'in its grace');
    assert.equal(await stateIn(db, id, newEnd), 'closing');
    await closeDueSessions(db, newEnd + 30_000);
    await assert.rejects(extend(NOW), refuses('session_closed'), 'by a clock that is behind');
  });

  test('the clock closes: first the grace, then absences for those without a mark, once', async () => {
    const db = await open();
    const { sectionId, teacher, students } = await addClass(db, { students: 3 });
    const { id } = await openSession(db, { sectionId, viewer: teacher, now: NOW });
    await checkInAs(db, { sessionId: id, student: students[0]!, begunAt: NOW + 1000 });
    await checkInAs(db, { sessionId: id, student: students[1]!, begunAt: NOW + 1000, kind: 'uncertain' });

    assert.deepEqual(await closeDueSessions(db, END - 1), { closing: 0, closed: 0 });
    assert.deepEqual(await closeDueSessions(db, END), { closing: 1, closed: 0 });
    assert.deepEqual(await closeDueSessions(db, GRACE_END - 1), { closing: 0, closed: 0 });
    assert.deepEqual(await closeDueSessions(db, GRACE_END + 700), { closing: 0, closed: 1 });
    assert.deepEqual(await closeDueSessions(db, GRACE_END + 900), { closing: 0, closed: 0 });

    const marks = await allMarks(db, id);
    assert.deepEqual(
      marks.map((m) => [m.studentId, m.code, m.method, m.at]).sort(),
      [
        [students[0]!.personId, 'P', 'face-self', NOW + 4000],
        [students[2]!.personId, 'A', 'clock', GRACE_END],
      ].sort(),
    );
    const view = await sessionView(db, id, GRACE_END + 1000);
    assert.equal(view?.closedAt, GRACE_END);
    assert.equal(view?.editableUntil, GRACE_END + 7 * DAY_MS);
    assert.deepEqual(view?.counts, { roster: 3, marked: 2, attended: 1, review: 1 });
    assert.deepEqual(await eventTypes(db, id), [
      'session.opened',
      'mark.recorded',
      'review.requested',
      'session.closing',
      'session.closed',
    ]);
  });

  test('a server that slept through the end closes at the right instant', async () => {
    const db = await open();
    const { sectionId, teacher } = await addClass(db);
    const { id } = await openSession(db, { sectionId, viewer: teacher, now: NOW });
    await closeDueSessions(db, GRACE_END + 2 * DAY_MS);
    assert.equal((await sessionView(db, id, GRACE_END + 2 * DAY_MS))?.closedAt, GRACE_END);
  });

  test('two servers race to close: one set of absences, one event', async () => {
    const databases = testDatabases(engine);
    try {
      const url = await databases.create();
      const servers = [await openDatabase(url), await openDatabase(url)];
      const db = servers[0]!;
      const { sectionId, teacher } = await addClass(db, { students: 5 });
      const { id } = await openSession(db, { sectionId, viewer: teacher, now: NOW });
      // One writer at a time is all SQLite has: there, two looks of one process race.
      const racers = engine === 'postgres' ? [...servers, ...servers] : [db, db, db, db];
      const results = await Promise.all(racers.map((server) => closeDueSessions(server, GRACE_END)));
      assert.equal(
        results.reduce((sum, result) => sum + result.closed, 0),
        1,
      );
      assert.equal((await allMarks(db, id)).length, 5);
      assert.deepEqual(await eventTypes(db, id), ['session.opened', 'session.closed']);
      for (const server of servers) await server.destroy();
    } finally {
      await databases.close();
    }
  });

  test('readers change nothing and never see a session open past its end', async () => {
    const db = await open();
    const { sectionId, teacher } = await addClass(db);
    const { id } = await openSession(db, { sectionId, viewer: teacher, now: NOW });
    const row = () => db.selectFrom('attendanceSession').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
    const before = await row();
    for (const [now, state] of [
      [END, 'closing'],
      [GRACE_END, 'closed'],
      [GRACE_END + 8 * DAY_MS, 'locked'],
    ] as const) {
      assert.equal((await getBoard(db, { sessionId: id, viewer: teacher, now })).session.state, state);
      assert.equal((await sessionViews(db, { viewer: teacher, now }))[0]?.state, state);
      assert.equal(await countSessions(db, { viewer: teacher, now, state: 'open' }), 0);
      await exportSession(db, { sessionId: id, viewer: teacher, now });
    }
    assert.deepEqual(await row(), before);
  });

  test('closing by hand skips the grace, marks absences, and can be repeated', async () => {
    const db = await open();
    const { sectionId, teacher, students } = await addClass(db, { students: 2 });
    const { id } = await openSession(db, { sectionId, viewer: teacher, now: NOW });
    const closed = await closeSession(db, { sessionId: id, viewer: teacher, now: NOW + 5000 });
    assert.equal(closed.state, 'closed');
    assert.equal(closed.closedAt, NOW + 5000);
    assert.deepEqual(closed.counts, { roster: 2, marked: 2, attended: 0, review: 0 });
    assert.deepEqual(await closeSession(db, { sessionId: id, viewer: teacher, now: NOW + 9000 }), closed);
    assert.deepEqual(await closeDueSessions(db, GRACE_END), { closing: 0, closed: 0 });
    assert.deepEqual(
      (await allMarks(db, id)).map((m) => [m.code, m.method]),
      [
        ['A', 'clock'],
        ['A', 'clock'],
      ],
    );
    assert.equal(
      (await markHistory(db, { sessionId: id, studentId: students[0]!.personId, viewer: teacher }))[0]?.actor,
      null,
    );
  });

  test('sessions lock when their edit window is over', async () => {
    const db = await open();
    const { sectionId, teacher } = await addClass(db);
    const { id } = await openSession(db, { sectionId, viewer: teacher, now: NOW });
    await closeDueSessions(db, GRACE_END);
    assert.equal(await lockOldSessions(db, GRACE_END + 7 * DAY_MS - 1), 0);
    assert.equal(await stateIn(db, id, GRACE_END + 7 * DAY_MS - 1), 'closed');
    assert.equal(await lockOldSessions(db, GRACE_END + 7 * DAY_MS), 1);
    assert.equal(await stateIn(db, id, NOW), 'locked');
  });

  test('an old session keeps the policy it was opened under', async () => {
    const db = await open();
    const { sectionId, teacher, students } = await addClass(db, { students: 1 });
    const { id } = await openSession(db, { sectionId, viewer: teacher, now: NOW });
    await setPolicy(db, { lateAfterMinutes: 0, graceSeconds: 0, sessionMinutes: 50 });
    const reply = await checkInAs(db, { sessionId: id, student: students[0]!, begunAt: NOW + 2 * MINUTE_MS });
    assert.equal(reply.mark?.code, 'P');
    assert.equal(await stateIn(db, id, END), 'closing');
    await closeSession(db, { sessionId: id, viewer: teacher, now: END });
    const next = await openSession(db, { sectionId, viewer: teacher, now: END + 1 });
    assert.equal(next.endsAt, END + 1 + 50 * MINUTE_MS);
  });

  test('lists are scoped, filtered by what sessions are now, and paged', async () => {
    const db = await open();
    const [one, other] = [await addClass(db), await addClass(db)];
    const admin = await addViewer(db, 'admin', 'Admin');
    const ids: string[] = [];
    for (let day = 0; day < 4; day += 1) {
      const session = await openSession(db, { sectionId: one.sectionId, viewer: one.teacher, now: NOW + day * DAY_MS });
      ids.unshift(session.id);
    }
    const foreign = await openSession(db, { sectionId: other.sectionId, viewer: other.teacher, now: NOW });
    const now = NOW + 3 * DAY_MS + 1000;
    const list = async (filter: object) =>
      (await sessionViews(db, { viewer: one.teacher, now, ...filter })).map((s) => s.id);
    assert.deepEqual(await list({}), ids);
    assert.deepEqual(await list({ limit: 2, offset: 1 }), ids.slice(1, 3));
    assert.equal(await countSessions(db, { viewer: one.teacher, now }), 4);
    assert.equal(await countSessions(db, { viewer: admin, now }), 5);
    assert.deepEqual(await list({ state: 'open' }), [ids[0]]);
    assert.deepEqual(await list({ state: 'closed' }), ids.slice(1));
    assert.deepEqual(await list({ from: NOW + DAY_MS, before: NOW + 2 * DAY_MS }), [ids[2]]);
    assert.deepEqual(await list({ sectionId: other.sectionId }), []);
    const [student] = one.students;
    assert.deepEqual(await sessionViews(db, { viewer: student!, now }), []);
    await assert.rejects(sessionFor(db, one.teacher, foreign.id), refuses('not_found'));
  });

  test('what belongs to another teacher does not exist', async () => {
    const db = await open();
    const { sectionId, teacher, students } = await addClass(db);
    const viewer = await addViewer(db, 'faculty', 'Foreign');
    const { id: sessionId } = await openSession(db, { sectionId, viewer: teacher, now: NOW });
    const studentId = students[0]!.personId;
    const now = NOW + 1000;
    const attempts = {
      board: () => getBoard(db, { sessionId, viewer, now }),
      extend: () => extendSession(db, { sessionId, viewer, minutes: 1, now }),
      close: () => closeSession(db, { sessionId, viewer, now }),
      marks: () => setMarks(db, { sessionId, viewer, marks: [{ studentId, code: 'P' }], reason: null, now }),
      history: () => markHistory(db, { sessionId, studentId, viewer }),
      export: () => exportSession(db, { sessionId, viewer, now }),
    };
    for (const [name, attempt] of Object.entries(attempts)) await assert.rejects(attempt(), refuses('not_found'), name);
    assert.equal(await stateIn(db, sessionId, now), 'open');
    assert.equal((await allMarks(db, sessionId)).length, 0);
  });

  test('a board and a list take the same few queries whatever their size', async () => {
    const db = await open();
    const small = await addClass(db, { students: 1 });
    const large = await addClass(db, { students: 12 });
    const boardOf = async ({ sectionId, teacher, students }: typeof small) => {
      const { id } = await openSession(db, { sectionId, viewer: teacher, now: NOW });
      for (const [index, student] of students.entries())
        await checkInAs(db, { sessionId: id, student, begunAt: NOW + 1000, kind: index % 2 ? 'uncertain' : 'match' });
      const counting = countingQueries(db);
      const board = Board.parse(await getBoard(counting.db, { sessionId: id, viewer: teacher, now: NOW + 9000 }));
      assert.equal(board.roster.length, students.length);
      assert.ok(board.roster.every((entry) => entry.hasFace));
      return counting.statements();
    };
    const [few, many] = [await boardOf(small), await boardOf(large)];
    assert.equal(few, many);
    assert.ok(many <= 11, `${many} queries`);
    const counting = countingQueries(db);
    const admin = await addViewer(db, 'admin', 'Admin');
    assert.equal((await sessionViews(counting.db, { viewer: admin, now: NOW })).length, 2);
    assert.ok(counting.statements() <= 6, `${counting.statements()} queries`);
  });

  test('the roster of a closed session is who was on it then', async () => {
    const db = await open();
    const { sectionId, teacher, students } = await addClass(db, { students: 3 });
    const { id } = await openSession(db, { sectionId, viewer: teacher, now: NOW });
    await checkInAs(db, { sessionId: id, student: students[0]!, begunAt: NOW });
    await closeSession(db, { sessionId: id, viewer: teacher, now: NOW + 60_000 });
    await drop(db, { sectionId, studentId: students[0]!.personId, now: NOW + 70_000 });
    const late = await addViewer(db, 'student', 'Came later');
    await enrolStudents(db, { sectionId, studentIds: [late.personId], usns: [], now: NOW + 80_000 });
    const board = await getBoard(db, { sessionId: id, viewer: teacher, now: NOW + 90_000 });
    assert.deepEqual(board.roster.map((e) => e.student.id).sort(), students.map((s) => s.personId).sort());
    assert.equal(board.session.counts.roster, 3);
  });

  test('the sheet holds no live formulas', async () => {
    const db = await open();
    const { sectionId, teacher, students } = await addClass(db, { students: 5 });
    const names = ['=HYPERLINK("http://x")', '+1', '-1', '@SUM(A1)', '\t=1'];
    for (const [index, name] of names.entries())
      await db.updateTable('person').set({ name }).where('id', '=', students[index]!.personId).execute();
    const { id } = await openSession(db, { sectionId, viewer: teacher, now: NOW });
    await checkInAs(db, { sessionId: id, student: students[0]!, begunAt: NOW });
    const { csv, fileName } = await exportSession(db, { sessionId: id, viewer: teacher, now: NOW + 5000 });
    const lines = csv.trim().split('\r\n');
    assert.equal(lines[0], 'usn,name,mark,mark_name,method,time,flagged,review');
    assert.equal(lines.length, 6);
    const cells = lines.slice(1).flatMap((line) => line.split(','));
    assert.deepEqual(
      cells.filter((cell) => /^"?[=+\-@\t\r]/.test(cell)),
      [],
    );
    assert.match(csv, /P,Present,face-self,2026-08-03 09:00:03/);
    assert.match(fileName, /^C\d+-A-2026-08-03\.csv$/);
  });
});
