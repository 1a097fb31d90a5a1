import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { eachDatabase } from '../../../platform/db/testing.ts';
import { dropStudent } from '../rosters/drop-student.ts';
import { enrolStudents } from '../rosters/enrol-students.ts';
import { addTestPerson } from '../testing.ts';
import { exportCsv } from './export-csv.ts';
import { exportBundle } from './one-roster/export-bundle.ts';
import { countsOf, importer, NOW, problemsOf, startCollege } from './testing-imports.ts';

const people = 'name,usn\nAsha,1SP001\nBen,1SP002\nCara,1SP003';
const DAY_MS = 24 * 3_600_000;
const header = 'course,term,section,usn,email,status,enrolled_on,dropped_on';

eachDatabase((open) => {
  const start = async () => {
    const db = await open();
    const { admin } = await startCollege(db);
    const own = importer(db, admin);
    await own.bring('people', people);
    const { id: sectionId } = await db.selectFrom('section').select('id').executeTakeFirstOrThrow();
    const studentOf = async (usn: string) =>
      (await db.selectFrom('studentProfile').select('personId').where('usn', '=', usn).executeTakeFirstOrThrow())
        .personId;
    /** Rows of the export, without the heading. */
    const roster = async () => (await exportCsv(db, 'enrolments')).trim().split('\r\n').slice(1);
    return { db, admin, sectionId, studentOf, roster, ...own };
  };

  /** Asha left and came back on one day and is there; Ben left; Cara came, went and came again within a day. */
  const live = async (college: Awaited<ReturnType<typeof start>>) => {
    const { db, sectionId, studentOf } = college;
    const [asha, ben, cara] = [await studentOf('1SP001'), await studentOf('1SP002'), await studentOf('1SP003')];
    const enrol = (id: string, now: number) => enrolStudents(db, { sectionId, studentIds: [id], usns: [], now });
    const drop = (studentId: string, now: number) => dropStudent(db, { sectionId, studentId, now });
    for (const id of [asha, ben]) await enrol(id, NOW - 20 * DAY_MS);
    await drop(ben, NOW - 9 * DAY_MS);
    await drop(asha, NOW - 5 * DAY_MS);
    await enrol(asha, NOW - 5 * DAY_MS + 60_000);
    await enrol(cara, NOW - DAY_MS);
    await drop(cara, NOW - DAY_MS + 1000);
    await enrol(cara, NOW - DAY_MS + 2000);
  };

  describe('enrolments in files', () => {
    it('are exported with their days, also those that ended, and change nothing when they come back', async () => {
      const college = await start();
      await live(college);
      assert.deepEqual(await college.roster(), [
        'CS501,Odd 2026,A,1SP001,,active,2026-08-05,',
        'CS501,Odd 2026,A,1SP001,,dropped,2026-07-21,2026-08-05',
        'CS501,Odd 2026,A,1SP002,,dropped,2026-07-21,2026-08-01',
        'CS501,Odd 2026,A,1SP003,,active,2026-08-09,',
        'CS501,Odd 2026,A,1SP003,,dropped,2026-08-09,2026-08-09',
      ]);
      const again = await college.check('enrolments', await exportCsv(college.db, 'enrolments'));
      assert.deepEqual([problemsOf(again), countsOf(again)], [[], [0, 0, 5]]);
      const bundle = await college.check('oneroster', await exportBundle(college.db));
      const rosters = bundle.report?.counts.find(({ of }) => of === 'enrolment');
      assert.deepEqual(rosters, { of: 'enrolment', create: 0, change: 0, unchanged: 5 });
    });

    it('export, an empty institution, import, export: the same rosters, from CSV and from a bundle', async () => {
      const college = await start();
      await live(college);
      const [csv, bundle] = [await exportCsv(college.db, 'enrolments'), await exportBundle(college.db)];
      const other = await start();
      await other.bring('enrolments', csv);
      assert.equal(await exportCsv(other.db, 'enrolments'), csv);
      const empty = await open();
      await empty
        .insertInto('institution')
        .values({ id: 1, name: 'College', timeZone: 'Asia/Kolkata', createdAt: 1 })
        .execute();
      const { check, apply } = importer(empty, await addTestPerson(empty, { role: 'admin', name: 'Other' }));
      assert.equal((await apply(await check('oneroster', bundle))).state, 'applied');
      assert.equal(await exportCsv(empty, 'enrolments'), csv);
      const enrollments = await empty.selectFrom('enrolment').select('id').where('droppedAt', 'is not', null).execute();
      assert.equal(enrollments.length, 3);
    });

    it('let one row leave and another join in one file, in any order, and undone stand as before', async () => {
      const { db, bring, undo, roster } = await start();
      await bring('enrolments', `${header}\nCS501,,A,1SP001,,,2026-08-03,`);
      const before = [await roster(), await db.selectFrom('enrolment').selectAll().execute()];
      const moved = await bring(
        'enrolments',
        `${header}\nCS501,,A,1SP001,,active,2026-08-07,\nCS501,,A,1SP001,,dropped,2026-08-03,2026-08-05`,
      );
      assert.deepEqual([moved.state, ...countsOf(moved)], ['applied', 1, 1, 0]);
      assert.deepEqual(await roster(), [
        'CS501,Odd 2026,A,1SP001,,active,2026-08-07,',
        'CS501,Odd 2026,A,1SP001,,dropped,2026-08-03,2026-08-05',
      ]);
      assert.equal((await undo(moved)).state, 'undone');
      assert.deepEqual([await roster(), await db.selectFrom('enrolment').selectAll().execute()], before);
    });

    it('without days mean whoever is on the roster; a day of joining can be corrected', async () => {
      const { bring, roster, check } = await start();
      await bring('enrolments', 'course,usn\nCS501,1SP001');
      assert.deepEqual(await roster(), ['CS501,Odd 2026,A,1SP001,,active,2026-08-10,']);
      await bring('enrolments', 'course,usn,enrolled_on\nCS501,1SP001,2026-08-01');
      assert.deepEqual(await roster(), ['CS501,Odd 2026,A,1SP001,,active,2026-08-01,']);
      await bring('enrolments', 'course,usn,dropped_on\nCS501,1SP001,2026-08-08');
      assert.deepEqual(await roster(), ['CS501,Odd 2026,A,1SP001,,dropped,2026-08-01,2026-08-08']);
      const idle = await check('enrolments', 'course,usn,status\nCS501,1SP001,dropped\nCS501,1SP002,dropped');
      assert.deepEqual(countsOf(idle), [0, 0, 2]);
    });

    it('name days that cannot be, and who would be there twice', async () => {
      const { bring, check } = await start();
      await bring(
        'enrolments',
        `${header}\nCS501,,A,1SP001,,dropped,2026-07-10,2026-07-20\nCS501,,A,1SP001,,,2026-08-01,`,
      );
      const rows = [
        'CS501,,A,1SP001,,active,2026-07-10,',
        'CS501,,A,1SP002,,active,2026-08-01,2026-08-02',
        'CS501,,A,1SP002,,dropped,2026-08-05,2026-08-02',
        'CS501,,A,1SP002,,,2026-08-11,',
        'CS501,,A,1SP002,,dropped,2026-08-01,2026-09-01',
        'CS501,,A,1SP003,,,2026-08-01,',
        'CS501,,A,1SP003,,,2026-08-02,',
      ];
      assert.deepEqual(problemsOf(await check('enrolments', [header, ...rows].join('\n'))), [
        '2 section enrolled_twice',
        '3 dropped_on invalid',
        '4 dropped_on invalid',
        '5 enrolled_on to_come',
        '6 dropped_on to_come',
        '8 section enrolled_twice',
      ]);
    });
  });
});
