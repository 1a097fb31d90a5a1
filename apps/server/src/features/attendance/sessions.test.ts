import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Board } from '@smart-presence/contract';
import { eachDatabase } from '../../platform/db/testing.ts';
import { getBoard } from './board.ts';
import { closeSession } from './close-session.ts';
import { exportSession } from './export-session.ts';
import { extendSession } from './extend-session.ts';
import { markHistory } from './mark-history.ts';
import { openSession } from './open-session.ts';
import { DAY_MS } from './session-clock.ts';
import { countSessions, sessionFor, sessionViews } from './sessions.store.ts';
import { setMarks } from './set-marks.ts';
import { addClass, addViewer, allMarks, checkInAs, countingQueries, NOW, refuses } from './testing.ts';
import { stateIn } from './testing-sessions.ts';

eachDatabase((open) => {
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
    assert.ok(many <= 13, `${many} queries`);
    const counting = countingQueries(db);
    const admin = await addViewer(db, 'admin', 'Admin');
    assert.equal((await sessionViews(counting.db, { viewer: admin, now: NOW })).length, 2);
    assert.ok(counting.statements() <= 6, `${counting.statements()} queries`);
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
    assert.equal(lines[0], 'usn,name,mark,mark_name,method,time,flagged,review,section');
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
