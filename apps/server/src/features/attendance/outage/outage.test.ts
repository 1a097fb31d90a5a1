import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Db, newId, transact } from '../../../platform/db/index.ts';
import { eachDatabase } from '../../../platform/db/testing.ts';
import type { Viewer } from '../../../platform/http/index.ts';
import { closeDueSessions } from '../close-due-sessions.ts';
import { closeSession } from '../close-session.ts';
import { decideReview } from '../decide-review.ts';
import { grantLeave } from '../leave/grant-leave.ts';
import { openSession } from '../open-session.ts';
import { judgedReviewsOf, requestReview, reviewsOf } from '../reviews.store.ts';
import { DAY_MS } from '../session-clock.ts';
import { sessionFor, viewOf } from '../sessions.store.ts';
import { setMarks } from '../set-marks.ts';
import { addClass, addViewer, allMarks, eventTypes, MINUTE_MS, NOW, refuses } from '../testing.ts';
import { noteFailure } from './failed-check-ins.ts';
import { createHeart, noteBeat, SILENCE_MS, silencesIn } from './heartbeat.ts';
import { resolveOutage } from './resolve-outage.ts';

const AFTER = NOW + 11 * MINUTE_MS;

const openClass = async (db: Db) => {
  const group = await addClass(db);
  const { id } = await openSession(db, { sectionId: group.sectionId, viewer: group.teacher, now: NOW });
  const [one, two, three] = group.students as [Viewer, Viewer, Viewer];
  return { ...group, id, one, two, three };
};

const present = (db: Db, { id, teacher, one }: Awaited<ReturnType<typeof openClass>>) =>
  setMarks(db, {
    sessionId: id,
    viewer: teacher,
    marks: [{ studentId: one.personId, code: 'P' }],
    reason: null,
    now: NOW + 1000,
  });

const marksOf = async (db: Db, sessionId: string) =>
  new Map((await allMarks(db, sessionId)).filter((m) => m.isCurrent).map((m) => [m.studentId, m.code]));

const askedAbout = async (db: Db, sessionId: string) =>
  (await reviewsOf(db, sessionId)).filter((r) => r.state === 'open').map((r) => [r.student.id, ...r.reasons]);

eachDatabase((open) => {
  test('nobody becomes absent by the clock when no server was alive in between', async () => {
    const db = await open();
    const group = await openClass(db);
    await present(db, group);
    await noteBeat(db, NOW + 2 * MINUTE_MS);
    for (let at = NOW + 4 * MINUTE_MS; at <= AFTER; at += 20_000) await noteBeat(db, at);
    await closeDueSessions(db, AFTER);
    assert.deepEqual([...(await marksOf(db, group.id))], [[group.one.personId, 'P']]);
    assert.deepEqual(
      (await askedAbout(db, group.id)).sort(),
      [
        [group.two.personId, 'outage'],
        [group.three.personId, 'outage'],
      ].sort(),
    );
    assert.ok((await eventTypes(db, group.id)).includes('review.requested'));
    const { counts } = await viewOf(db, await sessionFor(db, group.teacher, group.id), AFTER);
    assert.deepEqual(counts, { roster: 3, marked: 1, attended: 1, review: 2 });
    const [{ evidence } = { evidence: {} }] = await judgedReviewsOf(db, group.id);
    const { outage } = evidence as { outage?: { silences: unknown[] } };
    assert.deepEqual(outage?.silences, [{ beganAt: NOW + 2 * MINUTE_MS, endedAt: NOW + 4 * MINUTE_MS }]);
  });

  test('also when the session is closed before the first beat of the server that came back', async () => {
    const db = await open();
    const { id } = await openClass(db);
    await noteBeat(db, NOW + 2 * MINUTE_MS);
    await closeDueSessions(db, NOW + 30 * MINUTE_MS);
    assert.equal((await marksOf(db, id)).size, 0);
    assert.equal((await askedAbout(db, id)).length, 3);
  });

  test('a restart, and what was down before or after, changes nothing', async () => {
    const db = await open();
    const { id } = await openClass(db);
    await noteBeat(db, NOW - DAY_MS);
    await noteBeat(db, NOW - 1);
    await noteBeat(db, NOW - 1 + SILENCE_MS);
    for (let at = NOW + MINUTE_MS; at <= AFTER; at += 20_000) await noteBeat(db, at - 20_000);
    await closeDueSessions(db, AFTER);
    assert.deepEqual([...(await marksOf(db, id)).values()], ['A', 'A', 'A']);
    assert.equal((await askedAbout(db, id)).length, 0);
  });

  test('servers that come back together note one outage; the row never goes back', async () => {
    const db = await open();
    await noteBeat(db, NOW);
    await Promise.all([1, 2, 3].map((ms) => noteBeat(db, NOW + MINUTE_MS + ms)));
    await noteBeat(db, NOW);
    const outages = await db.selectFrom('outage').selectAll().execute();
    assert.equal(outages.length, 1);
    const { beatAt } = await db.selectFrom('heartbeat').select('beatAt').executeTakeFirstOrThrow();
    assert.ok(beatAt > NOW + MINUTE_MS);
    const window = { from: NOW, until: NOW + 2 * MINUTE_MS, now: NOW + MINUTE_MS + 10 };
    assert.equal((await silencesIn(db as never, window)).length, 1);
  });

  test('a heart writes every few seconds, not at every look', async () => {
    const db = await open();
    const heart = createHeart(db);
    const beatAt = async () => (await db.selectFrom('heartbeat').select('beatAt').executeTakeFirst())?.beatAt;
    await heart.beat(NOW);
    await heart.beat(NOW + 500);
    assert.equal(await beatAt(), NOW);
    await heart.beat(NOW + 5_000);
    assert.equal(await beatAt(), NOW + 5_000);
  });

  test('of a busy server, those it sent away are under review; of a broken one, everybody', async () => {
    const db = await open();
    const busy = await openClass(db);
    const broken = await openClass(db);
    const failure = { sessionId: busy.id, personId: busy.one.personId, at: NOW + 1000 };
    for (let times = 0; times < 3; times += 1) await noteFailure(db, { ...failure, cause: 'busy' });
    await noteFailure(db, { ...failure, sessionId: broken.id, personId: broken.two.personId, cause: 'failed' });
    await closeDueSessions(db, AFTER);
    assert.deepEqual(await askedAbout(db, busy.id), [[busy.one.personId, 'outage']]);
    assert.equal((await marksOf(db, busy.id)).get(busy.two.personId), 'A');
    assert.equal((await askedAbout(db, broken.id)).length, 3);
  });

  test('one tap decides about all; a check-in that a person has to look at stays', async () => {
    const db = await open();
    for (const verdict of ['present', 'absent'] as const) {
      const { id, teacher, one, two, three } = await openClass(db);
      await noteFailure(db, { sessionId: id, personId: one.personId, cause: 'failed', at: NOW });
      const asked = { sessionId: id, studentId: three.personId, requestedAt: NOW + 1000, evidence: {} };
      await transact(db, (trx) => requestReview(trx, { ...asked, reasons: ['match_uncertain'] }));
      await closeSession(db, { sessionId: id, viewer: teacher, now: NOW + MINUTE_MS });
      const stranger = await addViewer(db, 'faculty', `Stranger ${verdict}`);
      const request = { sessionId: id, verdict, now: NOW + 2 * MINUTE_MS };
      await assert.rejects(resolveOutage(db, { ...request, viewer: stranger }), refuses('not_found'));
      const late = { ...request, viewer: teacher, now: NOW + 8 * DAY_MS };
      await assert.rejects(resolveOutage(db, late), refuses('session_locked'));
      assert.deepEqual(await resolveOutage(db, { ...request, viewer: teacher }), { decided: 2 });
      assert.deepEqual(await resolveOutage(db, { ...request, viewer: teacher }), { decided: 0 });
      const code = verdict === 'present' ? 'P' : 'A';
      assert.deepEqual(await marksOf(db, id), new Map([one, two].map(({ personId }) => [personId, code])));
      assert.deepEqual(await askedAbout(db, id), [[three.personId, 'match_uncertain']]);
    }
  });

  test('one by one: present is present whenever it is decided, absent is absent', async () => {
    const db = await open();
    const { id, teacher, one, two } = await openClass(db);
    await noteFailure(db, { sessionId: id, personId: one.personId, cause: 'failed', at: NOW });
    await closeDueSessions(db, AFTER);
    const reviews = new Map((await reviewsOf(db, id)).map((review) => [review.student.id, review.id]));
    const decide = (student: Viewer, verdict: 'approve' | 'reject') =>
      decideReview(db, { reviewId: reviews.get(student.personId)!, viewer: teacher, verdict, now: AFTER + 1000 });
    await decide(one, 'approve');
    await decide(two, 'reject');
    const marks = await allMarks(db, id);
    const said = (student: Viewer) => marks.find((mark) => mark.studentId === student.personId);
    assert.deepEqual([said(one)?.code, said(one)?.method], ['P', 'manual']);
    const told = await db.selectFrom('notification').select('kind').where('kind', '<>', 'session-opened').execute();
    assert.deepEqual(told, [], 'they made no check-in that somebody could have decided about');
    assert.deepEqual([said(two)?.code, said(two)?.reason], ['A', 'absent; the system had failed']);
  });

  test('a check-in of that time that arrives afterwards says more than the outage', async () => {
    const db = await open();
    const { id, teacher, one } = await openClass(db);
    await noteFailure(db, { sessionId: id, personId: one.personId, cause: 'failed', at: NOW });
    await closeDueSessions(db, AFTER);
    const delay = { begunAt: NOW + 1000, capturedAt: NOW + 2000, arrivedAt: AFTER + 1000 };
    const asked = { sessionId: id, studentId: one.personId, requestedAt: AFTER + 1000 };
    const evidence = { method: 'face-self', delay };
    const review = await transact(db, (trx) => requestReview(trx, { ...asked, reasons: ['arrived_late'], evidence }));
    assert.deepEqual(review?.reasons, ['arrived_late', 'outage']);
    assert.deepEqual(
      await resolveOutage(db, { sessionId: id, viewer: teacher, verdict: 'absent', now: AFTER + 2000 }),
      {
        decided: 2,
      },
    );
    await decideReview(db, { reviewId: review!.id, viewer: teacher, verdict: 'approve', now: AFTER + 3000 });
    const mark = (await allMarks(db, id)).find(({ studentId }) => studentId === one.personId);
    assert.deepEqual([mark?.code, mark?.method, mark?.at], ['P', 'face-self', delay.capturedAt]);
  });

  test('leave spares the question, before the session closes and afterwards', async () => {
    const db = await open();
    const { id, teacher, one, two, three } = await openClass(db);
    const grant = (student: Viewer, now: number) => {
      const range = { startsAt: NOW - 1, endsAt: NOW + DAY_MS };
      const leave = {
        id: newId(),
        studentId: student.personId,
        sectionId: null,
        code: 'OD',
        reason: 'leave',
        ...range,
      };
      return transact(db, (trx) => grantLeave(trx, { leave, viewer: teacher, now }));
    };
    await grant(one, NOW + 1000);
    await noteFailure(db, { sessionId: id, personId: one.personId, cause: 'failed', at: NOW });
    await closeDueSessions(db, AFTER);
    assert.equal(await grant(two, AFTER + 1000), 1);
    assert.deepEqual(await marksOf(db, id), new Map([one, two].map(({ personId }) => [personId, 'OD'])));
    assert.deepEqual(await askedAbout(db, id), [[three.personId, 'outage']]);
  });
});
