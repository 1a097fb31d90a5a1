import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Db } from '../../platform/db/index.ts';
import { eachDatabase } from '../../platform/db/testing.ts';
import { dropStudent, enrolStudents } from '../academics/index.ts';
import { closeDueSessions, currentMark, openSession } from '../attendance/index.ts';
import { addClass, NOW, type TestClass } from '../attendance/testing.ts';
import { standingsOfStudent } from './standings-of-student.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** A session of ten minutes that the clock closes when it is `closeAt`. */
const hold = async (db: Db, { made, at, closeAt }: { made: TestClass; at: number; closeAt: number }) => {
  const { id } = await openSession(db, { sectionId: made.sectionId, viewer: made.teacher, minutes: 10, now: at });
  return { id, close: () => closeDueSessions(db, closeAt) };
};

eachDatabase((open) => {
  describe('joining and leaving, in marks and standing', () => {
    it('a session that is closed late counts who was there then, not who joined or left since', async () => {
      const db = await open();
      const made = await addClass(db, { students: 2 });
      const { sectionId, students } = made;
      const [stays, leaves] = students.map((student) => student.personId) as [string, string];
      const { students: others } = await addClass(db, { students: 1 });
      const joins = others[0]?.personId ?? '';
      const session = await hold(db, { made, at: NOW + HOUR_MS, closeAt: NOW + DAY_MS });
      // Nothing ran until the next day, by which one has joined and one has left.
      await enrolStudents(db, { sectionId, studentIds: [joins], usns: [], now: NOW + DAY_MS - 2 });
      await dropStudent(db, { sectionId, studentId: leaves, now: NOW + DAY_MS - 1 });
      await session.close();
      const codeOf = async (studentId: string) => (await currentMark(db, { sessionId: session.id, studentId }))?.code;
      assert.deepEqual([await codeOf(stays), await codeOf(leaves), await codeOf(joins)], ['A', 'A', undefined]);
    });

    it('a drop from a day that has passed leaves the marks, and standing counts none from that day', async () => {
      const db = await open();
      const made = await addClass(db, { students: 1 });
      const { sectionId, students } = made;
      const studentId = students[0]?.personId ?? '';
      const later = NOW + 2 * DAY_MS;
      const first = await hold(db, { made, at: NOW + HOUR_MS, closeAt: NOW + 2 * HOUR_MS });
      await first.close();
      const second = await hold(db, { made, at: later, closeAt: later + HOUR_MS });
      await second.close();
      const held = async (at: number) => (await standingsOfStudent(db, { studentId, now: at })).standings[0]?.held;
      assert.equal(await held(later + HOUR_MS), 2);

      const now = later + DAY_MS;
      const from = { day: new Date(later).toISOString().slice(0, 10), actorId: made.teacher.personId };
      await dropStudent(db, { sectionId, studentId, from, now });
      assert.ok(await currentMark(db, { sessionId: second.id, studentId }), 'the mark stays');
      await enrolStudents(db, { sectionId, studentIds: [studentId], usns: [], now: now + 1 });
      assert.equal(await held(now + 1), 1, 'the first session alone was held while enrolled');
    });
  });
});
