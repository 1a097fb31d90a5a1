import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newId } from '../../platform/db/index.ts';
import { eachDatabase } from '../../platform/db/testing.ts';
import { addViewer, NOW, setPolicy } from '../attendance/testing.ts';
import { followSessions } from '../insights/testing.ts';
import { openCourse } from '../standing/testing-classes.ts';
import { DAY_MS, letters, look, reads, settle } from './testing-digests.ts';

const MONDAY = Date.UTC(2026, 7, 17, 7);
const of = async (db: Parameters<typeof letters>[0], personId: string) =>
  (await letters(db)).filter((letter) => letter.personId === personId).at(-1)?.text ?? '';

eachDatabase((open) => {
  test('a student reads where they stand, the teacher how the sections went, and the administrator what is wrong', async () => {
    const db = await open();
    await settle(db);
    const course = await openCourse(db);
    await setPolicy(db, {
      minimumPercent: 75,
      warnings: { belowMinimum: true, afterSessions: 1, consecutiveAbsences: null, toGuardian: false },
    });
    const [asha, ben] = course.students.map(({ personId }) => personId) as [string, string];
    const admin = await addViewer(db, 'admin', 'Admin');
    for (const id of [asha, ben, course.teacher.personId, admin.personId]) await reads(db, id);
    await look(db, NOW);
    for (let day = 0; day < 13; day += 1) await course.hold(day > 8 ? { 0: 'A' } : {});
    const [session] = await db.selectFrom('attendanceSession').select('id').limit(1).execute();
    await db
      .insertInto('review')
      .values({
        ...{
          id: newId(),
          sessionId: session?.id ?? '',
          studentId: ben,
          requestedAt: NOW,
          reasons: '[]',
          evidence: '{}',
        },
        ...{ state: 'open', decidedBy: null, decidedAt: null },
      })
      .execute();
    await course.follow();
    await followSessions({ db });
    await look(db, MONDAY);

    const student = await of(db, asha);
    assert.match(student, /Where you stand\n- 69% in Course \d+: attend the next 3 to reach 75%\./);
    assert.ok(student.includes('https://attendance.example.edu/notifications/choices'));
    assert.doesNotMatch(student, /Student \d+-[12]|Teacher|Your sections|To look at/, 'nothing about others');
    assert.match(await of(db, ben), /- 100% in Course \d+: you can miss \d+ more\./);

    const teacher = await of(db, course.teacher.personId);
    assert.match(teacher, /Your sections\n- Course \d+ \(.*\): 7 sessions, 80% attended; usual is 100%/);
    assert.match(
      teacher,
      /before\n- Student \d+-0 in Course \d+ \(.*\): 1 of 5 of the newest classes attended, 8 of 8 before/,
    );
    assert.match(teacher, /Waiting for you\n- 1 check-in to approve or refuse/);

    const wrong = await of(db, admin.personId);
    assert.match(wrong, /your daily digest|To look at/);
    assert.match(wrong, /- 1 student who fell below the minimum; 1 student is below it in this term/);
    assert.match(wrong, /- 1 check-in of classes that are over, to approve or refuse/);
    assert.doesNotMatch(wrong, /Student|Teacher/, 'the administrator signs in to see who');
    for (const { html, text } of await letters(db)) {
      assert.ok(html.includes('Choose how often you get this'));
      assert.doesNotMatch(html + text, /distance|score|evidence/i);
    }
  });

  test('a calm day sends administrators nothing', async () => {
    const db = await open();
    await settle(db);
    const admin = await addViewer(db, 'admin', 'Admin');
    await reads(db, admin.personId);
    await look(db, NOW);
    assert.equal(await look(db, NOW + DAY_MS), 0);
  });
});
