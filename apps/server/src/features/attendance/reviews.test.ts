import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Review } from '@smart-presence/contract';
import type { Db } from '../../platform/db/index.ts';
import { eachDatabase } from '../../platform/db/testing.ts';
import { closeDueSessions } from './close-due-sessions.ts';
import { decideReview } from './decide-review.ts';
import { openSession } from './open-session.ts';
import { reviewsOf } from './reviews.store.ts';
import { DAY_MS } from './session-clock.ts';
import { setMarks } from './set-marks.ts';
import { addClass, addViewer, allMarks, checkInAs, eventTypes, MINUTE_MS, NOW, refuses } from './testing.ts';

const GRACE_END = NOW + 10 * MINUTE_MS + 30_000;

/** A session in which one student's check-in waits for a person. */
const waiting = async (db: Db, begunAt = NOW + 1000) => {
  const group = await addClass(db, { students: 2 });
  const { id: sessionId } = await openSession(db, { sectionId: group.sectionId, viewer: group.teacher, now: NOW });
  const student = group.students[0]!;
  const reply = await checkInAs(db, { sessionId, student, begunAt, kind: 'uncertain' });
  const [review] = await reviewsOf(db, sessionId);
  return { ...group, sessionId, student, reply, review: Review.parse(review) };
};

eachDatabase((open) => {
  test('a doubt becomes one review; approval marks at the time of the check-in', async () => {
    const db = await open();
    const { sessionId, student, teacher, reply, review } = await waiting(db);
    assert.deepEqual([reply.decision, reply.code, reply.mark], ['review', 'sent_to_review', null]);
    assert.deepEqual([review.state, review.reasons], ['open', ['match_uncertain']]);
    await checkInAs(db, { sessionId, student, begunAt: NOW + 9000, kind: 'uncertain' });
    assert.equal((await reviewsOf(db, sessionId)).length, 1);

    const now = NOW + 20 * MINUTE_MS;
    await closeDueSessions(db, GRACE_END);
    const decided = await decideReview(db, { reviewId: review.id, viewer: teacher, verdict: 'approve', now });
    assert.deepEqual([decided.state, decided.decidedBy?.id, decided.decidedAt], ['approved', teacher.personId, now]);
    const [mark] = (await allMarks(db, sessionId)).filter((row) => row.studentId === student.personId);
    assert.deepEqual(
      [mark?.code, mark?.method, mark?.at, mark?.actorId],
      ['P', 'face-self', NOW + 4000, teacher.personId],
    );
    assert.equal(JSON.parse(mark?.evidence ?? '{}').face.distance, 0.55);
    assert.deepEqual((await eventTypes(db, sessionId)).slice(-2), ['mark.recorded', 'review.decided']);
    await assert.rejects(
      decideReview(db, { reviewId: review.id, viewer: teacher, verdict: 'reject', now }),
      refuses('review_settled'),
    );
  });

  test('an approved check-in that was late is late', async () => {
    const db = await open();
    const { sessionId, teacher, review } = await waiting(db, NOW + 9 * MINUTE_MS + 58_000);
    await decideReview(db, { reviewId: review.id, viewer: teacher, verdict: 'approve', now: NOW + 11 * MINUTE_MS });
    assert.deepEqual(
      (await allMarks(db, sessionId)).map((mark) => mark.code),
      ['L'],
    );
  });

  test('two teachers decide at once: one verdict', async () => {
    const db = await open();
    const { sessionId, teacher, review } = await waiting(db);
    const admin = await addViewer(db, 'admin', 'Admin');
    const results = await Promise.allSettled([
      decideReview(db, { reviewId: review.id, viewer: teacher, verdict: 'approve', now: NOW + 9000 }),
      decideReview(db, { reviewId: review.id, viewer: admin, verdict: 'reject', now: NOW + 9000 }),
    ]);
    assert.equal(results.filter((result) => result.status === 'fulfilled').length, 1);
    const after = (await reviewsOf(db, sessionId))[0];
    assert.equal((await allMarks(db, sessionId)).length, after?.state === 'approved' ? 1 : 0);
  });

  test('rejected while the session runs: the student may try again', async () => {
    const db = await open();
    const { sessionId, student, teacher, review } = await waiting(db);
    await decideReview(db, { reviewId: review.id, viewer: teacher, verdict: 'reject', now: NOW + 9000 });
    assert.deepEqual(await allMarks(db, sessionId), []);
    const again = await checkInAs(db, { sessionId, student, begunAt: NOW + 10_000 });
    assert.equal(again.decision, 'accept');
  });

  test('rejected before the end and not tried again: absent by the clock', async () => {
    const db = await open();
    const { sessionId, student, teacher, review } = await waiting(db);
    await decideReview(db, { reviewId: review.id, viewer: teacher, verdict: 'reject', now: NOW + 9000 });
    await closeDueSessions(db, GRACE_END);
    const [mark] = (await allMarks(db, sessionId)).filter((row) => row.studentId === student.personId);
    assert.deepEqual([mark?.code, mark?.method], ['A', 'clock']);
  });

  test('undecided when the session closes: unmarked until a person decides, absent when they reject', async () => {
    const db = await open();
    const { sessionId, student, teacher, review } = await waiting(db);
    await closeDueSessions(db, GRACE_END);
    const own = async () => (await allMarks(db, sessionId)).filter((row) => row.studentId === student.personId);
    assert.deepEqual(await own(), []);
    await decideReview(db, { reviewId: review.id, viewer: teacher, verdict: 'reject', now: GRACE_END + DAY_MS });
    const [mark] = await own();
    assert.deepEqual([mark?.code, mark?.method, mark?.actorId], ['A', 'manual', teacher.personId]);
  });

  test('a better check-in or the teacher’s own mark settles an open review', async () => {
    const db = await open();
    const one = await waiting(db);
    await checkInAs(db, { sessionId: one.sessionId, student: one.student, begunAt: NOW + 9000 });
    const [settled] = await reviewsOf(db, one.sessionId);
    assert.deepEqual([settled?.state, settled?.decidedBy], ['approved', null]);
    for (const [code, state] of [
      ['A', 'rejected'],
      ['E', 'rejected'],
      ['L', 'approved'],
    ] as const) {
      const { sessionId, student, teacher } = await waiting(db);
      const marks = [{ studentId: student.personId, code }];
      await setMarks(db, { sessionId, viewer: teacher, marks, reason: null, now: NOW + 9000 });
      const [review] = await reviewsOf(db, sessionId);
      assert.deepEqual([review?.state, review?.decidedBy?.id], [state, teacher.personId]);
      assert.equal((await eventTypes(db, sessionId)).at(-1), 'review.decided');
    }
  });

  test('a review of a foreign section does not exist; after locking it is for an admin', async () => {
    const db = await open();
    const { teacher, review } = await waiting(db);
    const decide = (viewer: typeof teacher, now: number) =>
      decideReview(db, { reviewId: review.id, viewer, verdict: 'approve', now });
    const foreign = await addViewer(db, 'faculty', 'Foreign');
    await assert.rejects(decide(foreign, NOW + 9000), refuses('not_found'));
    await closeDueSessions(db, GRACE_END);
    const locked = GRACE_END + 7 * DAY_MS;
    await assert.rejects(decide(teacher, locked), refuses('session_locked'));
    assert.equal((await decide(await addViewer(db, 'admin', 'Admin'), locked)).state, 'approved');
  });
});
