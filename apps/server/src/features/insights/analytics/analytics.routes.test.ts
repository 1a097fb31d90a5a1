import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { Analytics } from '@smart-presence/contract';
import type { Db } from '../../../platform/db/index.ts';
import { newId } from '../../../platform/db/index.ts';
import { eachDatabase } from '../../../platform/db/testing.ts';
import { createSectionRow, saveTerm } from '../../academics/index.ts';
import { signInAs } from '../../accounts/testing.ts';
import { createAccountsApp } from '../../accounts/testing-app.ts';
import { setMarks } from '../../attendance/index.ts';
import { addClass, NOW, setPolicy } from '../../attendance/testing.ts';
import { judgeAnew } from '../../standing/index.ts';
import { registerInsights } from '../index.ts';
import { followSessions } from '../tallies/follow-sessions.ts';
import { holdClass } from '../tallies/testing-tallies.ts';

const DAY_MS = 24 * 3_600_000;
const DAYS = 20;

/** Two courses of two departments with three classes each, and the first of them in the term before, too. */
const college = async (t: TestContext, db: Db) => {
  await setPolicy(db, { minimumPercent: 75 });
  const [one, two] = [await addClass(db, { students: 4 }), await addClass(db, { students: 2 })];
  const before = await saveTerm(db, {
    fields: { name: 'Even 2026', start: '2026-01-05', end: '2026-05-30' },
    now: NOW,
  });
  const { courseId } = await db
    .selectFrom('section')
    .select('courseId')
    .where('id', '=', one.sectionId)
    .executeTakeFirstOrThrow();
  const formerId = await createSectionRow(db, {
    ...{ courseId, termId: before.id, name: 'A' },
    facultyIds: [one.teacher.personId],
  });
  const joined = NOW - 300 * DAY_MS;
  for (const { personId: studentId } of one.students)
    await db
      .insertInto('enrolment')
      .values({ id: newId(), sectionId: formerId, studentId, enrolledAt: joined, droppedAt: null })
      .execute();
  const held: string[] = [];
  for (const day of [0, 1, 7]) {
    held.push(await holdClass(db, { room: one, day, marks: { 0: 'A', 1: 'L', 2: day === 0 ? 'E' : 'P' } }));
    await holdClass(db, { room: two, day, marks: day === 7 ? { 0: 'A', 1: 'A' } : {} });
  }
  for (const day of [-175, -100])
    await holdClass(db, { room: { ...one, sectionId: formerId }, day, marks: { 0: 'A', 1: 'A' } });
  const follow = async () => {
    await followSessions({ db });
    await judgeAnew({ db, warnGuardian: null, now: NOW + DAYS * DAY_MS });
  };
  await follow();
  const app = await createAccountsApp({ db, now: NOW + DAYS * DAY_MS, register: registerInsights });
  t.after(app.close);
  const ask = async (query = '', who: 'admin' | 'faculty' | 'student' = 'admin') => {
    const { headers } = await signInAs(app, who);
    const reply = await app.http.inject({ method: 'GET', url: `/api/analytics${query}`, headers });
    return {
      status: reply.statusCode,
      body: reply.json<Analytics>(),
      code: () => reply.json<{ error: { code: string } }>().error.code,
    };
  };
  return { app, ask, one, two, before, courseId, held, follow };
};

const rates = ({ sessions, attended, counted, late, excused }: Analytics['total']) => [
  sessions,
  attended,
  counted,
  late,
  excused,
];

eachDatabase((open) => {
  test('a term in numbers, whole and in part, beside the same days of the term before', async (t) => {
    const { ask, one, two, before, courseId } = await college(t, await open());
    const { body } = await ask();
    assert.equal(body.term?.name, 'Odd 2026');
    assert.deepEqual(rates(body.total), [6, 12, 17, 3, 1]);
    assert.deepEqual(
      body.trend.map(({ day, sessions, attended, counted }) => [day, sessions, attended, counted]),
      [
        ['2026-08-03', 4, 9, 11],
        ['2026-08-10', 2, 3, 6],
      ],
    );
    assert.equal((await ask('?by=day')).body.trend.length, 3);
    const departments = new Map(body.departments.map(({ id, sessions, attended }) => [id, [sessions, attended]]));
    assert.deepEqual(
      [one, two].map(({ departmentId }) => departments.get(departmentId)),
      [
        [3, 8],
        [3, 4],
      ],
    );
    assert.deepEqual(
      body.hours.map(({ hour, sessions }) => [hour, sessions]),
      [[9, 6]],
    );
    assert.deepEqual(body.methods, [{ method: 'manual', attended: 12 }]);
    // Moved by 25 weeks: the class of 175 days before is on the same day; that of 100 days before comes later than today.
    assert.equal(body.before?.term.id, before.id);
    assert.deepEqual(rates(body.before?.total ?? assert.fail()), [1, 2, 4, 0, 0]);
    assert.deepEqual(
      body.before?.trend.map(({ day }) => day),
      ['2026-08-03'],
    );
    // Of the first, one was never there; of the second, both missed one of three.
    assert.deepEqual(
      body.courses.map(({ below, standings }) => [below, standings]),
      [
        [2, 2],
        [1, 4],
      ],
    );
    const { none, met, condonable, short, students, needs, at } = body.eligibility;
    assert.deepEqual([none, met, condonable, short, students], [0, 3, 0, 3, 3]);
    assert.deepEqual(needs, { upTo3: 2, upTo10: 1, more: 0, never: 0 });
    assert.equal(at, NOW + DAYS * DAY_MS);
    assert.deepEqual(body.sections, []);

    const ofCourse = (await ask(`?courseId=${courseId}`)).body;
    assert.deepEqual(rates(ofCourse.total), [3, 8, 11, 3, 1]);
    assert.deepEqual(
      ofCourse.sections.map(({ id, below }) => [id, below]),
      [[one.sectionId, 1]],
    );
    assert.deepEqual([ofCourse.eligibility.students, ofCourse.before?.total.sessions], [1, 1]);
    const ofDepartment = (await ask(`?departmentId=${two.departmentId}`)).body;
    assert.deepEqual([...rates(ofDepartment.total), ofDepartment.before?.total.sessions], [3, 4, 6, 0, 0, 0]);
    const someDays = (await ask('?from=2026-08-04&until=2026-08-09')).body;
    assert.deepEqual([someDays.total.sessions, someDays.before?.total.sessions], [2, 0]);
    const former = (await ask(`?termId=${before.id}`)).body;
    assert.deepEqual([former.total.sessions, former.before], [2, null]);
  });

  test('what changes is there at the next look: a correction, a name, a course in another department', async (t) => {
    const db = await open();
    const { ask, one, two, courseId, held, follow } = await college(t, db);
    assert.equal((await ask()).body.total.attended, 12);
    const marks = [{ studentId: one.students[0]?.personId ?? '', code: 'P' }];
    const now = NOW + DAY_MS;
    await setMarks(db, { sessionId: held[0] ?? '', viewer: one.teacher, marks, reason: 'was there', now });
    await follow();
    await db
      .updateTable('course')
      .set({ name: 'Renamed', departmentId: two.departmentId })
      .where('id', '=', courseId)
      .execute();
    const { body } = await ask();
    assert.deepEqual([body.total.attended, body.departments.length, body.departments[0]?.sessions], [13, 1, 6]);
    assert.ok(body.courses.some(({ name }) => name === 'Renamed'));
    await db
      .updateTable('attendanceSession')
      .set({ state: 'closing' })
      .where('id', '=', held[1] ?? '')
      .execute();
    await db.updateTable('tallyProgress').set({ filledTo: '' }).execute();
    await follow();
    assert.equal((await ask()).body.total.sessions, 5, 'a tally that was taken away is gone');
  });

  test('whoever dropped the course, or is disabled, is in no forecast, as in the shortage list', async (t) => {
    const db = await open();
    const { ask, one, two, app } = await college(t, db);
    assert.equal((await ask()).body.eligibility.students, 3);
    await db
      .updateTable('person')
      .set({ isDisabled: true })
      .where('id', '=', one.students[0]?.personId ?? '')
      .execute();
    await db
      .updateTable('enrolment')
      .set({ droppedAt: NOW + DAY_MS })
      .where('studentId', '=', two.students[0]?.personId ?? '')
      .execute();
    assert.equal((await ask()).body.eligibility.students, 3, 'kept for a few seconds, and it says since when');
    app.clock.now += 5_000;
    const { eligibility, total } = (await ask()).body;
    assert.deepEqual([eligibility.students, eligibility.met, eligibility.at], [1, 3, app.clock.now]);
    assert.equal(total.attended, 12, 'what was attended stays attended');
  });

  test('filters that name nothing, or no time, are refused; so is everybody but an administrator', async (t) => {
    const { ask } = await college(t, await open());
    for (const name of ['termId', 'departmentId', 'courseId']) {
      const reply = await ask(`?${name}=${newId()}`);
      assert.deepEqual([reply.status, reply.code()], [404, 'not_found'], name);
    }
    for (const query of ['?from=2026-08-05&until=2026-08-04', '?from=tomorrow', '?by=year', '?termId=1']) {
      const reply = await ask(query);
      assert.deepEqual([reply.status, reply.code()], [400, 'invalid_request'], query);
    }
    for (const who of ['faculty', 'student'] as const) assert.equal((await ask('', who)).status, 403, who);
  });

  test('before there is a term there is nothing, and that is no error', async (t) => {
    const db = await open();
    const app = await createAccountsApp({ db, now: NOW, register: registerInsights });
    t.after(app.close);
    const { headers } = await signInAs(app, 'admin');
    const reply = await app.http.inject({ method: 'GET', url: '/api/analytics', headers });
    assert.deepEqual([reply.statusCode, reply.json<Analytics>().term], [200, null]);
  });
});
