import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eachDatabase } from '../../../platform/db/testing.ts';
import { closeDueSessions } from '../close-due-sessions.ts';
import { openSession } from '../open-session.ts';
import {
  addClass,
  addViewer,
  codeCheckIn,
  countingQueries,
  MINUTE_MS,
  NOW,
  project,
  refuses,
  setPolicy,
  testKeys,
} from '../testing.ts';
import { makeSecret } from './room-code.store.ts';
import { END, openRoom, present, S } from './testing-room-code.ts';

eachDatabase((open) => {
  test('the projector gets the code of now and of the next half minute, and the same ones when it asks again', async () => {
    const db = await open();
    const { sessionId, teacher } = await openRoom(db);
    const shown = await project(db, { sessionId, teacher, now: NOW + 3 * S });
    assert.deepEqual(
      shown.codes.map(({ from, until }) => [from - NOW, until - NOW]),
      [0, 10, 20, 30].map((from) => [from * S, (from + 10) * S]),
    );
    assert.equal(new Set(shown.codes.map(({ code }) => code)).size, 4);
    const later = await project(db, { sessionId, teacher, now: NOW + 21 * S });
    assert.deepEqual(later.codes.slice(0, 2), shown.codes.slice(2));
    const last = await project(db, { sessionId, teacher, now: END - 15 * S });
    assert.deepEqual(last.codes.at(-1)?.until, END, 'none is for a time after the end');
    assert.equal(last.endsAt, END);
  });

  test('only the staff of the section are shown codes, only while it is open, and only where there are any', async () => {
    const db = await open();
    const { sessionId, student, teacher, sectionId } = await openRoom(db);
    const stranger = await addViewer(db, 'faculty', 'Stranger');
    const admin = await addViewer(db, 'admin', 'Admin');
    for (const viewer of [student, stranger])
      await assert.rejects(project(db, { sessionId, teacher: viewer, now: NOW }), refuses('not_found'));
    assert.equal((await project(db, { sessionId, teacher: admin, now: NOW })).codes.length, 4);
    await assert.rejects(project(db, { sessionId, teacher, now: END }), refuses('session_closed'));
    await closeDueSessions(db, END + MINUTE_MS);
    await setPolicy(db, { roomCode: { mode: 'off' } });
    const off = await openSession(db, { sectionId, viewer: teacher, now: END + 2 * MINUTE_MS });
    const at = { sessionId: off.id, now: END + 2 * MINUTE_MS };
    await assert.rejects(project(db, { ...at, teacher }), refuses('room_code_off'));
    await assert.rejects(codeCheckIn(db, { ...at, student, code: '12345678' }), refuses('room_code_off'));
    await assert.rejects(present(db, { ...at, student, code: '12345678' }), refuses('room_code_off'));
  });

  test('showing costs a few statements however many look, and the secret is sealed to its session', async () => {
    const db = await open();
    const { sessionId, teacher } = await openRoom(db);
    const counting = countingQueries(db);
    await project(counting.db, { sessionId, teacher, now: NOW + S });
    assert.ok(counting.statements() <= 3, `${counting.statements()} statements`);
    const other = await openRoom(db);
    const rows = await db.selectFrom('roomCodeSecret').selectAll().orderBy('sessionId').execute();
    assert.equal(rows.length, 2);
    const swapped = await db
      .updateTable('roomCodeSecret')
      .set({ sealed: rows[0]?.sealed as Uint8Array } as never)
      .where('sessionId', '=', rows[1]?.sessionId as string)
      .returning('sessionId')
      .executeTakeFirstOrThrow();
    const whose = swapped.sessionId === sessionId ? teacher : other.teacher;
    await assert.rejects(project(db, { sessionId: swapped.sessionId, teacher: whose, now: NOW + S }));
  });

  test('two servers that show a session first at the same time show the same codes', async () => {
    const db = await open();
    await setPolicy(db, { roomCode: { mode: 'alternative' } });
    const { sectionId, teacher } = await addClass(db, { students: 1 });
    const { id: sessionId } = await openSession(db, { sectionId, viewer: teacher, now: NOW });
    const shown = await Promise.all(
      [db, countingQueries(db).db, db].map((server) => project(server, { sessionId, teacher, now: NOW })),
    );
    for (const { codes } of shown) assert.deepEqual(codes, shown[0]?.codes);
    await makeSecret(db, { keys: testKeys, sessionId, now: NOW + 1 });
    assert.deepEqual(
      (await project(db, { sessionId, teacher, now: NOW })).codes,
      shown[0]?.codes,
      'the first one stays',
    );
  });
});
