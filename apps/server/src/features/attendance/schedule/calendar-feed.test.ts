import assert from 'node:assert/strict';
import { test } from 'node:test';
import ICAL from 'ical.js';
import { type Db, transact } from '../../../platform/db/index.ts';
import { eachDatabase } from '../../../platform/db/testing.ts';
import type { Viewer } from '../../../platform/http/index.ts';
import { addDays, changeClass, registerAcademics, saveRoom } from '../../academics/index.ts';
import { signInAs } from '../../accounts/testing.ts';
import { createAccountsApp } from '../../accounts/testing-app.ts';
import { addViewer, drop, NOW } from '../testing.ts';
import { timetableFollower as follower } from './follow-timetable.ts';
import { academicsNeeds, addSlot, addTimetabledClass, MONDAY, on } from './testing.ts';

const openApp = (db: Db) =>
  createAccountsApp({ db, now: NOW, register: (platform) => registerAcademics(platform, academicsNeeds) });
type App = Awaited<ReturnType<typeof openApp>>;

const reader = async (app: App, { personId, name, role }: Viewer) => {
  const { headers } = await signInAs(app, { id: personId, name, role });
  const call = async (method: 'GET' | 'POST' | 'DELETE') => {
    const reply = await app.http.inject({
      ...{ method, url: '/api/my/calendar-feed', headers },
      ...(method === 'POST' && { payload: {} }),
    });
    assert.ok(reply.statusCode < 300, reply.body);
    return reply.json();
  };
  return { call, make: async () => new URL((await call('POST')).url as string).pathname };
};

/** As a calendar asks: without any cookie. */
const fetchFeed = (app: App, url: string, headers: Record<string, string> = {}) =>
  app.http.inject({ method: 'GET', url, headers });

/** Read by another library than the one that wrote it. */
const eventsIn = (text: string) =>
  new ICAL.Component(ICAL.parse(text)).getAllSubcomponents('vevent').map((component) => {
    const event = new ICAL.Event(component);
    return {
      uid: event.uid,
      from: event.startDate.toJSDate().getTime(),
      until: event.endDate.toJSDate().getTime(),
      isUtc: event.startDate.zone === ICAL.Timezone.utcTimezone,
      summary: event.summary,
      location: event.location,
      description: event.description,
      status: component.getFirstPropertyValue('status'),
      sequence: event.sequence,
    };
  });

const HOUR_MS = 3_600_000;

eachDatabase((open) => {
  test('a calendar reads the classes of a term; one that is moved keeps its name, one that is cancelled stays and says so', async (t) => {
    const db = await open();
    const app = await openApp(db);
    t.after(app.close);
    const admin = await addViewer(db, 'admin', 'Office');
    await signInAs(app, 'admin');
    await db.updateTable('institution').set({ timeZone: 'UTC' }).execute();
    const made = await addTimetabledClass(db, { students: 1, place: true });
    const [place] = await db.selectFrom('place').select('id').execute();
    assert.ok(place);
    const room = await saveRoom(db, { name: 'B 204; east, \\ wing', placeId: place.id, capacity: null });
    await addSlot(db, made.sectionId, { weekday: 3, roomId: room.id });
    const [student] = made.students as [Viewer];
    const path = await (await reader(app, student)).make();
    const before = eventsIn((await fetchFeed(app, path)).body);
    const monday = before.find(({ uid }) => uid === `${made.slotId}-${MONDAY}@smart-presence`);
    assert.deepEqual([monday?.from, monday?.until, monday?.isUtc], [NOW + HOUR_MS, NOW + 2 * HOUR_MS, true]);
    assert.deepEqual([monday?.status, monday?.sequence], ['CONFIRMED', 0]);
    assert.equal(new Set(before.map(({ uid }) => uid)).size, before.length);
    // 1 July to 1 December 2026 has 22 Mondays and 22 Wednesdays.
    assert.equal(before.length, 44);
    assert.ok(before.some(({ location }) => location?.startsWith('B 204; east, \\ wing, ')));

    const next = addDays(MONDAY, 7);
    const change = (day: string, what: Parameters<typeof changeClass>[1]['change']) =>
      transact(db, (trx) => changeClass(trx, { on: on(made.slotId, { viewer: admin, day }), change: what, follower }));
    await change(MONDAY, { cancelled: { reason: 'Power cut; sorry, \\ all' } });
    await change(next, { moved: { day: addDays(next, 1), start: '14:00', end: '15:30', roomId: null } });
    const after = eventsIn((await fetchFeed(app, path)).body);
    assert.deepEqual(after.map(({ uid }) => uid).toSorted(), before.map(({ uid }) => uid).toSorted());
    const cancelled = after.find(({ uid }) => uid === monday?.uid);
    assert.deepEqual([cancelled?.status, cancelled?.sequence], ['CANCELLED', 1]);
    assert.match(cancelled?.description ?? '', /Power cut; sorry, \\ all/);
    const moved = after.find(({ uid }) => uid === `${made.slotId}-${next}@smart-presence`);
    assert.deepEqual([moved?.from, moved?.sequence], [NOW + 8 * 24 * HOUR_MS + 5 * HOUR_MS, 1]);
  });

  test('teachers have the classes they hold: not those somebody stands in for, and those they stand in for', async (t) => {
    const db = await open();
    const app = await openApp(db);
    t.after(app.close);
    const { slotId, teacher } = await addTimetabledClass(db, { students: 1 });
    const other = await addViewer(db, 'faculty', 'Stand-in');
    await transact(db, (trx) =>
      changeClass(trx, { on: on(slotId, { viewer: teacher }), change: { substituteId: other.personId }, follower }),
    );
    const uids = async (viewer: Viewer) =>
      eventsIn((await fetchFeed(app, await (await reader(app, viewer)).make())).body).map(({ uid }) => uid);
    const uid = `${slotId}-${MONDAY}@smart-presence`;
    assert.deepEqual(await uids(other), [uid]);
    const own = await uids(teacher);
    assert.equal(own.includes(uid), false);
    assert.equal(own.length, 21);
  });

  test('a link is a secret: only its hash is kept, another replaces it, and it ends when it is removed or its owner may not sign in', async (t) => {
    const db = await open();
    const app = await openApp(db);
    t.after(app.close);
    const { students, sectionId } = await addTimetabledClass(db, { students: 1 });
    const [student] = students as [Viewer];
    const { call, make } = await reader(app, student);
    assert.deepEqual(await call('GET'), { feed: null });
    const first = await make();
    const token = first.split('/').at(-2) ?? '';
    assert.match(token, /^[\w-]{43}$/);
    assert.equal(JSON.stringify(await db.selectFrom('calendarFeed').selectAll().execute()).includes(token), false);
    assert.equal((await fetchFeed(app, first)).statusCode, 200);
    assert.deepEqual(await call('GET'), { feed: { createdAt: NOW, lastFetchedAt: NOW } });
    const second = await make();
    assert.equal((await fetchFeed(app, first)).statusCode, 404);
    assert.equal((await fetchFeed(app, second)).statusCode, 200);
    await drop(db, { sectionId, studentId: student.personId, now: NOW });
    assert.equal(eventsIn((await fetchFeed(app, second)).body).length, 0, 'who left the class');
    await db.updateTable('person').set({ isDisabled: true }).where('id', '=', student.personId).execute();
    assert.equal((await fetchFeed(app, second)).statusCode, 404);
    await db.updateTable('person').set({ isDisabled: false }).where('id', '=', student.personId).execute();
    await call('DELETE');
    assert.equal((await fetchFeed(app, second)).statusCode, 404);
    assert.equal((await fetchFeed(app, `/api/calendar/${'a'.repeat(43)}/classes.ics`)).statusCode, 404);
  });

  test('a calendar that has it already is told so, until something changes; one that asks all the time has to wait', async (t) => {
    const db = await open();
    const app = await openApp(db);
    t.after(app.close);
    const { slotId, teacher, students } = await addTimetabledClass(db, { students: 1 });
    const path = await (await reader(app, students[0] as Viewer)).make();
    const { headers } = await fetchFeed(app, path);
    assert.match(String(headers['content-type']), /^text\/calendar; charset=utf-8/);
    assert.match(String(headers['cache-control']), /^private/);
    const tag = String(headers.etag);
    app.clock.now += 1000;
    const same = await fetchFeed(app, path, { 'if-none-match': `"x", W/${tag}` });
    assert.deepEqual([same.statusCode, same.body], [304, '']);
    const change = { cancelled: { reason: 'Power cut' } };
    await transact(db, (trx) => changeClass(trx, { on: on(slotId, { viewer: teacher }), change, follower }));
    assert.equal((await fetchFeed(app, path, { 'if-none-match': tag })).statusCode, 200);
    for (let at = 0; at < 57; at += 1) assert.equal((await fetchFeed(app, path)).statusCode, 200);
    const busy = await fetchFeed(app, path);
    assert.equal(busy.statusCode, 429);
    assert.ok(Number(busy.headers['retry-after']) > 3500);
    app.clock.now += HOUR_MS;
    assert.equal((await fetchFeed(app, path)).statusCode, 200);
  });

  test('classes taught together are told apart by their sections, and each names the other', async (t) => {
    const db = await open();
    const app = await openApp(db);
    t.after(app.close);
    const one = await addTimetabledClass(db, { students: 1, place: true });
    const two = await addTimetabledClass(db, { students: 1 });
    const [place] = await db.selectFrom('place').select('id').execute();
    const room = await saveRoom(db, { name: 'Hall', placeId: place?.id ?? '', capacity: null });
    await db.updateTable('timetableSlot').set({ roomId: room.id, teacherId: one.teacher.personId }).execute();
    await db.updateTable('section').set({ name: 'B' }).where('id', '=', two.sectionId).execute();
    const told = async (viewer: Viewer) =>
      eventsIn((await fetchFeed(app, await (await reader(app, viewer)).make())).body).filter(({ uid }) =>
        uid.includes(MONDAY),
      );
    const both = await told(one.teacher);
    assert.equal(both.length, 2);
    for (const [name, other] of ['AB', 'BA'].map((pair) => pair.split(''))) {
      const event = both.find(({ summary }) => summary?.endsWith(`(${name})`));
      assert.match(event?.description ?? '', new RegExp(`^Together with .*, ${other}$`, 'm'));
    }
    const [own, ...more] = await told(one.students[0] as Viewer);
    assert.equal(more.length, 0);
    assert.ok(own?.summary && !own.summary.includes('('), 'who has only one of them needs no section');
    const change = { cancelled: { reason: 'Ill' } };
    await transact(db, (trx) => changeClass(trx, { on: on(one.slotId, { viewer: one.teacher }), change, follower }));
    const after = await told(one.teacher);
    assert.ok(after.every(({ summary, description }) => !summary?.includes('(') && !description?.includes('Together')));
  });
});
