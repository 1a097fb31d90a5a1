import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CheckInReply } from '@smart-presence/contract';
import type { Db } from '../../../platform/db/index.ts';
import { eachDatabase } from '../../../platform/db/testing.ts';
import type { Viewer } from '../../../platform/http/index.ts';
import { carryOut } from '../../../platform/retention/index.ts';
import { closeDueSessions } from '../close-due-sessions.ts';
import { decideReview } from '../decide-review.ts';
import {
  addViewer,
  allMarks,
  codeCheckIn,
  codeShown,
  countingQueries,
  eventTypes,
  MINUTE_MS,
  NOW,
  refuses,
} from '../testing.ts';
import { oldCodes } from './room-code.store.ts';
import { END, nothingRecorded, openRoom, present, S } from './testing-room-code.ts';

eachDatabase((open) => {
  test('a student without an enrolled face is marked by the code, with evidence that does not hold it', async () => {
    const db = await open();
    const { sessionId, student } = await openRoom(db);
    const code = await codeShown(db, { sessionId, at: NOW + 4 * S });
    const reply = CheckInReply.parse(await codeCheckIn(db, { sessionId, student, code, now: NOW + 8 * S }));
    assert.deepEqual([reply.decision, reply.code, reply.mark?.code], ['accept', 'accepted', 'P']);
    assert.equal(reply.mark?.method, 'room-code');
    const [row] = await allMarks(db, sessionId);
    assert.deepEqual([row?.actorId, row?.at], [student.personId, NOW + 8 * S]);
    const evidence = JSON.parse(row?.evidence ?? '{}');
    assert.deepEqual(
      [evidence.method, evidence.face, evidence.roomCode.finding, evidence.roomCode.secondsAfterShown],
      ['room-code', null, 'valid', 8],
    );
    const stored = JSON.stringify([
      await allMarks(db, sessionId),
      await db.selectFrom('roomCodeUse').selectAll().execute(),
      await db.selectFrom('domainEvent').selectAll().execute(),
    ]);
    assert.doesNotMatch(stored, new RegExp(code));
    assert.doesNotMatch(stored, /127\.0\.0\.1/);
    assert.deepEqual(await eventTypes(db, sessionId), ['session.opened', 'mark.recorded']);
  });

  test('stale, used, wrong and foreign codes: different advice only where it helps no attacker', async () => {
    const db = await open();
    const { sessionId, student, students } = await openRoom(db, { faceless: 1 });
    const elsewhere = await openRoom(db);
    const send = (code: string, now: number, who = student) => codeCheckIn(db, { sessionId, student: who, code, now });
    const at = (ms: number) => codeShown(db, { sessionId, at: ms });
    const stale = await send(await at(NOW), NOW + 20 * S);
    assert.deepEqual([stale.decision, stale.code, stale.mark], ['reject', 'room_code_stale', null]);
    const old = await send(await at(NOW), NOW + 90 * S);
    const foreign = await send(await codeShown(db, { sessionId: elsewhere.sessionId, at: NOW + 90 * S }), NOW + 90 * S);
    const future = await send(await at(NOW + 100 * S), NOW + 91 * S);
    for (const reply of [old, foreign, future])
      assert.deepEqual({ ...reply, mark: null }, { ...old, code: 'room_code_wrong' }, 'nobody learns whose code it is');
    await nothingRecorded(db, sessionId);
    // Used: it led to a review, which the teacher rejected.
    const withFace = students[1] as Viewer;
    const now = NOW + 120 * S;
    assert.equal((await send(await at(now), now, withFace)).decision, 'review');
    assert.equal(
      (await send(await at(now), now, withFace)).code,
      'sent_to_review',
      'while it is open, the same answer',
    );
    const { id } = await db.selectFrom('review').select('id').executeTakeFirstOrThrow();
    const admin = await addViewer(db, 'admin', 'Admin');
    await decideReview(db, { reviewId: id, viewer: admin, verdict: 'reject', now: now + S });
    assert.equal((await send(await at(now), now + 2 * S, withFace)).code, 'room_code_used');
    assert.equal((await send(await at(now), now + 2 * S)).code, 'accepted', 'others may use it: one use per student');
  });

  test('fifty at once with one code are one mark', async () => {
    const db = await open();
    const { sessionId, student } = await openRoom(db);
    const code = await codeShown(db, { sessionId, at: NOW });
    const send = (server: Db) => codeCheckIn(server, { sessionId, student, code, now: NOW + 2 * S });
    const other = countingQueries(db).db;
    const replies = await Promise.all(Array.from({ length: 50 }, (_, index) => send(index % 2 ? db : other)));
    assert.deepEqual([...new Set(replies.map((reply) => reply.mark?.id))].length, 1);
    assert.deepEqual([...new Set(replies.map(({ decision }) => decision))], ['accept']);
    assert.equal(replies.filter(({ code: said }) => said === 'accepted').length, 1);
    assert.equal((await allMarks(db, sessionId)).length, 1);
    assert.deepEqual(await db.selectFrom('roomCodeGuess').selectAll().execute(), [], 'nobody guessed');
  });

  test('who has an enrolled face and uses the code alone waits for the teacher; approved, it is a mark by code', async () => {
    const db = await open();
    const { sessionId, student, teacher } = await openRoom(db, { faceless: 0 });
    const code = await codeShown(db, { sessionId, at: NOW });
    const reply = await codeCheckIn(db, { sessionId, student, code, now: NOW + S });
    assert.deepEqual([reply.decision, reply.mark], ['review', null]);
    const review = await db.selectFrom('review').selectAll().executeTakeFirstOrThrow();
    assert.deepEqual(JSON.parse(review.reasons), ['face_not_used']);
    await decideReview(db, { reviewId: review.id, viewer: teacher, verdict: 'approve', now: NOW + 5 * S });
    const [mark] = await allMarks(db, sessionId);
    assert.deepEqual([mark?.method, mark?.at], ['room-code', NOW + S]);
  });

  test('a student whose consent is to an older text is not asked for their face', async () => {
    const db = await open();
    const { sessionId, student } = await openRoom(db, { faceless: 0 });
    await db
      .updateTable('consent')
      .set({ textVersion: 'before' } as never)
      .execute();
    const code = await codeShown(db, { sessionId, at: NOW });
    assert.equal((await codeCheckIn(db, { sessionId, student, code, now: NOW + S })).decision, 'accept');
  });

  test('where the place is required the code obeys it, and is not even looked at from elsewhere', async () => {
    const db = await open();
    const { sessionId, students } = await openRoom(db, { students: 3, place: true, policy: { placeMode: 'require' } });
    const [one, two, three] = students as [Viewer, Viewer, Viewer];
    const away = { latitude: 13, longitude: 77.59, accuracy: 10, at: NOW };
    const code = await codeShown(db, { sessionId, at: NOW });
    const send = (student: Viewer, place: typeof away | null, given = code) =>
      codeCheckIn(db, { sessionId, student, code: given, now: NOW + S, place });
    for (let i = 0; i < 6; i += 1) assert.equal((await send(one, away, '00000000')).code, 'outside_place');
    assert.equal((await send(one, away)).code, 'outside_place');
    assert.deepEqual(await db.selectFrom('roomCodeGuess').selectAll().execute(), []);
    assert.equal((await send(one, { ...away, latitude: 12.97 })).decision, 'accept', 'once in the room it counts');
    assert.equal((await send(two, null)).decision, 'review');
    assert.equal((await send(three, { ...away, latitude: 12.9708 })).decision, 'accept');
  });

  test('a code shown in time counts within the grace; afterwards, and for the closed, nothing does', async () => {
    const db = await open();
    const { sessionId, students } = await openRoom(db, { students: 3 });
    const [one, two, three] = students as [Viewer, Viewer, Viewer];
    const last = await codeShown(db, { sessionId, at: END - 1 });
    const beyond = await codeShown(db, { sessionId, at: END });
    await closeDueSessions(db, END);
    const send = (student: Viewer, code: string, now: number) => codeCheckIn(db, { sessionId, student, code, now });
    assert.equal((await send(one, last, END + 5 * S)).code, 'accepted');
    const shut = await send(two, beyond, END + 5 * S);
    assert.deepEqual([shut.decision, shut.code], ['reject', 'session_closed']);
    assert.equal((await present(db, { sessionId, student: two, code: last, now: END })).code, 'session_closed');
    await closeDueSessions(db, END + 30 * S);
    assert.equal(
      (await send(three, last, END + 6 * S)).code,
      'session_closed',
      'closed for all, also for a clock behind',
    );
    assert.equal((await send(three, '00000000', END + 31 * S)).code, 'session_closed');
    assert.deepEqual(await db.selectFrom('roomCodeGuess').selectAll().execute(), [], 'nobody guesses at the closed');
  });

  test('nobody gets in with the code of a section they are not on', async () => {
    const db = await open();
    const { sessionId } = await openRoom(db);
    const stranger = await addViewer(db, 'student', 'Stranger');
    const code = await codeShown(db, { sessionId, at: NOW });
    await assert.rejects(codeCheckIn(db, { sessionId, student: stranger, code, now: NOW }), refuses('not_found'));
    await assert.rejects(present(db, { sessionId, student: stranger, code, now: NOW }), refuses('not_found'));
  });

  test('without a code on the projector no code is right', async () => {
    const db = await open();
    const { sessionId, student } = await openRoom(db);
    const code = await codeShown(db, { sessionId, at: NOW });
    await db.deleteFrom('roomCodeSecret').execute();
    assert.equal((await codeCheckIn(db, { sessionId, student, code, now: NOW })).code, 'room_code_wrong');
  });

  test('a code used late from another network than the whole room’s is flagged, and never refused for it', async () => {
    const db = await open();
    const { sessionId, students } = await openRoom(db, { students: 7 });
    const code = await codeShown(db, { sessionId, at: NOW });
    const send = (index: number, now: number, address: string) =>
      codeCheckIn(db, { sessionId, student: students[index] as Viewer, code, now, address });
    for (let i = 0; i < 5; i += 1) assert.equal((await send(i, NOW + 3 * S, '10.1.0.7')).decision, 'accept');
    assert.equal((await send(5, NOW + 4 * S, '203.0.113.9')).decision, 'accept', 'mobile data alone');
    await db
      .deleteFrom('roomCodeUse')
      .where('studentId', '=', students[5]?.personId as string)
      .execute();
    const relayed = await send(6, NOW + 18 * S, '203.0.113.9');
    assert.deepEqual([relayed.decision, relayed.code, relayed.mark?.isFlagged], ['flag', 'accepted', true]);
    const mark = (await allMarks(db, sessionId)).find((row) => row.studentId === students[6]?.personId);
    const evidence = JSON.parse(mark?.evidence ?? '{}');
    assert.deepEqual(evidence.flags, ['code_passed_on']);
    assert.deepEqual([evidence.roomCode.late, evidence.roomCode.otherNetwork], [true, true]);
    assert.doesNotMatch(JSON.stringify(relayed), /passed|network|relay/i, 'the student is not told why');
  });

  test('a day later networks and guesses are forgotten, and the secrets of closed sessions', async () => {
    const db = await open();
    const { sessionId, student } = await openRoom(db);
    const code = await codeShown(db, { sessionId, at: NOW });
    await codeCheckIn(db, { sessionId, student, code: '1', now: NOW });
    await codeCheckIn(db, { sessionId, student, code, now: NOW });
    const counts = () =>
      Promise.all(
        (['roomCodeUse', 'roomCodeGuess', 'roomCodeSecret'] as const).map(
          async (table) => (await db.selectFrom(table).selectAll().execute()).length,
        ),
      );
    const day = 24 * 60 * MINUTE_MS;
    await carryOut(db, oldCodes, { now: NOW + day });
    assert.deepEqual(await counts(), [1, 1, 1]);
    await carryOut(db, oldCodes, { now: NOW + day + 1 });
    assert.deepEqual(await counts(), [0, 0, 1], 'the session is still open');
    await closeDueSessions(db, NOW + day);
    await carryOut(db, oldCodes, { now: NOW + day + 1 });
    assert.deepEqual(await counts(), [0, 0, 0]);
  });
});
