import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CheckInReply, type PolicyData } from '@smart-presence/contract';
import type { Db } from '../../../platform/db/index.ts';
import { eachDatabase } from '../../../platform/db/testing.ts';
import type { AppError, Viewer } from '../../../platform/http/index.ts';
import { checkIn } from '../check-in.ts';
import { closeDueSessions } from '../close-due-sessions.ts';
import { decideReview } from '../decide-review.ts';
import { openSession } from '../open-session.ts';
import { startChallenge } from '../start-challenge.ts';
import {
  addClass,
  addViewer,
  allMarks,
  codeCheckIn,
  codeShown,
  countingQueries,
  eventTypes,
  framesOfNothing,
  MINUTE_MS,
  NOW,
  project,
  refuses,
  scripted,
  setPolicy,
  signedBy,
  testKeys,
} from '../testing.ts';
import { PRESENTED_MS } from './judge-code.ts';
import { MANY_WRONG } from './limit-guesses.ts';
import { presentRoomCode } from './present-room-code.ts';
import { forgetOldCodes, makeSecret } from './room-code.store.ts';

const S = 1000;
const END = NOW + 10 * MINUTE_MS;

interface Options {
  students?: number;
  /** How many of them, from the first on, have no enrolled face. */
  faceless?: number;
  place?: boolean;
  policy?: Partial<PolicyData>;
}

/** An open session whose code is on the projector. NOW is the first instant of a code. */
const openRoom = async (db: Db, { students = 2, faceless = students, place = false, policy }: Options = {}) => {
  await setPolicy(db, { roomCode: { mode: 'alternative' }, ...policy });
  const group = await addClass(db, { students, place });
  const ids = group.students.slice(0, faceless).map(({ personId }) => personId);
  if (ids.length > 0) await db.deleteFrom('template').where('personId', 'in', ids).execute();
  const { id: sessionId } = await openSession(db, { sectionId: group.sectionId, viewer: group.teacher, now: NOW });
  await project(db, { sessionId, teacher: group.teacher, now: NOW });
  const [student] = group.students as [Viewer];
  return { ...group, sessionId, student };
};

const present = (db: Db, props: { sessionId: string; student: Viewer; code: string; now: number }) =>
  presentRoomCode({ db, keys: testKeys, viewer: props.student, address: '127.0.0.1', ...props });

/** A check-in by face with a scripted comparison. */
const byFace = async (
  db: Db,
  props: { sessionId: string; student: Viewer; at: number; script?: ReturnType<typeof scripted> },
) => {
  const { sessionId, student, at, script = scripted() } = props;
  const { id, nonce } = await startChallenge(db, { sessionId, viewer: student, now: at });
  const request = { sessionId, challengeId: id, nonce, frames: framesOfNothing, frameTimes: [0, 1, 2], place: null };
  const signed = signedBy({ ...request, viewer: student, address: '127.0.0.1', now: at + 500 });
  return checkIn({ db, verify: script.verify, request: signed });
};

const nothingRecorded = async (db: Db, sessionId: string) => {
  assert.deepEqual(await allMarks(db, sessionId), []);
  assert.deepEqual(await db.selectFrom('review').selectAll().execute(), []);
  assert.deepEqual(await eventTypes(db, sessionId), ['session.opened']);
};

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

  test('where both are wanted, no face is looked at without a code; with it the face decides', async () => {
    const db = await open();
    const { sessionId, student } = await openRoom(db, { faceless: 0, policy: { roomCode: { mode: 'also' } } });
    const script = scripted();
    const bare = await byFace(db, { sessionId, student, at: NOW, script });
    assert.deepEqual([bare.decision, bare.code, script.asked], ['reject', 'room_code_missing', 0]);
    await nothingRecorded(db, sessionId);
    const code = await codeShown(db, { sessionId, at: NOW });
    const taken = await present(db, { sessionId, student, code, now: NOW + 5 * S });
    assert.deepEqual([taken.code, taken.until], ['room_code_taken', NOW + 5 * S + PRESENTED_MS]);
    assert.deepEqual(await present(db, { sessionId, student, code, now: NOW + 6 * S }), taken, 'sent again, the same');
    const blurred = await byFace(db, { sessionId, student, at: NOW + 10 * S, script: scripted('face_quality') });
    assert.equal(blurred.code, 'face_quality');
    const accepted = await byFace(db, { sessionId, student, at: NOW + 60 * S });
    assert.equal(accepted.decision, 'accept', 'a blurred picture does not use the code up');
    const [mark] = await allMarks(db, sessionId);
    const { roomCode, method } = JSON.parse(mark?.evidence ?? '{}');
    assert.deepEqual([method, roomCode.finding, roomCode.secondsAfterShown], ['face-self', 'valid', 5]);
  });

  test('a code before the face is good for three minutes, for its student alone, and once', async () => {
    const db = await open();
    const { sessionId, students, teacher } = await openRoom(db, {
      faceless: 0,
      policy: { roomCode: { mode: 'also' } },
    });
    const [one, two] = students as [Viewer, Viewer];
    const code = await codeShown(db, { sessionId, at: NOW });
    await present(db, { sessionId, student: one, code, now: NOW });
    assert.equal((await byFace(db, { sessionId, student: two, at: NOW + S })).code, 'room_code_missing');
    const late = await byFace(db, { sessionId, student: one, at: NOW + PRESENTED_MS });
    assert.deepEqual([late.decision, late.code], ['reject', 'room_code_stale']);
    const now = NOW + PRESENTED_MS + 5 * S;
    const next = await codeShown(db, { sessionId, at: now });
    assert.equal((await present(db, { sessionId, student: one, code: next, now })).code, 'room_code_taken');
    const unsure = await byFace(db, { sessionId, student: one, at: now, script: scripted('uncertain') });
    assert.equal(unsure.decision, 'review');
    const { id } = await db.selectFrom('review').select('id').executeTakeFirstOrThrow();
    await decideReview(db, { reviewId: id, viewer: teacher, verdict: 'reject', now });
    assert.equal((await present(db, { sessionId, student: one, code: next, now })).code, 'room_code_used');
    assert.equal((await byFace(db, { sessionId, student: one, at: now + S })).code, 'room_code_stale');
  });

  test('where both are wanted, the code alone is still the equal path of those without a face', async () => {
    const db = await open();
    const { sessionId, student } = await openRoom(db, { policy: { roomCode: { mode: 'also' } } });
    const code = await codeShown(db, { sessionId, at: NOW });
    assert.equal((await codeCheckIn(db, { sessionId, student, code, now: NOW + S })).decision, 'accept');
  });

  test('guesses wait longer and longer; the right code waits with them, others do not', async () => {
    const db = await open();
    const { sessionId, students } = await openRoom(db);
    const [guesser, honest] = students as [Viewer, Viewer];
    const guess = (now: number) => codeCheckIn(db, { sessionId, student: guesser, code: '00000000', now });
    for (let i = 0; i < 4; i += 1) assert.equal((await guess(NOW + i)).code, 'room_code_wrong');
    const right = await codeShown(db, { sessionId, at: NOW });
    const early = codeCheckIn(db, { sessionId, student: guesser, code: right, now: NOW + 500 });
    await assert.rejects(early, (error) => {
      assert.ok((error as AppError).extra.retryAfter! <= 1);
      return refuses('too_many_requests')(error);
    });
    await assert.rejects(
      present(db, { sessionId, student: guesser, code: right, now: NOW + 500 }),
      refuses('too_many_requests'),
      'the other door is shut as well',
    );
    assert.equal(
      (await codeCheckIn(db, { sessionId, student: honest, code: right, now: NOW + 500 })).decision,
      'accept',
    );
    // Nobody is locked out: the pause ends by itself.
    const later = await codeCheckIn(db, { sessionId, student: guesser, code: right, now: NOW + 3 + 1000 });
    assert.equal(later.decision, 'accept');
  });

  test('a thousand guesses at once are not a thousand guesses', async () => {
    const db = await open();
    const { sessionId, student } = await openRoom(db);
    const results = await Promise.allSettled(
      Array.from({ length: 100 }, (_, index) =>
        codeCheckIn(db, { sessionId, student, code: String(10_000_000 + index), now: NOW + index }),
      ),
    );
    const looked = results.filter((result) => result.status === 'fulfilled').length;
    assert.ok(looked <= 5, `${looked} were looked at`);
    for (const result of results)
      if (result.status === 'rejected') assert.ok(refuses('too_many_requests')(result.reason), String(result.reason));
    await nothingRecorded(db, sessionId);
  });

  test('in a session that many guess at the first mistake waits, and who types the right code never does', async () => {
    const db = await open();
    const { sessionId, students } = await openRoom(db, { students: 3 });
    const [one, two, three] = students as [Viewer, Viewer, Viewer];
    await db
      .insertInto('roomCodeGuess')
      .values({ sessionId, studentId: one.personId, wrong: MANY_WRONG, blockedUntil: 0, updatedAt: NOW })
      .execute();
    assert.equal((await codeCheckIn(db, { sessionId, student: two, code: '1', now: NOW })).code, 'room_code_wrong');
    const right = await codeShown(db, { sessionId, at: NOW });
    const again = codeCheckIn(db, { sessionId, student: two, code: right, now: NOW + S });
    await assert.rejects(again, refuses('too_many_requests'));
    assert.equal((await codeCheckIn(db, { sessionId, student: three, code: right, now: NOW + S })).decision, 'accept');
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
    await forgetOldCodes(db, NOW + day);
    assert.deepEqual(await counts(), [1, 1, 1]);
    await forgetOldCodes(db, NOW + day + 1);
    assert.deepEqual(await counts(), [0, 0, 1], 'the session is still open');
    await closeDueSessions(db, NOW + day);
    await forgetOldCodes(db, NOW + day + 1);
    assert.deepEqual(await counts(), [0, 0, 0]);
  });
});
