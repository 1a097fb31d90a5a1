import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import { LiveEvent } from '@smart-presence/contract';
import type { Db } from '../../platform/db/index.ts';
import { eachDatabase } from '../../platform/db/testing.ts';
import { newestEventId } from '../../platform/events/index.ts';
import { closeDueSessions, closeSession, openSession, setMarks } from '../attendance/index.ts';
import { addClass, addViewer, checkInAs, countingQueries, drop, NOW } from '../attendance/testing.ts';
import { MOST_REPLAYED } from './hub.ts';
import { MOST_STREAMS } from './live.routes.ts';
import { createLiveApp, tell } from './testing.ts';

const LOOK = 'live streams: who still listens';
const SCOPES = 'live streams: what they may hear';
const BEAT = 'live streams: beat';

const start = async (db: Db, handle = db) => {
  const clock = { now: NOW };
  const app = await createLiveApp(handle, clock);
  return { clock, ...app };
};

eachDatabase((open) => {
  test('what happens in a session reaches those it concerns, as the contract describes it', async (t) => {
    const db = await open();
    const app = await start(db);
    t.after(app.close);
    const { sectionId, teacher, students } = await addClass(db, { students: 2 });
    const [one, two] = students as [typeof teacher, typeof teacher];
    const admin = await addViewer(db, 'admin', 'Admin');
    const foreign = await addViewer(db, 'faculty', 'Foreign');
    const listeners = {
      teacher: await app.listen(teacher),
      one: await app.listen(one),
      two: await app.listen(two),
      admin: await app.listen(admin),
      foreign: await app.listen(foreign),
    };
    const { id: sessionId } = await openSession(db, { sectionId, viewer: teacher, now: NOW });
    await checkInAs(db, { sessionId, student: one, begunAt: NOW + 1000 });
    await checkInAs(db, { sessionId, student: two, begunAt: NOW + 1000, kind: 'uncertain' });
    await closeSession(db, { sessionId, viewer: teacher, now: NOW + 9000 });
    await tell(db, [
      {
        type: 'enrolment.flagged',
        personId: one.personId,
        data: { student: { id: one.personId, name: 'x', usn: null } },
      },
      { type: 'person.secret' },
    ]);

    const all = ['session.opened', 'mark.recorded', 'review.requested', 'session.closed', 'enrolment.flagged'];
    const expected: Record<keyof typeof listeners, string[]> = {
      teacher: all.slice(0, 4),
      one: ['session.opened', 'notifications.changed', 'mark.recorded', 'session.closed'],
      two: ['session.opened', 'notifications.changed', 'review.requested', 'session.closed'],
      admin: all,
      foreign: [],
    };
    for (const [name, types] of Object.entries(expected)) {
      const listener = listeners[name as keyof typeof listeners];
      assert.deepEqual(
        (await listener.until(types.length)).map((event) => event.type),
        types,
        name,
      );
      for (const event of listener.events) LiveEvent.parse(event);
      assert.doesNotMatch(listener.text(), /distance|evidence/);
    }
    const closed = listeners.one.events.at(-1);
    assert.ok(closed?.type === 'session.closed' && closed.session.counts.review === 1);
  });

  test('a stream has the headers of every other reply, and is not compressed', async (t) => {
    const db = await open();
    const app = await start(db);
    t.after(app.close);
    const { status, headers } = await app.listen(await addViewer(db, 'admin', 'Admin'));
    assert.equal(status, 200);
    assert.match(headers['content-type'] ?? '', /^text\/event-stream/);
    assert.match(String(headers['content-security-policy']), /default-src 'self'/);
    assert.equal(headers['x-content-type-options'], 'nosniff');
    assert.match(String(headers['permissions-policy']), /camera=\(self\)/);
    assert.match(headers['cache-control'] ?? '', /no-store/);
    assert.equal(headers['content-encoding'], undefined);
    assert.ok(headers['x-request-id']);
  });

  test('who comes back hears what they missed, from memory or from the table, once and in order', async (t) => {
    const db = await open();
    const { sectionId, teacher } = await addClass(db);
    await tell(
      db,
      [1, 2, 3].map((n) => ({ type: 'session.opened', sectionId, sessionId: 's', data: { n } })),
    );
    const before = await newestEventId(db);
    const app = await start(db);
    t.after(app.close);
    await tell(
      db,
      [4, 5].map((n) => ({ type: 'session.opened', sectionId, sessionId: 's', data: { n } })),
    );
    const heard = async (options: { after?: number; lastEventId?: number }, count: number) => {
      const listener = await app.listen(teacher, options);
      const numbers = (await listener.until(count)).map((event) => (event as unknown as { n: number }).n);
      listener.close();
      return numbers;
    };
    const first = before - 2;
    assert.deepEqual(await heard({ after: first - 1 }, 5), [1, 2, 3, 4, 5], 'older than this process');
    assert.deepEqual(await heard({ after: before }, 2), [4, 5]);
    assert.deepEqual(await heard({ after: first - 1, lastEventId: before + 1 }, 1), [5], 'the header is newer');
    const fresh = await app.listen(teacher);
    const resumed = await app.listen(teacher, { after: before });
    await tell(db, [{ type: 'session.closed', sectionId, sessionId: 's', data: { n: 6 } }]);
    assert.equal((await fresh.until(1)).length, 1, 'a new stream starts now');
    const ids = (await resumed.until(3)).map((event) => event.id);
    assert.deepEqual(
      ids,
      [...new Set(ids)].sort((a, b) => a - b),
    );
  });

  test('a gap too old, or an id from another life, means loading again', async (t) => {
    const db = await open();
    const { sectionId, teacher } = await addClass(db);
    const many = Array.from({ length: MOST_REPLAYED + 1 }, () => ({ type: 'session.opened', sectionId }));
    await tell(db, many);
    const app = await start(db);
    t.after(app.close);
    for (const after of [1, 1_000_000]) {
      const newest = await newestEventId(db);
      const listener = await app.listen(teacher, { after });
      const [event] = await listener.until(1);
      assert.deepEqual([event?.type, event?.id], ['resync', newest], `after ${after}`);
      await tell(db, [{ type: 'session.closed', sectionId }]);
      assert.equal((await listener.until(2))[1]?.type, 'session.closed', 'and it goes on from there');
      listener.close();
    }
  });

  test('a stream ends with its sign-in session, and others go on', async (t) => {
    const db = await open();
    const app = await start(db);
    t.after(app.close);
    const viewers = [];
    for (const name of ['signed out', 'disabled', 'expired', 'stays'])
      viewers.push(await addViewer(db, 'faculty', name));
    const [out, disabled, expired, stays] = viewers as [
      (typeof viewers)[0],
      (typeof viewers)[0],
      (typeof viewers)[0],
      (typeof viewers)[0],
    ];
    const listeners = await Promise.all([out, disabled, expired].map((viewer) => app.listen(viewer!)));
    const other = await app.listen(stays!);
    await app.run(LOOK);
    await db.updateTable('signInSession').set({ revokedAt: NOW }).where('id', '=', out!.signInSessionId).execute();
    await db.updateTable('person').set({ isDisabled: true }).where('id', '=', disabled!.personId).execute();
    await db
      .updateTable('signInSession')
      .set({ idleExpiresAt: NOW })
      .where('id', '=', expired!.signInSessionId)
      .execute();
    await app.run(LOOK);
    await Promise.all(listeners.map((listener) => listener.ended));
    await app.run(BEAT);
    await once(other.response, 'data');
  });

  test('scope follows enrolments and teachers', async (t) => {
    const db = await open();
    const app = await start(db);
    t.after(app.close);
    const { sectionId, students, teacher } = await addClass(db);
    const [leaving, staying] = students as [typeof teacher, typeof teacher];
    const joining = await addViewer(db, 'faculty', 'New teacher');
    const [left, joined, stayed] = [await app.listen(leaving), await app.listen(joining), await app.listen(staying)];
    await drop(db, { sectionId, studentId: leaving.personId, now: NOW });
    await db.insertInto('sectionFaculty').values({ sectionId, personId: joining.personId }).execute();
    await app.run(SCOPES);
    await tell(db, [{ type: 'session.opened', sectionId }]);
    await Promise.all([joined.until(1), stayed.until(1)]);
    await app.run(BEAT);
    await once(left.response, 'data');
    assert.deepEqual(left.events, []);
  });

  test('idle viewers cost no query each', async (t) => {
    const db = await open();
    const counting = countingQueries(db);
    const app = await start(db, counting.db);
    t.after(app.close);
    const { students, teacher } = await addClass(db, { students: 12 });
    for (const viewer of [teacher, ...students]) await app.listen(viewer);
    const before = counting.statements();
    await app.run(LOOK);
    await app.run(SCOPES);
    assert.equal(
      counting.statements() - before,
      4,
      'access policy, sign-in sessions, enrolments, teachers: once for all',
    );
    const idle = counting.statements();
    await app.run(BEAT);
    await tell(db, [{ type: 'session.opened' }]);
    assert.ok(counting.statements() - idle <= 3, 'the feed reads for all of them');
  });

  test('one person listens at most so often at once, and a closed tab makes room', async (t) => {
    const db = await open();
    const app = await start(db);
    t.after(app.close);
    const teacher = await addViewer(db, 'faculty', 'Many tabs');
    const tabs = [];
    for (let i = 0; i < MOST_STREAMS; i += 1) tabs.push(await app.listen(teacher));
    const refused = await app.listen(teacher);
    assert.equal(refused.status, 429);
    assert.ok(refused.headers['retry-after']);
    tabs[0]?.close();
    for (;;) {
      const again = await app.listen(teacher);
      if (again.status === 200) break;
      await again.ended;
    }
  });

  test('the server closes at once with streams open', async () => {
    const db = await open();
    const app = await start(db);
    const listeners = [];
    for (let i = 0; i < 5; i += 1) listeners.push(await app.listen(await addViewer(db, 'faculty', `Teacher ${i}`)));
    await app.close();
    await Promise.all(listeners.map((listener) => listener.ended));
  });

  test('the clock’s own steps are told too', async (t) => {
    const db = await open();
    const app = await start(db);
    t.after(app.close);
    const { sectionId, teacher, students } = await addClass(db, { students: 2 });
    const { id, endsAt } = await openSession(db, { sectionId, viewer: teacher, now: NOW });
    const listener = await app.listen(teacher, { after: await newestEventId(db), sessionId: id });
    await setMarks(db, {
      sessionId: id,
      viewer: teacher,
      marks: [{ studentId: students[0]!.personId, code: 'P' }],
      reason: null,
      now: NOW,
    });
    await closeDueSessions(db, endsAt);
    await closeDueSessions(db, endsAt + 30_000);
    const types = (await listener.until(3)).map((event) => event.type);
    assert.deepEqual(types, ['mark.recorded', 'session.closing', 'session.closed']);
  });
});
