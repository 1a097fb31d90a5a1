import assert from 'node:assert/strict';
import { describe, it, test } from 'node:test';
import { defaultPolicy } from '@smart-presence/contract';
import { transact } from '../../platform/db/index.ts';
import { eachDatabase } from '../../platform/db/testing.ts';
import { saveSlot } from '../academics/index.ts';
import { createInstitution } from '../accounts/index.ts';
import { NOW } from '../attendance/testing.ts';
import { savePolicy } from '../policies/index.ts';
import { type Court, judgementOf, openCourt } from './section-rules.ts';
import { standingsOfStudent } from './standings-of-student.ts';
import { openCourse, standingsIn } from './testing-classes.ts';

const HOUR_MS = 3_600_000;

describe('the end of a term', () => {
  const at = (zone: string, now: number): Court => ({ zone, now, worth: new Map(), versionAt: (t) => t });
  const last = (zone: string, endDay: string, now: number) => judgementOf(at(zone, now), { endDay });

  it('is midnight of the institution, on days that clocks make longer or shorter, too', () => {
    // 25 October 2026 has 25 hours in Berlin, 29 March 2026 has 23, and 1 November 2026 has 25 in New York.
    const ends: [string, string, number][] = [
      ['Europe/Berlin', '2026-10-25', Date.UTC(2026, 9, 25, 23)],
      ['Europe/Berlin', '2026-10-24', Date.UTC(2026, 9, 24, 22)],
      ['Europe/Berlin', '2026-03-29', Date.UTC(2026, 2, 29, 22)],
      ['America/New_York', '2026-11-01', Date.UTC(2026, 10, 2, 5)],
      ['Asia/Kolkata', '2026-10-25', Date.UTC(2026, 9, 25, 18, 30)],
    ];
    for (const [zone, day, end] of ends) {
      assert.equal(last(zone, day, end - 1).isOver, false, `${zone} ${day}`);
      assert.equal(last(zone, day, end).isOver, true, `${zone} ${day}`);
      assert.equal(last(zone, day, end + 1000 * HOUR_MS).version, end - 1, 'judged by its last instant');
    }
  });
});

eachDatabase((open) => {
  test('a term that ended when clocks changed stays judged by what was in force then', async () => {
    const db = await open();
    await createInstitution(db, { name: 'Kolleg', timeZone: 'Europe/Berlin' }, NOW);
    const course = await openCourse(db);
    const { sectionId, hold, follow, judge, students } = course;
    await db.updateTable('term').set({ endDay: '2026-10-25' }).execute();
    for (let at = 0; at < 5; at += 1) await hold({ 0: at === 0 ? 'A' : 'P' });
    await follow();
    const end = Date.UTC(2026, 9, 25, 23);
    const strict = { data: { ...defaultPolicy, minimumPercent: 85 }, note: null, createdBy: null, now: NOW };
    // In force one instant after the last one of the term.
    await savePolicy(db, { ...strict, effectiveFrom: end });
    await judge(end - 1);
    const studentId = students[0]?.personId ?? '';
    const state = async () => {
      const kept = (await standingsIn(db, sectionId)).find((row) => row.studentId === studentId);
      return [kept?.state, kept?.minimumPercent];
    };
    assert.deepEqual(await state(), ['met', 75]);
    assert.equal(await judge(end), 3, 'the term is over');
    await judge(end + 24 * HOUR_MS);
    assert.deepEqual(await state(), ['met', 75]);
    const { standings } = await standingsOfStudent(db, { studentId, now: end + HOUR_MS });
    assert.match(standings[0]?.sentence ?? '', /^80% in .*: that is the whole term\.$/);
    assert.deepEqual(standings[0]?.whatIf, []);
    // One that was in force before the end does count: an hour earlier on the clock, the same hour twice.
    await db.updateTable('term').set({ endDay: '2026-10-26' }).execute();
    await judge(end + 24 * HOUR_MS);
    assert.deepEqual(await state(), ['short', 85]);
  });

  test('classes still to come are those of the timetable, whatever clocks do in between', async () => {
    const db = await open();
    await createInstitution(db, { name: 'Kolleg', timeZone: 'Europe/Berlin' }, NOW);
    const course = await openCourse(db, { policy: { denominator: 'scheduled' } });
    const { sectionId, students, hold } = course;
    await db.updateTable('term').set({ endDay: '2026-10-31' }).execute();
    // Sundays at half past two at night: on 25 October that time comes twice, and is one class.
    const slot = { weekday: 7, start: '02:30', end: '03:30', repeat: 'weekly' as const, roomId: null, teacherId: null };
    await transact(db, (trx) => saveSlot(trx, { sectionId, fields: { ...slot, from: null, until: null } }));
    await hold({});
    const left = async (now: number) => {
      const { standings } = await standingsOfStudent(db, { studentId: students[0]?.personId ?? '', now });
      return (standings[0]?.mustAttend ?? 0) + (standings[0]?.canMiss ?? 0);
    };
    const first = Date.UTC(2026, 9, 25, 0, 30);
    assert.equal(await left(Date.UTC(2026, 9, 17)), 2, '18 and 25 October');
    assert.equal(await left(first - 1), 1);
    assert.equal(await left(first + 2 * HOUR_MS - 1), 1, 'it lasts from the first half past two to half past three');
    assert.equal(await left(first + 2 * HOUR_MS), 0);
    assert.equal((await openCourt(db, NOW)).zone, 'Europe/Berlin');
  });
});
