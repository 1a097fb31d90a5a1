import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AttendanceSession } from '@smart-presence/contract';
import { eachDatabase } from '../../platform/db/testing.ts';
import { closeDueSessions } from './close-due-sessions.ts';
import { closeSession } from './close-session.ts';
import { extendSession } from './extend-session.ts';
import { openSession } from './open-session.ts';
import { addClass, addViewer, checkInAs, eventTypes, MINUTE_MS, NOW, refuses, setPolicy } from './testing.ts';
import { END, stateIn } from './testing-sessions.ts';

eachDatabase((open) => {
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
});
