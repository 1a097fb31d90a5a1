import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { GuardianWarnings, OverallStanding, Shortage, Standing, WhatIfSteps } from '@smart-presence/contract';
import type { Db } from '../../platform/db/index.ts';
import { eachDatabase } from '../../platform/db/testing.ts';
import { signInAs } from '../accounts/testing.ts';
import { createAccountsApp } from '../accounts/testing-app.ts';
import { setPolicy } from '../attendance/testing.ts';
import { registerStanding } from './index.ts';
import { openCourse } from './testing-classes.ts';

interface Mine {
  standings: Standing[];
  overall: OverallStanding | null;
}

const policy = { minimumPercent: 85, condonationPercent: 10, onDutyCode: 'OD', onDutyCapPercent: 10 };

const served = async (t: TestContext, db: Db) => {
  const course = await openCourse(db, { policy });
  for (const code of ['P', 'A', 'OD', 'OD', 'P']) await course.hold({ 0: code });
  await course.follow();
  const app = await createAccountsApp({
    db,
    now: course.now(),
    register: (platform) => registerStanding(platform, { warnGuardian: null }),
  });
  t.after(app.close);
  const ask = async (who: Parameters<typeof signInAs>[1], url: string, body?: object) => {
    const { headers } = await signInAs(app, who);
    const method = body ? 'PUT' : 'GET';
    const reply = await app.http.inject({ method, url, headers, ...(body ? { payload: body } : {}) });
    return { status: reply.statusCode, text: reply.body, headers: reply.headers, json: <T>() => reply.json<T>() };
  };
  const student = { id: course.students[0]?.personId ?? '', role: 'student' as const, name: '' };
  return { app, course, ask, student, teacher: { id: course.teacher.personId, role: 'faculty' as const, name: '' } };
};

eachDatabase((open) => {
  test('a student reads the sentence, what-if, what the rules do, and where they stand over all', async (t) => {
    const { ask, student } = await served(t, await open());
    const { standings, overall } = (await ask(student, '/api/me/attendance')).json<Mine>();
    const [mine] = standings;
    assert.ok(mine && standings.length === 1);
    // Two on duty, of which a tenth of five sessions counts.
    assert.deepEqual([mine.held, mine.attended, mine.percent, mine.state], [5, 2.5, 50, 'short']);
    assert.match(mine.sentence, /^50% in Course \d+: attend the next 7 to reach 85%\.$/);
    assert.deepEqual(mine.whatIf, ['Attend the next session and you are at 60%; miss it and you are at 43%.']);
    assert.deepEqual(mine.notes, [
      'Below 75% the college cannot condone what is missing.',
      'On duty: 0.5 of 2 sessions count as attended, since at most 10% may.',
    ]);
    assert.equal(overall?.sentence, '50% over all courses: 2.5 of 5 sessions attended.');
  });

  test('what the next classes would change, step by step, in own sections alone', async (t) => {
    const { ask, student, course } = await served(t, await open());
    const steps = (await ask(student, `/api/me/what-if?sectionId=${course.sectionId}`)).json<WhatIfSteps>();
    assert.equal(steps.minimumPercent, 85);
    assert.deepEqual([steps.attend.length, steps.miss.length], [21, 21]);
    assert.deepEqual([steps.attend[0], steps.attend[1], steps.miss[1]], [50, 60, 43], 'as the sentence says it');
    assert.ok((steps.attend[6] ?? 0) < 85 && (steps.attend[7] ?? 0) >= 85, 'attend the next 7 to reach it');
    assert.equal((await ask('student', `/api/me/what-if?sectionId=${course.sectionId}`)).status, 404);
    assert.equal((await ask('faculty', `/api/me/what-if?sectionId=${course.sectionId}`)).status, 403);
  });

  test('the list and its sheet are for staff, and go by the current term', async (t) => {
    const { ask, student, teacher } = await served(t, await open());
    for (const url of ['/api/shortage', '/api/shortage/export.csv'])
      assert.equal((await ask(student, url)).status, 403, url);
    const list = (await ask(teacher, '/api/shortage?pageSize=1')).json<{ items: Shortage[]; total: number }>();
    assert.deepEqual([list.total, list.items[0]?.student.id], [1, student.id]);
    assert.equal((await ask(teacher, '/api/shortage?level=condonable')).json<{ total: number }>().total, 0);
    assert.equal((await ask('faculty', '/api/shortage')).json<{ total: number }>().total, 0);
    const sheet = await ask(teacher, '/api/shortage/export.csv');
    assert.match(String(sheet.headers['content-type']), /^text\/csv/);
    assert.match(String(sheet.headers['content-disposition']), /shortage-2026-08-08\.csv/);
    assert.equal(sheet.text.trim().split('\r\n').length, 2);
  });

  test('whether a guardian is warned is the student’s to say, once the college warns guardians at all', async (t) => {
    const db = await open();
    const { ask, student, app, course } = await served(t, db);
    const url = '/api/me/guardian-warnings';
    const state = async () => (await ask(student, url)).json<GuardianWarnings>().state;
    const profile = (change: { guardianEmail?: string; isUnder18?: boolean }) =>
      db.updateTable('studentProfile').set(change).where('personId', '=', student.id).execute();
    await profile({ guardianEmail: 'home@parents.example' });
    assert.equal(await state(), 'off');
    const warnings = { belowMinimum: true, afterSessions: 1, consecutiveAbsences: null, toGuardian: true };
    await setPolicy(db, { ...policy, warnings });
    app.clock.now = course.now();
    assert.equal(await state(), 'no');
    assert.equal((await ask(student, url, { isOptedIn: true })).json<GuardianWarnings>().state, 'yes');
    assert.equal((await ask(student, url, { isOptedIn: false })).json<GuardianWarnings>().state, 'no');
    assert.equal((await ask('faculty', url, { isOptedIn: true })).status, 403);
    await profile({ isUnder18: true });
    assert.equal(await state(), 'under-18');
  });
});
