import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eachDatabase } from '../../platform/db/testing.ts';
import { decideReview } from './decide-review.ts';
import { openSession } from './open-session.ts';
import { reviewsOf } from './reviews.store.ts';
import { setMarks } from './set-marks.ts';
import { addClass, checkInAs, drop, MINUTE_MS, NOW } from './testing.ts';
import { END } from './testing-sessions.ts';
import { toldOf, toldTo } from './testing-told.ts';

const REASON = 'Was in the lab next door';

eachDatabase((open) => {
  test('the roster hears that attendance is open, for as long as it is of use', async () => {
    const db = await open();
    const { sectionId, teacher, students } = await addClass(db, { students: 3 });
    await addClass(db);
    const [gone, ...here] = students.map(({ personId }) => personId);
    await drop(db, { sectionId, studentId: gone as string, now: NOW });
    const session = await openSession(db, { sectionId, viewer: teacher, now: NOW });
    const told = await toldTo(db);
    assert.deepEqual(told.map(({ personId }) => personId).sort(), here.toSorted());
    assert.deepEqual(told[0]?.data, { sessionId: session.id, section: session.section, endsAt: END });
    assert.equal(told[0]?.expiresAt, END + 30_000);
  });

  test('a first mark is no news; a mark set otherwise is, once, with what it is now', async () => {
    const db = await open();
    const { sectionId, teacher, students } = await addClass(db, { students: 3 });
    const [one, two, three] = students.map(({ personId }) => personId) as [string, string, string];
    const session = await openSession(db, { sectionId, viewer: teacher, now: NOW });
    const set = (codes: Record<string, string>, now: number, reason: string | null = null) =>
      setMarks(db, {
        sessionId: session.id,
        viewer: teacher,
        marks: Object.entries(codes).map(([studentId, code]) => ({ studentId, code })),
        reason,
        now,
      });
    await set({ [one]: 'P', [two]: 'A', [three]: 'A' }, NOW + MINUTE_MS);
    assert.deepEqual(await toldOf(db, 'mark-corrected'), []);
    await set({ [one]: 'P', [two]: 'P', [three]: 'L' }, NOW + 2 * MINUTE_MS, REASON);
    assert.deepEqual(await toldOf(db, 'mark-corrected'), [two, three].toSorted());
    const about = { sessionId: session.id, section: session.section, openedAt: NOW };
    const corrected = async (id: string) => (await toldTo(db, id)).filter(({ kind }) => kind === 'mark-corrected');
    assert.deepEqual((await corrected(two))[0]?.data, { ...about, from: 'A', to: 'P', reason: REASON });
    assert.deepEqual((await corrected(three))[0]?.data, { ...about, from: 'A', to: 'L', reason: REASON });
    await set({ [two]: 'E' }, NOW + 3 * MINUTE_MS);
    const [now, ...others] = await corrected(two);
    assert.equal(others.length, 0, 'one thing to know');
    assert.deepEqual([now?.data.to, now?.at], ['E', NOW + 3 * MINUTE_MS]);
  });

  test('whoever waits for a decision hears it, and hears nothing else of the mark it led to', async () => {
    const db = await open();
    const { sectionId, teacher, students } = await addClass(db, { students: 3 });
    const [approved, rejected, byRoll] = students as [(typeof students)[0], (typeof students)[0], (typeof students)[0]];
    const session = await openSession(db, { sectionId, viewer: teacher, now: NOW });
    const everybody = students.map(({ personId: studentId }) => ({ studentId, code: 'A' }));
    await setMarks(db, { sessionId: session.id, viewer: teacher, marks: everybody, reason: null, now: NOW + 500 });
    for (const student of students)
      await checkInAs(db, { sessionId: session.id, student, begunAt: NOW + 1000, kind: 'uncertain' });
    const reviews = await reviewsOf(db, session.id);
    const reviewOf = (personId: string) => reviews.find(({ student }) => student.id === personId)?.id as string;
    const now = NOW + MINUTE_MS;
    await decideReview(db, { reviewId: reviewOf(approved.personId), viewer: teacher, verdict: 'approve', now });
    await decideReview(db, { reviewId: reviewOf(rejected.personId), viewer: teacher, verdict: 'reject', now });
    const marks = [{ studentId: byRoll.personId, code: 'L' }];
    await setMarks(db, { sessionId: session.id, viewer: teacher, marks, reason: null, now });
    const said = async ({ personId }: { personId: string }) =>
      (await toldTo(db, personId))
        .filter(({ kind }) => kind !== 'session-opened')
        .map(({ kind, data }) => [kind, data.isApproved]);
    assert.deepEqual(await said(approved), [['review-decided', true]]);
    assert.deepEqual(await said(rejected), [['review-decided', false]]);
    assert.deepEqual(await said(byRoll), [['review-decided', true]]);
  });

  test('a check-in that makes a better one settles its own review without news', async () => {
    const db = await open();
    const { sectionId, teacher, students } = await addClass(db, { students: 1 });
    const [student] = students as [(typeof students)[0]];
    const session = await openSession(db, { sectionId, viewer: teacher, now: NOW });
    await checkInAs(db, { sessionId: session.id, student, begunAt: NOW + 1000, kind: 'uncertain' });
    await checkInAs(db, { sessionId: session.id, student, begunAt: NOW + MINUTE_MS });
    assert.deepEqual(
      (await toldTo(db)).map(({ kind }) => kind),
      ['session-opened'],
    );
  });
});
