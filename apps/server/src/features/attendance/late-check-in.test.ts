import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Review } from '@smart-presence/contract';
import type { Db } from '../../platform/db/index.ts';
import { eachDatabase } from '../../platform/db/testing.ts';
import type { Viewer } from '../../platform/http/index.ts';
import { carryOut } from '../../platform/retention/index.ts';
import { enrolStudents } from '../academics/index.ts';
import { createSignInSession } from '../accounts/index.ts';
import { oldChallenges } from './challenges.store.ts';
import { type CheckInProps, checkIn } from './check-in.ts';
import { closeDueSessions, lockOldSessions } from './close-due-sessions.ts';
import { decideReview } from './decide-review.ts';
import { openSession } from './open-session.ts';
import { reviewsOf } from './reviews.store.ts';
import { presentRoomCode } from './room-code/present-room-code.ts';
import { DAY_MS } from './session-clock.ts';
import { startChallenge } from './start-challenge.ts';
import {
  addClass,
  allMarks,
  checkInAs,
  codeShown,
  framesOfNothing,
  MINUTE_MS,
  NOW,
  newDevice,
  project,
  refuses,
  scripted,
  setPolicy,
  signedBy,
  type TestDevice,
  testKeys,
} from './testing.ts';

const HOUR_MS = 60 * MINUTE_MS;
const BEGUN = NOW + 2 * MINUTE_MS;
const TAKEN = BEGUN + 600;
const GRACE_END = NOW + 10 * MINUTE_MS + 30_000;

type Request = CheckInProps['request'];
const here = { latitude: 12.97, longitude: 77.59, accuracy: 10, at: TAKEN };

/** A check-in that was begun and taken in time and then could not be sent. */
const keep = async (
  db: Db,
  { sessionId, student, device }: { sessionId: string; student: Viewer; device?: TestDevice },
): Promise<Request> => {
  const { id, nonce } = await startChallenge(db, { sessionId, viewer: student, now: BEGUN });
  const frames = { frames: framesOfNothing, frameTimes: [0, 300, 600] };
  const sent = { sessionId, challengeId: id, nonce, ...frames, place: here, viewer: student, address: '10.1.2.3' };
  return signedBy({ ...sent, now: BEGUN + 2000 }, device);
};

const keptInClass = async (db: Db, options: Parameters<typeof addClass>[1] = { students: 2, place: true }) => {
  const group = await addClass(db, options);
  const { id: sessionId } = await openSession(db, { sectionId: group.sectionId, viewer: group.teacher, now: NOW });
  const student = group.students[0]!;
  const request = await keep(db, { sessionId, student });
  const send = (patch: Partial<Request> = {}, script = scripted()) =>
    checkIn({ db, verify: script.verify, request: { ...request, now: GRACE_END + HOUR_MS, ...patch } });
  return { ...group, sessionId, student, request, send };
};

const marksOf = async (db: Db, { sessionId, student }: { sessionId: string; student: Viewer }) =>
  (await allMarks(db, sessionId)).filter((mark) => mark.studentId === student.personId);

eachDatabase((open) => {
  test('an hour after the session: judged, for the teacher with its times, and approved at the time it was taken', async () => {
    const db = await open();
    await setPolicy(db, { lateAfterMinutes: 5 });
    const { sessionId, student, teacher, send } = await keptInClass(db);
    await closeDueSessions(db, GRACE_END);
    const script = scripted();
    const reply = await send({}, script);
    assert.deepEqual(
      [reply.decision, reply.code, reply.mark?.code, script.asked],
      ['review', 'sent_to_review', 'A', 1],
    );
    const review = Review.parse((await reviewsOf(db, sessionId))[0]);
    assert.deepEqual(review.reasons, ['arrived_late']);
    assert.deepEqual(review.late, { begunAt: BEGUN, capturedAt: TAKEN, arrivedAt: GRACE_END + HOUR_MS });

    await decideReview(db, { reviewId: review.id, viewer: teacher, verdict: 'approve', now: GRACE_END + 2 * HOUR_MS });
    const marks = await marksOf(db, { sessionId, student });
    assert.deepEqual(
      marks.map(({ code, method, at, isCurrent }) => [code, method, at, Boolean(isCurrent)]),
      [
        ['A', 'clock', GRACE_END, false],
        ['P', 'face-self', TAKEN, true],
      ],
      'present: it was taken before the late mark, and the absence stays as history',
    );
  });

  test('sent again, from two tabs and after a lost answer: one review, one mark, one answer', async () => {
    const db = await open();
    const { sessionId, student, teacher, send } = await keptInClass(db);
    await closeDueSessions(db, GRACE_END);
    const script = scripted();
    const replies = await Promise.all(Array.from({ length: 20 }, () => send({}, script)));
    for (const reply of replies) assert.deepEqual(reply, replies[0]);
    const [review, ...more] = await reviewsOf(db, sessionId);
    assert.deepEqual([more.length, script.asked], [0, 1]);
    await decideReview(db, { reviewId: review!.id, viewer: teacher, verdict: 'approve', now: GRACE_END + 2 * HOUR_MS });
    assert.deepEqual(await send({ now: GRACE_END + 3 * HOUR_MS }, script), replies[0]);
    assert.deepEqual([(await reviewsOf(db, sessionId)).length, script.asked], [1, 1]);
    assert.equal((await marksOf(db, { sessionId, student })).length, 2, 'the absence and the mark that replaced it');
  });

  test('marked in the meantime: told so, and nothing more is written', async () => {
    const db = await open();
    const { sessionId, student, send } = await keptInClass(db);
    const other = await checkInAs(db, { sessionId, student, begunAt: BEGUN + 5000 });
    await closeDueSessions(db, GRACE_END);
    const reply = await send();
    assert.deepEqual([reply.decision, reply.code, reply.mark?.id], ['accept', 'already_marked', other.mark?.id]);
    assert.equal((await marksOf(db, { sessionId, student })).length, 1);
    assert.deepEqual(await reviewsOf(db, sessionId), []);
  });

  test('the challenge has run out and the session has not: for the teacher too', async () => {
    const db = await open();
    const { sessionId, send } = await keptInClass(db);
    assert.equal((await send({ now: BEGUN + 90_000 })).code, 'accepted');
    const other = await keptInClass(db);
    assert.equal((await other.send({ now: BEGUN + 90_001 })).code, 'sent_to_review');
    assert.equal((await allMarks(db, sessionId)).length, 1);
    assert.deepEqual(await allMarks(db, other.sessionId), []);
  });

  test('another face, or another place, is refused however late it is', async () => {
    const db = await open();
    await setPolicy(db, { placeMode: 'require' });
    const one = await keptInClass(db);
    assert.equal((await one.send({}, scripted('mismatch'))).code, 'face_mismatch');
    const other = await keptInClass(db);
    const script = scripted();
    const away = { ...here, latitude: 13 };
    assert.equal(
      (await other.send({ place: away }, script)).code,
      'outside_place',
      'the network it is sent from now is no help',
    );
    assert.equal(script.asked, 0);
    for (const { sessionId } of [one, other]) assert.deepEqual(await reviewsOf(db, sessionId), []);
  });

  test('place, room code and pictures are judged by the time of then', async () => {
    const db = await open();
    await setPolicy(db, { placeMode: 'require', roomCode: { mode: 'also' } });
    const { sessionId, students, teacher } = await keptInClass(db);
    const second = students[1]!;
    await project(db, { sessionId, teacher, now: NOW + 1000 });
    const now = BEGUN - 30_000;
    const code = await codeShown(db, { sessionId, at: now });
    await presentRoomCode({ db, keys: testKeys, sessionId, code, viewer: second, address: '10.1.2.3', now });
    const request = await keep(db, { sessionId, student: second });
    const late = { ...request, now: GRACE_END + HOUR_MS };
    assert.equal((await checkIn({ db, verify: scripted().verify, request: late })).code, 'sent_to_review');
    const { evidence } = await db.selectFrom('review').select('evidence').executeTakeFirstOrThrow();
    const { place, roomCode } = JSON.parse(evidence);
    assert.deepEqual([place.finding, place.onNetwork, roomCode.finding], ['strong', false, 'valid']);
  });

  test('a day later, or in a locked session, it is too late, and said so', async () => {
    const db = await open();
    const { sessionId, send } = await keptInClass(db);
    await closeDueSessions(db, GRACE_END);
    const tooLate = BEGUN + 90_000 + DAY_MS + 1;
    await carryOut(db, oldChallenges, { now: tooLate });
    await assert.rejects(send({ now: tooLate }), refuses('check_in_too_late'));
    await db
      .updateTable('attendanceSession')
      .set({ editableUntil: GRACE_END + MINUTE_MS })
      .where('id', '=', sessionId)
      .execute();
    await lockOldSessions(db, GRACE_END + MINUTE_MS);
    await assert.rejects(send({ now: GRACE_END + MINUTE_MS }), refuses('check_in_too_late'));
    assert.deepEqual(await reviewsOf(db, sessionId), []);
  });

  test('taken after the session was closed, it is not in time', async () => {
    const db = await open();
    const { sessionId, send } = await keptInClass(db);
    await closeDueSessions(db, GRACE_END);
    await db.updateTable('attendanceSession').set({ closedAt: TAKEN }).where('id', '=', sessionId).execute();
    const reply = await send();
    assert.deepEqual([reply.decision, reply.code], ['reject', 'session_closed']);
    assert.deepEqual(await reviewsOf(db, sessionId), []);
  });

  test('signed in again: taken from the student’s own device alone, and only once the challenge has run out', async () => {
    const db = await open();
    const { student, students, send } = await keptInClass(db);
    const signIn = await createSignInSession(db, { personId: student.personId, role: 'student', now: GRACE_END });
    const again = { ...student, signInSessionId: signIn.id };
    await assert.rejects(send({ viewer: again, now: BEGUN + 5000 }), refuses('challenge_invalid'));
    await assert.rejects(send({ viewer: again, device: null }), refuses('challenge_invalid'));
    await assert.rejects(send({ viewer: students[1]! }), refuses('challenge_invalid'));
    // The student is known by another device than the one that shows the pictures now.
    await checkInAs(db, {
      sessionId: await anotherSession(db, student),
      student,
      begunAt: NOW + 1000,
      device: newDevice(),
    });
    await assert.rejects(send({ viewer: again }), refuses('challenge_invalid'));
    await db.deleteFrom('checkInDevice').execute();
    assert.equal((await send({ viewer: again })).code, 'sent_to_review');
  });
});

/** An open session of another section that the student is on the roster of. */
const anotherSession = async (db: Db, student: Viewer): Promise<string> => {
  const { sectionId, teacher } = await addClass(db, { students: 0 });
  await enrolStudents(db, { sectionId, studentIds: [student.personId], usns: [], now: NOW });
  return (await openSession(db, { sectionId, viewer: teacher, now: NOW })).id;
};
