import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MarkChange } from '@smart-presence/contract';
import fc from 'fast-check';
import type { Db } from '../../platform/db/index.ts';
import { eachDatabase } from '../../platform/db/testing.ts';
import type { AppError } from '../../platform/http/index.ts';
import { closeSession } from './close-session.ts';
import { markHistory } from './mark-history.ts';
import { openSession } from './open-session.ts';
import { DAY_MS } from './session-clock.ts';
import { setMarks } from './set-marks.ts';
import { addClass, addViewer, allMarks, checkInAs, eventTypes, NOW, refuses } from './testing.ts';

const openClass = async (db: Db, students = 3) => {
  const group = await addClass(db, { students });
  const { id: sessionId } = await openSession(db, { sectionId: group.sectionId, viewer: group.teacher, now: NOW });
  const set = (codes: string[], patch: Partial<Parameters<typeof setMarks>[1]> = {}) =>
    setMarks(db, {
      sessionId,
      viewer: group.teacher,
      marks: codes.map((code, index) => ({ studentId: group.students[index]!.personId, code })),
      reason: null,
      now: NOW + 1000,
      ...patch,
    });
  return { ...group, sessionId, set };
};

const detailsOf = (error: unknown) => (error as AppError).extra.details?.map(({ path }) => path);

eachDatabase((open) => {
  test('roll call changes what differs and counts the rest', async () => {
    const db = await open();
    const { set, sessionId } = await openClass(db);
    const first = await set(['P', 'L', 'A']);
    assert.deepEqual([first.changed, first.unchanged], [3, 0]);
    assert.deepEqual(first.session.counts, { roster: 3, marked: 3, attended: 2, review: 0 });
    const second = await set(['P', 'A', 'A']);
    assert.deepEqual([second.changed, second.unchanged], [1, 2]);
    assert.deepEqual((await eventTypes(db, sessionId)).slice(1), [
      'mark.recorded',
      'mark.recorded',
      'mark.recorded',
      'mark.changed',
    ]);
  });

  test('all or none, and the entry at fault is named', async () => {
    const db = await open();
    const { set, sessionId, students } = await openClass(db);
    const stranger = await addViewer(db, 'student', 'Stranger');
    const [one, two] = students.map((student) => student.personId) as [string, string];
    const attempts: [{ studentId: string; code: string }[], string][] = [
      [
        [
          { studentId: one, code: 'P' },
          { studentId: stranger.personId, code: 'P' },
        ],
        'body.marks.1.studentId',
      ],
      [
        [
          { studentId: one, code: 'P' },
          { studentId: two, code: 'X' },
        ],
        'body.marks.1.code',
      ],
      [
        [
          { studentId: one, code: 'P' },
          { studentId: one, code: 'A' },
        ],
        'body.marks.1.studentId',
      ],
    ];
    for (const [marks, path] of attempts)
      await assert.rejects(set([], { marks }), (error) => {
        assert.deepEqual(detailsOf(error), [path]);
        return refuses('invalid_request')(error);
      });
    assert.deepEqual(await allMarks(db, sessionId), []);
  });

  test('after closing a reason is needed; after locking, an admin', async () => {
    const db = await open();
    const { set, sessionId, teacher } = await openClass(db);
    const admin = await addViewer(db, 'admin', 'Admin');
    await closeSession(db, { sessionId, viewer: teacher, now: NOW + 2000 });
    const later = NOW + 3000;
    await assert.rejects(set(['P'], { now: later }), (error) => {
      assert.deepEqual(detailsOf(error), ['body.reason']);
      return refuses('invalid_request')(error);
    });
    assert.equal((await set(['P'], { now: later, reason: 'sat at the back' })).changed, 1);
    const locked = NOW + 2000 + 7 * DAY_MS;
    await assert.rejects(set(['A'], { now: locked, reason: 'too late' }), refuses('session_locked'));
    await assert.rejects(set(['A'], { now: locked, viewer: admin }), refuses('invalid_request'));
    assert.equal((await set(['A'], { now: locked, viewer: admin, reason: 'appeal' })).changed, 1);
  });

  test('history is append-only: whatever is done, no row changes but for no longer being current', async () => {
    const db = await open();
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(fc.constantFrom('P', 'L', 'A', 'E', 'OD'), { minLength: 1, maxLength: 3 }), { maxLength: 6 }),
        async (rounds) => {
          const { set, sessionId, teacher } = await openClass(db);
          const seen = new Map<string, unknown>();
          for (const codes of rounds) {
            await set(codes);
            const rows = await allMarks(db, sessionId);
            for (const { isCurrent, ...row } of rows) {
              assert.deepEqual(seen.get(row.id) ?? row, row);
              seen.set(row.id, row);
              const newest = Math.max(...rows.filter((r) => r.studentId === row.studentId).map((r) => r.version));
              assert.equal(isCurrent, row.version === newest);
            }
            assert.equal(rows.length, seen.size, 'nothing was deleted');
          }
          await closeSession(db, { sessionId, viewer: teacher, now: NOW + 5000 });
        },
      ),
      { numRuns: 8 },
    );
  });

  test('the database keeps one current mark per student', async () => {
    const db = await open();
    const { set, sessionId } = await openClass(db);
    await set(['P']);
    const [row] = await allMarks(db, sessionId);
    await assert.rejects(
      db
        .insertInto('mark')
        .values({ ...row!, id: 'second', version: 9 })
        .execute(),
      /unique/i,
    );
  });

  test('a student reads the history of their own mark, and nobody else’s', async () => {
    const db = await open();
    const { set, sessionId, students, teacher } = await openClass(db);
    const [me, other] = students as [(typeof students)[0], (typeof students)[0]];
    await checkInAs(db, { sessionId, student: me, begunAt: NOW + 500 });
    await set(['A'], { reason: 'left after five minutes', now: NOW + 9000 });
    const history = (await markHistory(db, { sessionId, studentId: me.personId, viewer: me })).map((c) =>
      MarkChange.parse(c),
    );
    assert.deepEqual(
      history.map((c) => [c.version, c.from, c.to, c.actor?.id, c.reason]),
      [
        [1, null, 'P', me.personId, null],
        [2, 'P', 'A', teacher.personId, 'left after five minutes'],
      ],
    );
    await assert.rejects(markHistory(db, { sessionId, studentId: other.personId, viewer: me }), refuses('not_found'));
    assert.deepEqual(await markHistory(db, { sessionId, studentId: other.personId, viewer: other }), []);
    const stranger = await addViewer(db, 'student', 'Stranger');
    await assert.rejects(
      markHistory(db, { sessionId, studentId: stranger.personId, viewer: stranger }),
      refuses('not_found'),
    );
    await assert.rejects(
      markHistory(db, { sessionId, studentId: stranger.personId, viewer: teacher }),
      refuses('not_found'),
    );
  });

  test('a roll call of a thousand is one transaction of a few statements', async () => {
    const db = await open();
    const { sectionId, sessionId, teacher } = await openClass(db, 1);
    const ids = Array.from({ length: 1000 }, (_, index) => `student-${index}`);
    for (let from = 0; from < ids.length; from += 200) {
      const some = ids.slice(from, from + 200);
      await db
        .insertInto('person')
        .values(
          some.map((id) => ({
            id,
            name: id,
            email: null,
            role: 'student' as const,
            passwordHash: null,
            createdAt: 1,
            updatedAt: 1,
            lastSignInAt: null,
          })),
        )
        .execute();
      await db
        .insertInto('enrolment')
        .values(
          some.map((studentId) => ({ id: `e-${studentId}`, sectionId, studentId, enrolledAt: 1, droppedAt: null })),
        )
        .execute();
    }
    const marks = ids.map((studentId) => ({ studentId, code: 'P' }));
    const { changed } = await setMarks(db, { sessionId, viewer: teacher, marks, reason: null, now: NOW });
    assert.equal(changed, 1000);
    assert.equal((await eventTypes(db, sessionId)).length, 1001);
  });
});
