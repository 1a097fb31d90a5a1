import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Db } from '../../platform/db/index.ts';
import { eachDatabase } from '../../platform/db/testing.ts';
import type { AppError, Viewer } from '../../platform/http/index.ts';
import { closeSession, openSession, setMarks } from '../attendance/index.ts';
import { addClass, addViewer, countingQueries, drop, MINUTE_MS, NOW, refuses } from '../attendance/testing.ts';
import { sectionRegister } from './section-register.ts';

const DAY_MS = 24 * 3_600_000;

/** A session of the section in which these marks were set; those without one are absent. */
const hold = async (
  db: Db,
  {
    sectionId,
    teacher,
    codes,
    now,
  }: { sectionId: string; teacher: Viewer; codes: Record<string, string>; now: number },
): Promise<string> => {
  const { id } = await openSession(db, { sectionId, viewer: teacher, now });
  const marks = Object.entries(codes).map(([studentId, code]) => ({ studentId, code }));
  if (marks.length > 0) await setMarks(db, { sessionId: id, viewer: teacher, marks, reason: null, now: now + 1000 });
  await closeSession(db, { sessionId: id, viewer: teacher, now: now + MINUTE_MS });
  return id;
};

eachDatabase((open) => {
  test('rows are students, columns sessions, and percentages are those the students see', async () => {
    const db = await open();
    const { sectionId, teacher, students } = await addClass(db, { students: 3 });
    const [a, b, c] = students.map(({ personId }) => personId) as [string, string, string];
    const first = await hold(db, { sectionId, teacher, codes: { [a]: 'P', [b]: 'L' }, now: NOW });
    const second = await hold(db, { sectionId, teacher, codes: { [a]: 'P', [c]: 'E' }, now: NOW + DAY_MS });
    const running = await openSession(db, { sectionId, viewer: teacher, now: NOW + 2 * DAY_MS });
    const register = await sectionRegister(db, { sectionId, viewer: teacher, now: NOW + 2 * DAY_MS });
    assert.deepEqual(
      register.sessions.map(({ id, state, needsReason }) => [id, state, needsReason]),
      [
        [first, 'closed', true],
        [second, 'closed', true],
        [running.id, 'open', false],
      ],
    );
    const row = (id: string) => register.students.find(({ student }) => student.id === id);
    assert.deepEqual(row(a), {
      student: { id: a, name: students[0]?.name, usn: `USN ${students[0]?.name}` },
      isDropped: false,
      held: 2,
      attended: 2,
      percent: 100,
      codes: ['P', 'P', null],
      versions: [1, 1, 0],
    });
    assert.deepEqual([row(b)?.codes, row(b)?.percent], [['L', 'A', null], 50]);
    assert.deepEqual([row(c)?.codes, row(c)?.percent], [['A', 'E', null], 0], 'excused does not count');
  });

  test('who left keeps the row that their marks need, and who never came has none', async () => {
    const db = await open();
    const { sectionId, teacher, students } = await addClass(db, { students: 3 });
    const [left, gone] = students as [Viewer, Viewer];
    await drop(db, { sectionId, studentId: gone.personId, now: NOW });
    await hold(db, { sectionId, teacher, codes: { [left.personId]: 'P' }, now: NOW + 1000 });
    await drop(db, { sectionId, studentId: left.personId, now: NOW + DAY_MS });
    const { students: rows } = await sectionRegister(db, { sectionId, viewer: teacher, now: NOW + DAY_MS });
    assert.deepEqual(
      rows.map(({ student, isDropped }) => [student.id, isDropped]),
      [
        [left.personId, true],
        [students[2]?.personId, false],
      ],
    );
  });

  test('after the edit window a teacher may change nothing any more, an administrator may', async () => {
    const db = await open();
    const { sectionId, teacher } = await addClass(db, { students: 1 });
    await hold(db, { sectionId, teacher, codes: {}, now: NOW });
    const admin = await addViewer(db, 'admin', 'Office');
    const editable = async (viewer: Viewer, now: number) =>
      (await sectionRegister(db, { sectionId, viewer, now })).sessions[0]?.isEditable;
    const end = NOW + MINUTE_MS + 7 * DAY_MS;
    assert.deepEqual([await editable(teacher, end - 1), await editable(teacher, end)], [true, false]);
    assert.equal(await editable(admin, end), true);
  });

  test('a section of somebody else is not there', async () => {
    const db = await open();
    const [mine, other] = [await addClass(db), await addClass(db)];
    for (const viewer of [other.teacher, mine.students[0] as Viewer]) {
      if (viewer.role === 'student') continue;
      await assert.rejects(sectionRegister(db, { sectionId: mine.sectionId, viewer, now: NOW }), refuses('not_found'));
    }
  });

  test('queries do not grow with students and sessions', async () => {
    const db = await open();
    const small = await addClass(db, { students: 1 });
    const large = await addClass(db, { students: 12 });
    await hold(db, { ...small, codes: {}, now: NOW });
    for (let at = 0; at < 6; at += 1) await hold(db, { ...large, codes: {}, now: NOW + at * DAY_MS });
    const statements = async ({ sectionId, teacher }: typeof small) => {
      const counting = countingQueries(db);
      await sectionRegister(counting.db, { sectionId, viewer: teacher, now: NOW + 6 * DAY_MS });
      return counting.statements();
    };
    const few = await statements(small);
    assert.equal(await statements(large), few);
    assert.ok(few <= 11, `${few} statements`);
  });

  test('a mark that somebody changed since is not overwritten, and none of the others is', async () => {
    const db = await open();
    const { sectionId, teacher, students } = await addClass(db, { students: 2 });
    const [a, b] = students.map(({ personId }) => personId) as [string, string];
    const { id: sessionId } = await openSession(db, { sectionId, viewer: teacher, now: NOW });
    const set = (marks: { studentId: string; code: string; version?: number }[]) =>
      setMarks(db, { sessionId, viewer: teacher, marks, reason: null, now: NOW + 1000 });
    await set([{ studentId: a, code: 'P', version: 0 }]);
    await set([{ studentId: a, code: 'L', version: 1 }]);
    await assert.rejects(
      set([
        { studentId: b, code: 'P', version: 0 },
        { studentId: a, code: 'A', version: 1 },
      ]),
      (error) => {
        assert.ok(refuses('mark_changed')(error));
        assert.deepEqual((error as AppError).extra.details, [{ path: 'body.marks.1', message: 'L' }]);
        return true;
      },
    );
    const { students: rows } = await sectionRegister(db, { sectionId, viewer: teacher, now: NOW + 2000 });
    assert.deepEqual(
      new Map(rows.map(({ student, codes }) => [student.id, codes])),
      new Map([
        [a, ['L']],
        [b, [null]],
      ]),
    );
  });
});
