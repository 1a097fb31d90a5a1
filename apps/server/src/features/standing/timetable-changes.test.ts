import assert from 'node:assert/strict';
import { test } from 'node:test';
import { transact } from '../../platform/db/index.ts';
import { eachDatabase } from '../../platform/db/testing.ts';
import { addDays, changeTerm, dayIn, saveSlot, timeZone } from '../academics/index.ts';
import { timetableFollower } from '../attendance/index.ts';
import { countStandings } from './count-standings.ts';
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

  test('other days of the term: as many standings are judged anew as were foretold', async () => {
    for (const denominator of ['scheduled', 'held'] as const) {
      const course = await openCourse(await open(), { students: 2, policy: { denominator } });
      const { db, sectionId, now } = course;
      const times = { start: '10:00', end: '11:00', repeat: 'weekly' as const, from: null, until: null };
      await transact(db, (trx) =>
        saveSlot(trx, { sectionId, fields: { weekday: 1, ...times, roomId: null, teacherId: null } }),
      );
      await course.hold({ 0: 'A' });
      await course.follow();
      await course.judge();
      const before = await standingsIn(db, sectionId);
      const term = await db.selectFrom('term').selectAll().executeTakeFirstOrThrow();
      const today = dayIn(await timeZone(db), now());
      const follower = timetableFollower;
      const foretoldAndDone = async (end: string) => {
        const days = { start: term.startDay, end };
        const followed = new Set([sectionId]);
        const foretold = await countStandings(db, { termId: term.id, days, followed, now: now() });
        const fields = { name: term.name, ...days };
        await changeTerm(db, { termId: term.id, fields, follower, actorId: 'nobody', now: now() });
        return [foretold, await course.judge()];
      };
      const renamed = { name: 'Renamed', start: term.startDay, end: term.endDay };
      await changeTerm(db, { termId: term.id, fields: renamed, follower, actorId: 'nobody', now: now() });
      assert.equal(await course.judge(), 0, 'a name judges nobody');
      const isScheduled = denominator === 'scheduled';
      assert.deepEqual(await foretoldAndDone(addDays(today, 20)), isScheduled ? [2, 2] : [0, 0], denominator);
      assert.deepEqual(await foretoldAndDone(addDays(today, -1)), [2, 2], 'the term is over');
      assert.deepEqual(await foretoldAndDone(term.endDay), [2, 2], 'and goes on');
      const after = await standingsIn(db, sectionId);
      const figures = ({ held, attended, percent }: (typeof after)[number]) => [held, attended, percent];
      assert.deepEqual(after.map(figures), before.map(figures), 'nothing that was held is lost');
    }
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
