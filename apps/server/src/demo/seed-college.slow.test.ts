import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sql } from 'kysely';
import { eachDatabase } from '../platform/db/testing.ts';
import { planCollege } from './college-plan.ts';
import { isUntouched, seedCollege } from './seed-college.ts';

const now = Date.UTC(2026, 10, 19, 6);

describe('college plan', () => {
  it('is the same college every time, every person distinct', () => {
    const { students, teachers } = planCollege();
    assert.deepEqual(planCollege().students, students);
    assert.equal(students.length, 200);
    assert.equal(new Set([...students, ...teachers].map((person) => person.email)).size, 212);
    assert.equal(new Set(students.map((student) => student.usn)).size, 200);
  });
});

eachDatabase((open) => {
  describe('demo college', () => {
    it('holds its classes through the real use cases, and its figures add up', async () => {
      const db = await open();
      assert.equal(await isUntouched(db), true);
      const seeded = await seedCollege(db, { now, weeks: 1 });
      assert.equal(await isUntouched(db), false);
      assert.deepEqual([seeded.students, seeded.teachers, seeded.courses], [200, 12, 12]);
      const { rows } = await sql<{ n: number; open: number; marks: number }>`
        select count(*) as n, sum(case when state = 'closed' then 0 else 1 end) as open,
          (select count(*) from mark where is_current = 1) as marks from attendance_session`.execute(db);
      assert.deepEqual({ ...rows[0] }, { n: seeded.sessions, open: 0, marks: seeded.marks });
      const voices = await sql<{ open: number; answered: number; ratings: number; replies: number }>`
        select (select count(*) from student_request where state = 'open') as open,
          (select count(*) from student_request where state = 'answered') as answered,
          count(*) as ratings, count(reply) as replies from feedback`.execute(db);
      const { open: waiting, answered, ratings, replies } = voices.rows[0] ?? {};
      assert.deepEqual([waiting, answered, replies].map(Number), [3, 2, 1]);
      assert.ok(Number(ratings) > 100, `${ratings} ratings`);
      const future = await db.selectFrom('mark').select('id').where('at', '>', now).execute();
      assert.deepEqual(future, []);
      const announced = await db.selectFrom('scheduledSession').select(['state', 'endsAt']).execute();
      // Twelve sections, twice a week for two weeks, less those of one Friday without classes.
      assert.ok(announced.length > 40 && announced.length < 48, `${announced.length} classes to come`);
      assert.ok(announced.every(({ state, endsAt }) => state === 'scheduled' && endsAt > now));
    });
  });
});
