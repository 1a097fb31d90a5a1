import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Report, ReportRequest } from '@smart-presence/contract';
import { eachDatabase } from '../../platform/db/testing.ts';
import { addViewer, refuses } from '../attendance/testing.ts';
import { openCollege } from './testing-reports.ts';

const part = (report: Report, title: string) => {
  const found = report.parts.find((each) => each.title === title);
  assert.ok(found, title);
  for (const row of found.rows) assert.equal(row.length, found.columns.length, `${title}: a cell for each column`);
  return found;
};

eachDatabase((open) => {
  test('a session sheet has everybody of the roster with mark, method and time', async () => {
    const { make, teacher, sessions, students } = await openCollege(await open());
    const report = await make(teacher, { kind: 'session', sessionId: sessions[0] ?? '' });
    assert.equal(report.institution, 'Test College');
    assert.equal(report.policyVersion, 2);
    const { rows } = part(report, 'Students');
    assert.deepEqual(
      rows.map(([usn, , mark, meaning, method]) => [usn, mark, meaning, method]),
      students.map(({ name }, at) => [
        `USN ${name}`,
        ...(at === 1 || at === 2 ? ['A', 'Absent'] : ['P', 'Present']),
        'manual',
      ]),
    );
  });

  test('a register has a row for each student and a column for each session, and the figures of their standing', async () => {
    const { make, teacher, sectionId } = await openCollege(await open());
    const { rows, columns } = part(await make(teacher, { kind: 'section-register', sectionId }), 'Register');
    assert.equal(columns.length, 5 + 5);
    assert.deepEqual(
      rows.map((row) => row.slice(2)),
      [
        [5, 5, 100, 'P', 'P', 'P', 'P', 'P'],
        [5, 3, 60, 'A', 'A', 'P', 'P', 'P'],
        [5, 1, 20, 'A', 'A', 'A', 'A', 'P'],
        [4, 4, 100, 'P', 'P', 'P', 'P', 'M'],
      ],
    );
  });

  test('a student record has standing and every mark of the term, for the student, their teachers and the office', async () => {
    const { make, teacher, admin, students, db } = await openCollege(await open());
    const [, second, third] = students;
    const request: ReportRequest = { kind: 'student', studentId: second?.personId ?? '' };
    for (const viewer of [second ?? teacher, teacher, admin]) {
      const report = await make(viewer, request);
      assert.deepEqual(
        part(report, 'Standing').rows.map((row) => row.slice(3)),
        [[5, 3, 60, 75, 'Condonable']],
      );
      assert.deepEqual(
        part(report, 'Attendance').rows.map(([, , , code]) => code),
        ['A', 'A', 'P', 'P', 'P'],
      );
      assert.equal(part(report, 'Leave and appeals').rows.length, 0);
    }
    const stranger = await addViewer(db, 'faculty', 'Stranger');
    for (const viewer of [third ?? teacher, stranger])
      await assert.rejects(make(viewer, request), refuses('not_found'));
    await assert.rejects(make(admin, { ...request, studentId: teacher.personId }), refuses('not_found'), 'no student');
  });

  test('a department has averages of its sections and students, and how many are below the minimum', async () => {
    const { make, admin, departmentId } = await openCollege(await open());
    const report = await make(admin, { kind: 'department', departmentId });
    assert.deepEqual(
      part(report, 'Sections').rows.map((row) => row.slice(3)),
      [[4, 5, 70, 2, 1]],
    );
    assert.deepEqual(
      part(report, 'Students').rows.map((row) => row.slice(2)),
      [
        [1, 100, 100, 0, 0],
        [1, 60, 60, 1, 1],
        [1, 20, 20, 1, 0],
        [1, 100, 100, 0, 0],
      ],
    );
  });

  test('a shortage list has who is below, and no students of sections one does not teach', async () => {
    const { make, admin, teacher, db } = await openCollege(await open());
    const other = await openCollege(db);
    const list = async (viewer: typeof admin, change: Partial<ReportRequest> = {}) =>
      part(
        await make(viewer, { kind: 'shortage', level: 'below', ...change } as ReportRequest),
        'Students below the minimum',
      ).rows;
    assert.equal((await list(admin)).length, 4);
    assert.deepEqual(
      (await list(teacher)).map((row) => row.slice(5, 10)),
      [
        [5, 1, 20, 75, ''],
        [5, 3, 60, 75, 'yes'],
      ],
    );
    assert.equal((await list(teacher, { level: 'short' })).length, 1);
    assert.deepEqual(await list(teacher, { sectionId: other.sectionId }), [], 'not by asking for it');
  });

  test('roles get their reports alone, and of those their own sections', async () => {
    const { make, admin, teacher, students, sectionId, departmentId, sessions, db } = await openCollege(await open());
    const stranger = await addViewer(db, 'faculty', 'Stranger');
    const [student] = students;
    const [session, register, department, shortage, security]: ReportRequest[] = [
      { kind: 'session', sessionId: sessions[0] ?? '' },
      { kind: 'section-register', sectionId },
      { kind: 'department', departmentId },
      { kind: 'shortage', level: 'below' },
      { kind: 'security', days: 7 },
    ] as const;
    for (const request of [session, register, department, shortage, security]) {
      assert.ok(request);
      assert.ok(await make(admin, request));
      await assert.rejects(make(student ?? teacher, request), refuses('forbidden'), `a student: ${request.kind}`);
    }
    for (const request of [department, security])
      await assert.rejects(make(teacher, request as ReportRequest), refuses('forbidden'), request?.kind);
    for (const request of [session, register])
      await assert.rejects(make(stranger, request as ReportRequest), refuses('not_found'), request?.kind);
  });
});
