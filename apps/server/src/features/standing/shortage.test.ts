import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ShortageFilter } from '@smart-presence/contract';
import type { Db } from '../../platform/db/index.ts';
import { eachDatabase } from '../../platform/db/testing.ts';
import { addViewer, drop, NOW } from '../attendance/testing.ts';
import { exportShortage } from './export-shortage.ts';
import { countShortages, listShortages } from './shortage.store.ts';
import { type Course, openCourse } from './testing-classes.ts';

const everything: ShortageFilter = { search: '', level: 'below' };

/** Five students with 4, 3, 2, 1 and 0 of four sessions: by 85% with 10% to condone, 75% is condonable. */
const course = async (db: Db): Promise<Course> => {
  const one = await openCourse(db, { students: 5, policy: { minimumPercent: 85, condonationPercent: 10 } });
  for (let at = 0; at < 4; at += 1) {
    const absent = Object.fromEntries([0, 1, 2, 3, 4].filter((n) => n > 3 - at).map((n) => [n, 'A']));
    await one.hold(absent);
  }
  await one.follow();
  return one;
};

eachDatabase((open) => {
  test('everybody below the minimum, lowest first, by what may be condoned', async () => {
    const { db, students } = await course(await open());
    const viewer = await addViewer(db, 'admin', 'Admin');
    const list = (change: Partial<ShortageFilter> = {}) => listShortages(db, { ...everything, ...change, viewer });
    const ids = students.map(({ personId }) => personId);
    const rows = await list();
    assert.deepEqual(
      rows.map(({ student, percent, state }) => [ids.indexOf(student.id), percent, state]),
      [
        [4, 0, 'short'],
        [3, 25, 'short'],
        [2, 50, 'short'],
        [1, 75, 'condonable'],
      ],
    );
    assert.deepEqual((await list({ level: 'condonable' })).length, 1);
    assert.deepEqual((await list({ level: 'short' })).length, 3);
    const query = { ...everything, viewer };
    assert.deepEqual(await countShortages(db, query), { total: 4, condonable: 1, short: 3 });
    assert.deepEqual(await countShortages(db, { ...query, level: 'short' }), { total: 3, condonable: 1, short: 3 });
    assert.deepEqual(await listShortages(db, query, { page: 2, pageSize: 3 }), rows.slice(3));
    assert.ok(rows[0]?.warnedAt, 'warned of');
  });

  test('search, section, department and term narrow it; who left or is disabled is not in it', async () => {
    const one = await course(await open());
    const { db, students, sectionId, departmentId } = one;
    const other = await course(db);
    const viewer = await addViewer(db, 'admin', 'Admin');
    const count = async (change: Partial<ShortageFilter> = {}) =>
      (await listShortages(db, { ...everything, ...change, viewer })).length;
    const { termId } = await db.selectFrom('section').select('termId').executeTakeFirstOrThrow();
    assert.equal(await count(), 8);
    assert.equal(await count({ sectionId }), 4);
    assert.equal(await count({ sectionId: other.sectionId, departmentId }), 0);
    assert.equal(await count({ departmentId }), 4);
    assert.equal(await count({ termId }), 8);
    assert.equal(await count({ termId: sectionId }), 0);
    const [name = '', usn = ''] = [students[4]?.name.toUpperCase(), `usn ${students[4]?.name}`];
    assert.equal(await count({ search: name }), 1);
    assert.equal(await count({ search: usn }), 1);
    assert.equal(await count({ search: '%' }), 0);
    await drop(db, { sectionId, studentId: students[4]?.personId ?? '', now: NOW });
    assert.equal(await count(), 7);
    const disabled = students[3]?.personId ?? '';
    await db.updateTable('person').set({ isDisabled: true }).where('id', '=', disabled).execute();
    assert.equal(await count(), 6);
  });

  test('faculty see the sections they teach, and nobody else sees any', async () => {
    const one = await course(await open());
    const other = await course(one.db);
    const { db } = one;
    const seen = async (viewer: { personId: string; role: string }, change: Partial<ShortageFilter> = {}) => {
      const query = { ...everything, ...change, viewer };
      const rows = await listShortages(db, query);
      assert.equal((await countShortages(db, query)).total, rows.length);
      const { csv } = await exportShortage(db, { ...query, now: NOW });
      assert.equal(csv.trim().split('\r\n').length, rows.length + 1);
      return [...new Set(rows.map(({ section }) => section.id))];
    };
    assert.deepEqual(await seen(one.teacher), [one.sectionId]);
    assert.deepEqual(await seen(one.teacher, { sectionId: other.sectionId }), [], 'not by asking for it');
    assert.deepEqual(await seen(await addViewer(db, 'faculty', 'Guest')), []);
    assert.deepEqual(await seen(one.students[0] ?? one.teacher), []);
    assert.equal((await seen(await addViewer(db, 'admin', 'Admin'))).length, 2);
  });

  test('the sheet has what the list has, and no live formula', async () => {
    const { db, students } = await course(await open());
    const viewer = await addViewer(db, 'admin', 'Admin');
    for (const [at, name] of ['=1+1', '+1', '-1', '@SUM(A1)'].entries())
      await db
        .updateTable('person')
        .set({ name })
        .where('id', '=', students[at + 1]?.personId ?? '')
        .execute();
    const { csv, fileName } = await exportShortage(db, { ...everything, viewer, now: NOW });
    const [header, ...lines] = csv.trim().split('\r\n');
    assert.equal(fileName, 'shortage-2026-08-03.csv');
    assert.equal(
      header,
      'usn,name,course_code,course,section,held,attended,percent,minimum_percent,condonable,must_attend,last_warned',
    );
    assert.equal(lines.length, 4);
    for (const line of lines) {
      const cells = line.split(',');
      assert.equal(cells.length, 12);
      for (const cell of cells) assert.doesNotMatch(cell.replace(/^"/, ''), /^[=+\-@]/, line);
    }
    assert.match(lines[3] ?? '', /,4,3,75,85,yes,3,2026-08-07$/);
  });
});
