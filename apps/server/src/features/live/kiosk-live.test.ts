import assert from 'node:assert/strict';
import { test } from 'node:test';
import { KioskEvent } from '@smart-presence/contract';
import type { Db } from '../../platform/db/index.ts';
import { eachDatabase } from '../../platform/db/testing.ts';
import type { Viewer } from '../../platform/http/index.ts';
import { closeSession, openSession } from '../attendance/index.ts';
import { addClass, checkInAs, countingQueries, NOW } from '../attendance/testing.ts';
import { createLiveApp } from './testing.ts';

const LOOK = 'live streams: who still listens';
const SCOPES = 'live streams: what they may hear';

/** A kiosk with a paired device at a place. */
const addKiosk = async (db: Db, placeId: string): Promise<Viewer> => {
  const id = crypto.randomUUID();
  const sessionId = crypto.randomUUID();
  const person = { id, name: 'Door', email: null, role: 'kiosk' as const, passwordHash: null };
  await db
    .insertInto('person')
    .values({ ...person, createdAt: NOW, updatedAt: NOW, lastSignInAt: null })
    .execute();
  await db.insertInto('kiosk').values({ personId: id, placeId, createdAt: NOW, createdBy: null }).execute();
  const times = { createdAt: NOW, lastSeenAt: NOW, idleExpiresAt: NOW + 1e9, expiresAt: NOW + 1e9, revokedAt: null };
  await db
    .insertInto('kioskSession')
    .values({ id: sessionId, kioskId: id, csrfToken: 'x', userAgent: null, network: null, ...times })
    .execute();
  const proof = { needs: null, provedAt: NOW, reauthenticatedAt: null };
  return { personId: id, name: 'Door', role: 'kiosk', signInSessionId: sessionId, ...proof };
};

const placeOf = async (db: Db, sectionId: string): Promise<string> => {
  const { placeId } = await db
    .selectFrom('section')
    .innerJoin('course', 'course.id', 'section.courseId')
    .innerJoin('department', 'department.id', 'course.departmentId')
    .select('department.placeId')
    .where('section.id', '=', sectionId)
    .executeTakeFirstOrThrow();
  return placeId ?? '';
};

eachDatabase((open) => {
  const start = async (t: { after: (work: () => Promise<unknown>) => void }, db: Db) => {
    const app = await createLiveApp(db, { now: NOW });
    t.after(app.close);
    return app;
  };

  test('a kiosk hears that something happened at its place, in brief, and nothing of people', async (t) => {
    const db = await open();
    const app = await start(t, db);
    const [here, there] = [await addClass(db, { place: true }), await addClass(db, { place: true })];
    const kiosk = await addKiosk(db, await placeOf(db, here.sectionId));
    const stream = await app.listen(kiosk);
    await openSession(db, { sectionId: there.sectionId, viewer: there.teacher, now: NOW });
    const { id: sessionId } = await openSession(db, { sectionId: here.sectionId, viewer: here.teacher, now: NOW });
    const [student] = here.students;
    assert.ok(student);
    await checkInAs(db, { sessionId, student, begunAt: NOW + 1000 });
    await closeSession(db, { sessionId, viewer: here.teacher, now: NOW + 9000 });
    const events = await stream.until(2);
    assert.deepEqual(
      events.map(({ type }) => type),
      ['session.opened', 'session.closed'],
    );
    for (const event of events) {
      assert.deepEqual(Object.keys(event).sort(), ['at', 'id', 'type']);
      KioskEvent.parse(event);
    }
    const said = stream.text();
    for (const name of [here.teacher.name, student.name, sessionId]) assert.equal(said.includes(name), false, name);
  });

  test('a kiosk that comes back hears what it missed, in brief too', async (t) => {
    const db = await open();
    const here = await addClass(db, { place: true });
    const kiosk = await addKiosk(db, await placeOf(db, here.sectionId));
    await openSession(db, { sectionId: here.sectionId, viewer: here.teacher, now: NOW });
    const app = await start(t, db);
    const stream = await app.listen(kiosk, { after: 0 });
    const [event] = await stream.until(1);
    assert.deepEqual(Object.keys(event ?? {}).sort(), ['at', 'id', 'type']);
  });

  test('unpaired, its stream ends at the next look; other kiosks and people go on', async (t) => {
    const db = await open();
    const app = await start(t, db);
    const here = await addClass(db, { place: true });
    const placeId = await placeOf(db, here.sectionId);
    const [one, two] = [await addKiosk(db, placeId), await addKiosk(db, placeId)];
    const streams = { one: await app.listen(one), two: await app.listen(two), teacher: await app.listen(here.teacher) };
    await db.updateTable('kioskSession').set({ revokedAt: NOW }).where('id', '=', one.signInSessionId).execute();
    await app.run(LOOK);
    await streams.one.ended;
    await openSession(db, { sectionId: here.sectionId, viewer: here.teacher, now: NOW });
    await streams.two.until(1);
    await streams.teacher.until(1);
    assert.deepEqual(streams.one.events, []);
  });

  test('moved to another place, it hears of that one', async (t) => {
    const db = await open();
    const app = await start(t, db);
    const [here, there] = [await addClass(db, { place: true }), await addClass(db, { place: true })];
    const kiosk = await addKiosk(db, await placeOf(db, here.sectionId));
    const stream = await app.listen(kiosk);
    await db
      .updateTable('kiosk')
      .set({ placeId: await placeOf(db, there.sectionId) })
      .where('personId', '=', kiosk.personId)
      .execute();
    await app.run(SCOPES);
    await openSession(db, { sectionId: here.sectionId, viewer: here.teacher, now: NOW });
    const { id } = await openSession(db, { sectionId: there.sectionId, viewer: there.teacher, now: NOW });
    await closeSession(db, { sessionId: id, viewer: there.teacher, now: NOW + 1000 });
    const events = await stream.until(2);
    assert.deepEqual(
      events.map(({ type }) => type),
      ['session.opened', 'session.closed'],
    );
  });

  test('many kiosks cost two queries a look', async (t) => {
    const db = await open();
    const counting = countingQueries(db);
    const app = await start(t, counting.db);
    const here = await addClass(db, { place: true, students: 0 });
    const placeId = await placeOf(db, here.sectionId);
    for (let at = 0; at < 20; at += 1) await app.listen(await addKiosk(db, placeId));
    const before = counting.statements();
    await app.run(LOOK);
    await app.run(SCOPES);
    assert.equal(counting.statements() - before, 2, 'who still listens, and where they stand');
  });
});
