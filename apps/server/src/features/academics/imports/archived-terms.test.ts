import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Db } from '../../../platform/db/index.ts';
import { eachDatabase } from '../../../platform/db/testing.ts';
import { writeZip } from '../../../platform/zip/index.ts';
import { archiveTerm } from '../terms/archive-term.ts';
import { exportCsv } from './export-csv.ts';
import { exportBundle } from './one-roster/export-bundle.ts';
import { readZip } from './one-roster/zip.ts';
import { countsOf, importer, NOW, noFollower, problemsOf, startCollege } from './testing-imports.ts';

const kinds = ['sections', 'enrolments', 'timetable'] as const;

/** A bundle with some words of some files put differently. */
const altered = async (bundle: Buffer, change: Record<string, [from: string, to: string]>): Promise<Buffer> => {
  const files = new Map([...(await readZip(bundle))].map(([name, bytes]) => [name, bytes.toString()]));
  for (const [name, [from, to]] of Object.entries(change)) {
    const text = files.get(name) ?? '';
    assert.ok(text.includes(from), `${name}: ${from}`);
    files.set(name, text.replace(from, to));
  }
  return writeZip(files);
};

eachDatabase((open) => {
  /** A term with a section, a student and a class, archived. */
  const start = async () => {
    const db = await open();
    const { admin } = await startCollege(db);
    const own = importer(db, admin);
    await own.bring('people', 'name,usn\nAsha,1SP001\nBen,1SP002');
    await own.bring('enrolments', 'course,usn\nCS501,1SP001');
    const timetable = await own.bring('timetable', 'course,weekday,start,end\nCS501,Mon,9:00,10:00');
    const term = await db.selectFrom('term').select('id').executeTakeFirstOrThrow();
    const archive = () => archiveTerm(db, { termId: term.id, follower: noFollower, now: NOW });
    return { db, admin, timetable, archive, ...own };
  };
  const all = (db: Db) => Promise.all(kinds.map((kind) => exportCsv(db, kind)));

  describe('archived terms', () => {
    it('are left alone by CSV files: rows that would change them are named, others change nothing', async () => {
      const { db, archive, check } = await start();
      await archive();
      const before = await all(db);
      for (const [at, kind] of kinds.entries()) {
        const again = await check(kind, before[at] ?? '');
        assert.deepEqual([problemsOf(again), countsOf(again)], [[], [0, 0, 1]], `${kind} as exported`);
      }
      const found = async (kind: (typeof kinds)[number], csv: string) => problemsOf(await check(kind, csv));
      assert.deepEqual(
        await found('sections', 'course,term,section,opens_itself\nCS501,Odd 2026,A,yes\nCS501,Odd 2026,B,no'),
        ['2 term archived_term', '3 term archived_term'],
      );
      assert.deepEqual(
        await found('enrolments', 'course,term,usn,status\nCS501,Odd 2026,1SP001,dropped\nCS501,Odd 2026,1SP002,'),
        ['2 term archived_term', '3 term archived_term'],
      );
      assert.deepEqual(
        await found(
          'timetable',
          'course,term,weekday,start,end\nCS501,Odd 2026,Mon,9:00,11:00\nCS501,Odd 2026,Tue,9:00,10:00',
        ),
        ['2 term archived_term', '3 term archived_term'],
      );
      assert.deepEqual(await all(db), before);
    });

    it('are left alone by bundles', async () => {
      const { db, archive, check } = await start();
      const bundle = await exportBundle(db);
      await archive();
      assert.deepEqual(problemsOf(await check('oneroster', bundle)), []);
      const changed = await altered(bundle, {
        'academicSessions.csv': ['2026-12-15', '2026-12-18'],
        'classes.csv': ['false', 'true'],
        'enrollments.csv': ['active', 'dropped'],
      });
      assert.deepEqual(problemsOf(await check('oneroster', changed)), [
        '2 academicSessions.csv title archived_term',
        '2 classes.csv termSourcedIds archived_term',
        '2 enrollments.csv classSourcedId archived_term',
      ]);
    });

    it('are found archived by an application that was checked before', async () => {
      const { db, archive, check, apply } = await start();
      const dry = await check('enrolments', 'course,term,usn\nCS501,Odd 2026,1SP002');
      assert.deepEqual(problemsOf(dry), []);
      await archive();
      const before = await all(db);
      const refused = await apply(dry);
      assert.deepEqual([refused.state, problemsOf(refused)], ['failed', ['2 term archived_term']]);
      assert.deepEqual(await all(db), before);
    });

    it('keep what an import brought them: undoing it is refused by row', async () => {
      const { db, archive, undo, timetable } = await start();
      await archive();
      const before = await all(db);
      const refused = await undo(timetable);
      assert.deepEqual([refused.state, refused.failure?.code], ['applied', 'undo_refused']);
      assert.deepEqual(
        refused.undoProblems.map(({ row, code }) => `${row} ${code}`),
        ['2 archived_term'],
      );
      assert.deepEqual(await all(db), before);
    });

    it('of the name of another term are not meant', async () => {
      const { db, archive, bring } = await start();
      await archive();
      const days = { startDay: '2026-07-01', endDay: '2026-12-15' };
      await db
        .insertInto('term')
        .values({ id: 'new', name: 'Odd 2026', ...days })
        .execute();
      const made = await bring('sections', 'course,term,section\nCS501,Odd 2026,A');
      assert.deepEqual([made.state, ...countsOf(made)], ['applied', 1, 0, 0]);
      const { termId } = await db
        .selectFrom('section')
        .select('termId')
        .where('termId', '=', 'new')
        .executeTakeFirstOrThrow();
      assert.equal(termId, 'new');
    });
  });
});
