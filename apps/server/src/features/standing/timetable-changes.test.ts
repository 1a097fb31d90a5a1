import assert from 'node:assert/strict';
import { test } from 'node:test';
import { transact } from '../../platform/db/index.ts';
import { eachDatabase } from '../../platform/db/testing.ts';
import { saveSlot } from '../academics/index.ts';
import { timetableFollower } from '../attendance/index.ts';
import { openCourse, standingsIn, warningsIn } from './testing-classes.ts';

eachDatabase((open) => {
  test('a change of the timetable alone reaches what lists say is still to be attended', async () => {
    const course = await openCourse(await open(), { students: 1, policy: { denominator: 'scheduled' } });
    const { db, sectionId, now } = course;
    const timetable = (weekday: number) =>
      transact(db, async (trx) => {
        const times = { start: '10:00', end: '11:00', repeat: 'weekly' as const, from: null, until: null };
        const fields = { weekday, ...times, roomId: null, teacherId: null };
        await saveSlot(trx, { sectionId, fields });
        await timetableFollower.follow(trx, { sectionId, now: now() });
      });
    const mustAttend = async () => (await standingsIn(db, sectionId))[0]?.mustAttend;
    await timetable(1);
    await course.hold({ 0: 'A' });
    await course.follow();
    await course.judge();
    const before = await mustAttend();
    assert.ok(before !== null && before !== undefined && before > 0);
    assert.equal(await course.judge(), 0, 'nothing is different');
    await timetable(3);
    assert.equal(await course.follow(), 0);
    assert.equal(await mustAttend(), before, 'nobody has looked yet');
    assert.equal(await course.judge(), 1);
    assert.ok(((await mustAttend()) ?? 0) > before, 'three quarters of more classes');
    assert.equal(await course.judge(), 0, 'once');
    assert.deepEqual(await warningsIn(db, sectionId), [], 'nobody is warned of a timetable');
  });

  test('timetables and hours are nothing to a policy that goes by sessions held', async () => {
    const course = await openCourse(await open(), { students: 1 });
    const { db, sectionId, now } = course;
    await course.hold();
    await course.follow();
    await course.judge();
    await transact(db, (trx) => timetableFollower.follow(trx, { sectionId, now: now() }));
    await db.updateTable('course').set({ prescribedHours: 30 }).execute();
    assert.equal(await course.judge(), 0);
  });

  test('a change of the prescribed hours reaches the lists where the policy goes by them', async () => {
    const course = await openCourse(await open(), { students: 1, policy: { denominator: 'prescribed' } });
    const { db } = course;
    await course.hold();
    await course.follow();
    await course.judge();
    await db.updateTable('course').set({ prescribedHours: 30 }).execute();
    assert.equal(await course.judge(), 1);
    assert.equal(await course.judge(), 0);
  });
});
