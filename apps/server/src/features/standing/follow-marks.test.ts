import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defaultPolicy } from '@smart-presence/contract';
import { eachDatabase } from '../../platform/db/testing.ts';
import { closeSession, openSession, setMarks } from '../attendance/index.ts';
import { NOW, setPolicy } from '../attendance/testing.ts';
import { followMarks, judgeAnew } from './follow-marks.ts';
import { standingsOfStudent } from './standings-of-student.ts';
import { bySql, openCourse, standingsIn, toldTo, warningsIn } from './testing-classes.ts';

const HOUR_MS = 3_600_000;
const warnings = { ...defaultPolicy.warnings, afterSessions: 3, consecutiveAbsences: 3 };

eachDatabase((open) => {
  test('what is kept is what the marks say, after every class and every correction', async () => {
    const course = await openCourse(await open());
    const { db, sectionId, hold, correct, follow } = course;
    const agree = async () => {
      await follow();
      const expected = await bySql(db, sectionId);
      const rows = await standingsIn(db, sectionId);
      assert.equal(rows.length, 3);
      for (const { studentId, held, attended, percent } of rows) {
        const { held: all = 0, attended: there = 0 } = expected.get(studentId) ?? {};
        assert.deepEqual([held, attended], [all, there]);
        assert.equal(percent, all === 0 ? null : (100 * there) / all);
        const [live] = (await standingsOfStudent(db, { studentId, now: course.now() })).standings;
        assert.deepEqual([live?.held, live?.attended, live?.percent], [held, attended, percent], 'the own page');
      }
    };
    const first = await hold({ 0: 'A', 1: 'E' });
    await agree();
    await hold({ 0: 'A', 1: 'L', 2: 'OD' });
    await hold({ 0: 'A', 2: 'M' });
    await agree();
    await correct(first, 0, 'P');
    await agree();
    await correct(first, 1, 'A');
    await agree();
  });

  test('a fall below the minimum is told once, a later one again, and one session never twice', async () => {
    const course = await openCourse(await open(), { policy: { warnings: { ...warnings, consecutiveAbsences: null } } });
    const { db, sectionId, hold, correct, follow, students } = course;
    const [student] = students;
    assert.ok(student);
    await hold({});
    await hold({});
    assert.equal(await follow(), 0);
    const third = await hold({ 0: 'A' });
    assert.equal(await follow(), 1);
    assert.equal(await follow(), 0, 'nothing new');
    await hold({ 0: 'A' });
    assert.equal(await follow(), 0, 'the same fall');
    await correct(third, 0, 'P');
    assert.equal(await follow(), 0, 'lifted to 75%');
    await correct(third, 0, 'A');
    assert.equal(await follow(), 0, 'that session was told of');
    const fifth = await hold({ 0: 'A' });
    await follow();
    await correct(third, 0, 'P');
    await hold({});
    await hold({});
    await hold({});
    await hold({});
    assert.equal(await follow(), 0, 'risen');
    const last = await hold({ 0: 'A' });
    const before = await warningsIn(db, sectionId);
    const more = await follow();
    const rows = await warningsIn(db, sectionId);
    assert.equal(rows.length, before.length + more);
    assert.deepEqual(
      rows.filter(({ studentId }) => studentId !== student.personId),
      [],
      'nobody else',
    );
    assert.equal(new Set(rows.map(({ sessionId }) => sessionId)).size, rows.length);
    assert.ok(rows.some(({ sessionId }) => sessionId === third));
    assert.ok(rows.every(({ sessionId }) => [third, fifth, last].includes(sessionId)));
    assert.equal((await toldTo(db, student.personId)).length, rows.length);
  });

  test('absences in a row are told at the third, by mail and in the app, as the student chose', async () => {
    const course = await openCourse(await open(), { policy: { minimumPercent: 0, warnings } });
    const { db, sectionId, hold, follow, students } = course;
    for (let at = 0; at < 5; at += 1) {
      await hold({ 1: 'A' });
      assert.equal(await follow(), at === 2 ? 1 : 0);
    }
    await hold({});
    for (let at = 0; at < 3; at += 1) await hold({ 1: 'A' });
    assert.equal(await follow(), 1, 'another row');
    const id = students[1]?.personId ?? '';
    assert.deepEqual(await toldTo(db, id), ['absences-in-a-row', 'absences-in-a-row']);
    assert.equal((await warningsIn(db, sectionId)).length, 2);
    const { isMailDue, isShown } = await db
      .selectFrom('notification')
      .select(['isMailDue', 'isShown'])
      .where('personId', '=', id)
      .where('kind', '=', 'absences-in-a-row')
      .executeTakeFirstOrThrow();
    assert.deepEqual([isMailDue, isShown], [true, true]);
  });

  test('two servers, and one that hears everything again, tell nobody twice', async () => {
    const course = await openCourse(await open(), { students: 6, policy: { warnings } });
    const { db, sectionId, hold, follow } = course;
    const hearAgain = async () => {
      await db.deleteFrom('standingSection').execute();
      await db.updateTable('setting').set({ value: '0' }).where('key', '=', 'standing.event').execute();
    };
    for (let at = 0; at < 3; at += 1) {
      await hold({ 0: 'A', 1: 'A', 2: 'A' });
      await Promise.all([follow(), follow(), follow()]);
    }
    // Three fell and were absent in a row.
    assert.equal((await warningsIn(db, sectionId)).length, 6);
    await hearAgain();
    await db.updateTable('standing').set({ toldLevel: 0 }).execute();
    assert.equal(await follow(), 0, 'the cause is written down');
    await hold({ 0: 'A', 1: 'A', 2: 'A' });
    await hearAgain();
    assert.equal(await follow(), 0, 'everything once more');
    const told = await Promise.all(course.students.map(({ personId }) => toldTo(db, personId)));
    assert.equal(told.flat().length, 6);
  });

  test('servers at work at the same time do it once between them', async () => {
    const course = await openCourse(await open(), { policy: { warnings } });
    const { db, hold } = course;
    await hold({ 0: 'A' });
    const sum = async (work: typeof followMarks, now: number) => {
      const following = { db, warnGuardian: null, now };
      const done = await Promise.all([work(following), work(following), work(following)]);
      return done.reduce((total, { computed }) => total + computed, 0);
    };
    assert.equal(await sum(followMarks, course.now()), 3);
    await setPolicy(db, { minimumPercent: 85, warnings });
    assert.equal(await sum(judgeAnew, course.now()), 3);
  });

  test('a mark counts once its session is over', async () => {
    const course = await openCourse(await open(), { policy: { warnings } });
    const { db, sectionId, hold, follow, teacher: viewer, students } = course;
    await hold({});
    const now = course.now() + HOUR_MS;
    const { id: sessionId } = await openSession(db, { sectionId, viewer, minutes: 10, now });
    const studentId = students[0]?.personId ?? '';
    await setMarks(db, { sessionId, viewer, marks: [{ studentId, code: 'A' }], reason: null, now });
    await follow();
    const held = async () => {
      const [own] = (await standingsOfStudent(db, { studentId, now })).standings;
      const kept = (await standingsIn(db, sectionId)).find((row) => row.studentId === studentId);
      return [own?.held, kept?.held];
    };
    assert.deepEqual(await held(), [1, 1]);
    await closeSession(db, { sessionId, viewer, now: now + 1000 });
    await follow();
    assert.deepEqual(await held(), [2, 2]);
  });

  test('a policy that takes effect judges everybody anew and warns nobody before their next class', async () => {
    const course = await openCourse(await open(), { policy: { warnings } });
    const { db, sectionId, hold, follow, judge } = course;
    for (let at = 0; at < 4; at += 1) await hold({ 0: at === 0 ? 'A' : 'P', 1: at === 0 ? 'A' : 'P' });
    assert.equal(await follow(), 0);
    const states = async () => (await standingsIn(db, sectionId)).map(({ state }) => state).sort();
    assert.deepEqual(await states(), ['met', 'met', 'met']);
    await setPolicy(db, { minimumPercent: 85, condonationPercent: 10, warnings });
    assert.equal(await judge(), 3);
    assert.equal(await judge(), 0, 'judged once');
    assert.deepEqual(await states(), ['condonable', 'condonable', 'met']);
    assert.equal((await warningsIn(db, sectionId)).length, 0);
    await hold({});
    assert.equal(await follow(), 2);
    const kinds = (await warningsIn(db, sectionId)).map(({ kind }) => kind);
    assert.deepEqual(kinds, ['below-minimum', 'below-minimum']);
  });

  test('what was there before is counted without a word to anybody', async () => {
    const course = await openCourse(await open(), { policy: { warnings } });
    const { db, sectionId, hold, follow, judge } = course;
    for (let at = 0; at < 5; at += 1) await hold({ 0: 'A' });
    await db.updateTable('setting').set({ value: 'x' }).where('key', '=', 'standing.event').execute();
    await db.deleteFrom('setting').where('key', '=', 'standing.event').execute();
    assert.equal(await judge(), 3);
    assert.equal(await follow(), 0);
    assert.equal((await warningsIn(db, sectionId)).length, 0);
    assert.equal((await standingsIn(db, sectionId)).filter(({ state }) => state === 'short').length, 1);
  });

  test('what is kept keeps nobody: a section without marks can go, and its standings go with it', async () => {
    const course = await openCourse(await open(), { policy: { warnings } });
    const { db, sectionId, judge } = course;
    assert.equal(await judge(), 3);
    for (const table of ['enrolment', 'sectionFaculty'] as const)
      await db.deleteFrom(table).where('sectionId', '=', sectionId).execute();
    await db.deleteFrom('section').where('id', '=', sectionId).execute();
    assert.equal((await standingsIn(db, sectionId)).length, 0);
  });

  test('guardians hear where the policy says so: of students under 18, and of others who agreed', async () => {
    const course = await openCourse(await open(), {
      students: 4,
      policy: { warnings: { ...warnings, consecutiveAbsences: null, toGuardian: true } },
    });
    const { db, hold, follow, students, guardians, sectionId } = course;
    const [young, agreed, silent] = students.map(({ personId }) => personId);
    assert.ok(young && agreed && silent);
    for (const personId of [young, agreed, silent])
      await db
        .updateTable('studentProfile')
        .set({ guardianEmail: `${personId}@home.example`, isUnder18: personId === young })
        .where('personId', '=', personId)
        .execute();
    await db.insertInto('guardianChoice').values({ studentId: agreed, isOptedIn: true, changedAt: NOW }).execute();
    for (let at = 0; at < 3; at += 1) await hold({ 0: 'A', 1: 'A', 2: 'A', 3: 'A' });
    assert.equal(await follow(), 4);
    assert.deepEqual(guardians.map(({ studentId }) => studentId).sort(), [young, agreed].sort());
    assert.ok(guardians.every(({ recipient, studentId }) => recipient === `${studentId}@home.example`));
    const rows = await warningsIn(db, sectionId);
    assert.equal(rows.filter(({ isToGuardian }) => isToGuardian).length, 2);
  });
});
