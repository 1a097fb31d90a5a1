import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Term, TermChangeEffect } from '@smart-presence/contract';
import type { Db } from '../../../platform/db/index.ts';
import { eachDatabase } from '../../../platform/db/testing.ts';
import { addDays, enrolStudents, registerAcademics } from '../../academics/index.ts';
import { addTestPerson } from '../../academics/testing.ts';
import { signInAs } from '../../accounts/testing.ts';
import { createAccountsApp } from '../../accounts/testing-app.ts';
import { closeSession } from '../close-session.ts';
import { openSession } from '../open-session.ts';
import { NOW } from '../testing.ts';
import { toldOf, toldTo } from '../testing-told.ts';
import { academicsNeeds, addTimetabledClass, DAY_MS, MONDAY, scheduledRows } from './testing.ts';

const openApp = async (db: Db) => {
  const app = await createAccountsApp({
    db,
    now: NOW,
    register: (platform) => registerAcademics(platform, academicsNeeds),
  });
  const { headers } = await signInAs(app, 'admin');
  await db.updateTable('institution').set({ timeZone: 'UTC' }).execute();
  const ask = (method: 'POST' | 'PUT' | 'GET' | 'DELETE', url: string, payload?: object) =>
    app.http.inject({ method, url: `/api${url}`, headers, ...(payload && { payload }) });
  const call = async (...request: Parameters<typeof ask>) => {
    const reply = await ask(...request);
    assert.ok(reply.statusCode < 300, reply.body);
    return reply.json();
  };
  const theTerm = async (): Promise<Term> => (await call('GET', '/terms'))[0];
  return {
    call,
    ask,
    theTerm,
    preview: async (days: Partial<Term>): Promise<TermChangeEffect> => {
      const { id, name, start, end } = await theTerm();
      return call('POST', `/terms/${id}/preview`, { name, start, end, ...days });
    },
    change: async (days: Partial<Term>): Promise<Term> => {
      const { id, name, start, end } = await theTerm();
      return call('PUT', `/terms/${id}`, { name, start, end, ...days });
    },
    close: app.close,
  };
};

const allMarkRows = (db: Db) => db.selectFrom('mark').selectAll().orderBy('id').execute();

eachDatabase((open) => {
  test('says what other days would change, and changes nothing by saying it', async (t) => {
    const db = await open();
    const { preview, theTerm, close, call } = await openApp(db);
    t.after(close);
    const { sectionId, students } = await addTimetabledClass(db, { students: 2 });
    const term = await theTerm();
    const lastMonday = addDays(MONDAY, 14);
    await call('POST', `/terms/${term.id}/holidays`, {
      name: 'Feast',
      first: addDays(lastMonday, 9),
      last: addDays(lastMonday, 9),
    });
    const before = await scheduledRows(db, sectionId);
    // Mondays from the one today to the last of the term; three of them stay.
    let mondays = 0;
    for (let day = MONDAY; day <= term.end; day = addDays(day, 7)) mondays += 1;
    const shorter = await preview({ end: lastMonday });
    assert.deepEqual(shorter.classes, { gone: mondays - 3, added: 0 });
    assert.equal(shorter.people, students.length + 1, 'its teacher, too');
    assert.deepEqual(shorter.outside, { sessions: 0, marks: 0, enrolments: 0, planned: 0, leave: 0, holidays: 1 });
    const later = await preview({ start: MONDAY });
    assert.deepEqual(later.classes, { gone: 0, added: 0 }, 'what is over is no loss');
    const adminId: string = (await call('GET', '/me')).person.id;
    await db.insertInto('sectionFaculty').values({ sectionId, personId: adminId }).execute();
    assert.equal((await preview({ end: lastMonday })).people, shorter.people, 'whoever asks knows it already');
    await db.deleteFrom('sectionFaculty').where('personId', '=', adminId).execute();
    const longer = await preview({ end: addDays(term.end, 14) });
    assert.deepEqual([longer.classes, longer.outside.holidays], [{ gone: 0, added: 2 }, 0]);
    const { id: slotId } = await db.selectFrom('timetableSlot').select('id').executeTakeFirstOrThrow();
    const cancelled = { cancelled: { reason: 'Ill' } };
    await call('POST', `/timetable-slots/${slotId}/days/${addDays(MONDAY, 21)}`, cancelled);
    assert.equal((await preview({ end: lastMonday })).classes.gone, mondays - 4, 'a cancelled class is no loss');
    await call('DELETE', `/timetable-slots/${slotId}/days/${addDays(MONDAY, 21)}`);
    await db.deleteFrom('notification').execute();
    const renamed = await preview({ name: 'Autumn' });
    assert.deepEqual([renamed.classes, renamed.people], [{ gone: 0, added: 0 }, 0]);
    assert.deepEqual(await scheduledRows(db, sectionId), before);
    assert.deepEqual(await theTerm(), term);
    assert.equal((await toldTo(db)).length, 0);
  });

  test('does what it said: announced classes go and come back, and those concerned are told once', async (t) => {
    const db = await open();
    const { preview, change, theTerm, close } = await openApp(db);
    t.after(close);
    const { sectionId, teacher, students } = await addTimetabledClass(db, { students: 2 });
    // Another section of the term that has no timetable: nobody there loses anything.
    const outsider = await addTestPerson(db, { role: 'student', name: 'Outsider', usn: 'X1' });
    const [section] = await db.selectFrom('section').selectAll().where('id', '=', sectionId).execute();
    assert.ok(section);
    await db
      .insertInto('section')
      .values({ ...section, id: 'other', name: 'B' })
      .execute();
    await enrolStudents(db, { sectionId: 'other', studentIds: [outsider], usns: [], now: NOW });
    const { end } = await theTerm();
    assert.equal((await scheduledRows(db, sectionId)).length, 2);
    assert.equal((await preview({ end: MONDAY })).people, 3);
    await change({ end: MONDAY });
    assert.equal((await scheduledRows(db, sectionId)).length, 1);
    const people = [teacher, ...students].map(({ personId }) => personId).sort();
    assert.deepEqual(await toldOf(db, 'term-changed'), people);
    await change({ end });
    assert.equal((await scheduledRows(db, sectionId)).length, 2);
    assert.equal((await toldTo(db)).length, people.length, 'one piece of news');
    await db.deleteFrom('notification').execute();
    await change({ name: 'Autumn' });
    assert.equal((await toldTo(db)).length, 0, 'a name is no news');
  });

  test('sessions that were held stay, with all their marks, whatever days the term has', async (t) => {
    const db = await open();
    const { preview, change, theTerm, close } = await openApp(db);
    t.after(close);
    const { sectionId, teacher, students } = await addTimetabledClass(db, { students: 3 });
    const { id } = await openSession(db, { sectionId, viewer: teacher, now: NOW + 3_600_000 });
    await closeSession(db, { sessionId: id, viewer: teacher, now: NOW + 3_700_000 });
    const term = await theTerm();
    const held = await db.selectFrom('attendanceSession').selectAll().execute();
    const marks = await allMarkRows(db);
    assert.equal(marks.length, students.length);
    for (const days of [
      { start: addDays(MONDAY, 1) },
      { start: term.start, end: addDays(MONDAY, -1) },
      { start: addDays(term.end, 10), end: addDays(term.end, 50) },
      { start: term.start, end: term.end },
    ]) {
      const { outside } = await preview(days);
      const now = await theTerm();
      const { start, end } = { ...now, ...days };
      const isLost = now.start <= MONDAY && MONDAY <= now.end && !(start <= MONDAY && MONDAY <= end);
      assert.deepEqual([outside.sessions, outside.marks], isLost ? [1, students.length] : [0, 0], JSON.stringify(days));
      await change(days);
      assert.deepEqual(await db.selectFrom('attendanceSession').selectAll().execute(), held);
      assert.deepEqual(await allMarkRows(db), marks);
      const [opened] = (await scheduledRows(db, sectionId)).filter(({ state }) => state === 'opened');
      assert.equal(opened?.id, id, 'the class that was opened is not the timetable’s any more');
    }
  });

  test('counts who joined, joins or leaves on days that are lost', async (t) => {
    const db = await open();
    const { preview, theTerm, close } = await openApp(db);
    t.after(close);
    const { sectionId, students } = await addTimetabledClass(db, { students: 3 });
    const day = addDays(MONDAY, 30);
    await db
      .insertInto('plannedEnrolment')
      .values({
        id: 'p',
        sectionId,
        studentId: students[0]?.personId ?? '',
        kind: 'drop',
        day,
        plannedBy: students[0]?.personId ?? '',
        plannedAt: NOW,
      })
      .execute();
    await db
      .updateTable('enrolment')
      .set({ enrolledAt: NOW + 20 * DAY_MS } as never)
      .where('studentId', '=', students[1]?.personId ?? '')
      .execute();
    const { end } = await theTerm();
    assert.ok(end > day);
    const { outside } = await preview({ end: addDays(MONDAY, 10) });
    assert.deepEqual([outside.enrolments, outside.planned], [1, 1]);
    const kept = await preview({ end: addDays(MONDAY, 31) });
    assert.deepEqual([kept.outside.enrolments, kept.outside.planned], [0, 0]);
  });

  test('an archived term and one that is not there have no other days', async (t) => {
    const db = await open();
    const { ask, theTerm, close } = await openApp(db);
    t.after(close);
    await addTimetabledClass(db, { students: 1 });
    const { id, name, start, end } = await theTerm();
    const missing = await ask('POST', '/terms/01920000-0000-7000-8000-000000000000/preview', { name, start, end });
    assert.equal(missing.json().error.code, 'not_found');
    await db.updateTable('term').set({ archivedAt: NOW }).execute();
    for (const [method, path] of [
      ['POST', `/terms/${id}/preview`],
      ['PUT', `/terms/${id}`],
    ] as const)
      assert.equal((await ask(method, path, { name, start, end })).json().error.code, 'term_archived');
  });
});
