import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ClassChange } from '@smart-presence/contract';
import type { z } from 'zod';
import { type Db, transact } from '../../../platform/db/index.ts';
import { eachDatabase } from '../../../platform/db/testing.ts';
import type { Viewer } from '../../../platform/http/index.ts';
import { addDays, changeClass, restoreClass } from '../../academics/index.ts';
import { addViewer, drop, NOW } from '../testing.ts';
import { toldTo } from '../testing-told.ts';
import { timetableFollower as follower } from './follow-timetable.ts';
import { addTimetabledClass, DAY_MS, HOUR_MS, MONDAY, on } from './testing.ts';

type Change = z.output<typeof ClassChange>;

const change = (db: Db, where: ReturnType<typeof on>, what: Change) =>
  transact(db, (trx) => changeClass(trx, { on: where, change: what, follower }));
const news = async (db: Db) => (await toldTo(db)).map(({ kind, personId }) => `${kind} ${personId}`).sort();
const all = (kind: string, people: readonly Viewer[]) => people.map(({ personId }) => `${kind} ${personId}`).sort();

eachDatabase((open) => {
  test('a class that is cancelled is told to students and teachers, but not to who cancelled it', async () => {
    const db = await open();
    const { slotId, sectionId, teacher, students } = await addTimetabledClass(db, { students: 3 });
    await drop(db, { sectionId, studentId: (students[0] as Viewer).personId, now: NOW });
    const admin = await addViewer(db, 'admin', 'Office');
    await change(db, on(slotId, { viewer: admin }), { cancelled: { reason: 'Power cut' } });
    assert.deepEqual(await news(db), all('class-cancelled', [teacher, ...students.slice(1)]));
    const [told] = await toldTo(db);
    assert.deepEqual([told?.data.startsAt, told?.data.reason], [NOW + HOUR_MS, 'Power cut']);
  });

  test('what a change leaves as it was is no news', async () => {
    const db = await open();
    const { slotId, teacher, students } = await addTimetabledClass(db, { students: 1 });
    const cancel = { cancelled: { reason: 'Power cut' } };
    await change(db, on(slotId, { viewer: teacher }), cancel);
    await change(db, on(slotId, { viewer: teacher, now: NOW + 1000 }), cancel);
    assert.deepEqual(await news(db), all('class-cancelled', students));
    await change(db, on(slotId, { viewer: teacher, now: NOW + 2000 }), { cancelled: { reason: 'A strike' } });
    assert.equal((await toldTo(db)).length, 2, 'another reason is');
  });

  test('a class that is cancelled and then held is told of twice, in that order', async () => {
    const db = await open();
    const { slotId, teacher, students } = await addTimetabledClass(db, { students: 1 });
    await change(db, on(slotId, { viewer: teacher }), { cancelled: { reason: 'Power cut' } });
    await transact(db, (trx) => restoreClass(trx, on(slotId, { viewer: teacher, now: NOW + 1000 }), follower));
    const [{ personId } = { personId: '' }] = students;
    assert.deepEqual(
      (await toldTo(db, personId)).map(({ kind }) => kind),
      ['class-cancelled', 'class-restored'],
    );
    await transact(db, (trx) => restoreClass(trx, on(slotId, { viewer: teacher, now: NOW + 2000 }), follower));
    assert.equal((await toldTo(db, personId)).length, 2);
  });

  test('a class that moves says from when to when', async () => {
    const db = await open();
    const { slotId, teacher } = await addTimetabledClass(db, { students: 1 });
    const moved = { day: addDays(MONDAY, 1), start: '14:00', end: '15:00', roomId: null };
    await change(db, on(slotId, { viewer: teacher }), { moved });
    const [told, ...others] = await toldTo(db);
    assert.equal(others.length, 0);
    assert.deepEqual(
      [told?.kind, told?.data.wasAt, told?.data.startsAt],
      ['class-moved', NOW + HOUR_MS, NOW + DAY_MS + 5 * HOUR_MS],
    );
  });

  test('who stands in is told, as are the students and who need not come', async () => {
    const db = await open();
    const { slotId, teacher, students } = await addTimetabledClass(db, { students: 1 });
    const admin = await addViewer(db, 'admin', 'Office');
    const substitute = await addViewer(db, 'faculty', 'Stand-in');
    await change(db, on(slotId, { viewer: admin }), { substituteId: substitute.personId });
    assert.deepEqual(await news(db), all('class-substitute', [teacher, substitute, ...students]));
    assert.equal((await toldTo(db))[0]?.data.teacher, 'Stand-in');
  });

  test('a class far ahead is told of, too', async () => {
    const db = await open();
    const { slotId, teacher, students } = await addTimetabledClass(db, { students: 1 });
    const day = addDays(MONDAY, 42);
    await change(db, on(slotId, { viewer: teacher, day }), { cancelled: { reason: 'A congress' } });
    assert.deepEqual(await news(db), all('class-cancelled', students));
  });
});
