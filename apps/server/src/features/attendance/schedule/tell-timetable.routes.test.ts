import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Db } from '../../../platform/db/index.ts';
import { eachDatabase } from '../../../platform/db/testing.ts';
import { addDays, registerAcademics } from '../../academics/index.ts';
import { signInAs } from '../../accounts/testing.ts';
import { createAccountsApp } from '../../accounts/testing-app.ts';
import { NOW } from '../testing.ts';
import { toldOf, toldTo } from '../testing-told.ts';
import { academicsNeeds, addSlot, addTimetabledClass, MONDAY } from './testing.ts';

const openApp = async (db: Db) => {
  const app = await createAccountsApp({
    db,
    now: NOW,
    register: (platform) => registerAcademics(platform, academicsNeeds),
  });
  const { headers } = await signInAs(app, 'admin');
  const call = async (method: 'POST' | 'PUT' | 'DELETE', url: string, payload?: object) => {
    const reply = await app.http.inject({ method, url: `/api${url}`, headers, ...(payload && { payload }) });
    assert.ok(reply.statusCode < 300, reply.body);
    return reply.json();
  };
  return { call, close: app.close };
};
const slot = (weekday: number) => ({ weekday, start: '14:00', end: '15:00' });

eachDatabase((open) => {
  test('however many slots change, there is one piece of news, as of the last change', async (t) => {
    const db = await open();
    const { call, close } = await openApp(db);
    t.after(close);
    const { sectionId, teacher, students } = await addTimetabledClass(db, { students: 2 });
    for (const weekday of [2, 3, 4]) await call('POST', `/sections/${sectionId}/timetable-slots`, slot(weekday));
    const people = [teacher, ...students].map(({ personId }) => personId).sort();
    assert.deepEqual(await toldOf(db, 'timetable-changed'), people);
    await db.updateTable('notification').set({ readAt: NOW }).execute();
    const { slots } = await call('POST', `/sections/${sectionId}/timetable-slots`, slot(5));
    const unread = () => db.selectFrom('notification').select('id').where('readAt', 'is', null).execute();
    assert.equal((await unread()).length, 3, 'unread again');
    await db.updateTable('notification').set({ readAt: NOW }).execute();
    await call('DELETE', `/timetable-slots/${slots[0].id}`);
    assert.equal((await unread()).length, 3);
    assert.equal((await toldTo(db)).length, 3);
  });

  test('a slot that changes no class announced is no news yet', async (t) => {
    const db = await open();
    const { call, close } = await openApp(db);
    t.after(close);
    const { sectionId } = await addTimetabledClass(db, { students: 1 });
    await call('POST', `/sections/${sectionId}/timetable-slots`, { ...slot(2), from: addDays(MONDAY, 60) });
    assert.equal((await toldTo(db)).length, 0);
  });

  test('days without classes are told once to each whose classes they take, and taken back once', async (t) => {
    const db = await open();
    const { call, close } = await openApp(db);
    t.after(close);
    const one = await addTimetabledClass(db, { students: 1 });
    await addSlot(db, one.sectionId, { weekday: 2 });
    await addTimetabledClass(db, { students: 1, slot: { weekday: 5 } });
    const [{ termId } = { termId: '' }] = await db.selectFrom('section').select('termId').execute();
    const first = addDays(MONDAY, 7);
    const days = { name: 'Festival', first, last: addDays(first, 1) };
    const { id } = await call('POST', `/terms/${termId}/holidays`, days);
    const concerned = [one.teacher, ...one.students].map(({ personId }) => personId).sort();
    assert.deepEqual(await toldOf(db, 'no-classes'), concerned, 'not the class on Friday');
    assert.deepEqual((await toldTo(db))[0]?.data, { ...days, isLifted: false });
    await call('DELETE', `/holidays/${id}`);
    const last = (await toldTo(db)).filter(({ data }) => data.isLifted);
    assert.deepEqual(last.map(({ personId }) => personId).sort(), concerned);
    await call('POST', `/terms/${termId}/holidays`, {
      name: 'Later',
      first: addDays(MONDAY, 70),
      last: addDays(MONDAY, 70),
    });
    assert.equal((await toldTo(db)).length, 4, 'what nobody was announced yet is no news');
  });
});
