import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openDatabase } from '../../platform/db/index.ts';
import { eachDatabase, testDatabases } from '../../platform/db/testing.ts';
import { enrolStudents } from '../academics/index.ts';
import { getBoard } from './board.ts';
import { closeDueSessions, lockOldSessions } from './close-due-sessions.ts';
import { closeSession } from './close-session.ts';
import { exportSession } from './export-session.ts';
import { markHistory } from './mark-history.ts';
import { openSession } from './open-session.ts';
import { DAY_MS } from './session-clock.ts';
import { countSessions, sessionView, sessionViews } from './sessions.store.ts';
import { addClass, addViewer, allMarks, checkInAs, drop, eventTypes, NOW } from './testing.ts';
import { END, stateIn } from './testing-sessions.ts';

const GRACE_END = END + 30_000;

eachDatabase((open, engine) => {
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
});
