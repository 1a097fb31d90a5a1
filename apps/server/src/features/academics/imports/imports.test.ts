import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { eachDatabase } from '../../../platform/db/testing.ts';
import { AppError } from '../../../platform/http/index.ts';
import { exportCsv } from './export-csv.ts';
import { forgetOldImports, STRETCH } from './imports.store.ts';
import { countsOf, importer, problemsOf, startCollege } from './testing-imports.ts';

const refuses = (code: string) => (error: unknown) => error instanceof AppError && error.code === code;

const people =
  'name,email,role,usn,department,year\nAsha,asha@example.edu,student,1SP001,cs,2\nTeacher Two,t2@example.edu,faculty,,,';

eachDatabase((open) => {
  const start = async () => {
    const db = await open();
    const { admin } = await startCollege(db);
    return { db, admin, ...importer(db, admin) };
  };

  describe('imports', () => {
    it('say what would change, apply it in one go, and change nothing the second time', async () => {
      const { db, check, apply } = await start();
      const before = await exportCsv(db, 'people');
      const dry = await check('people', people);
      assert.deepEqual([dry.state, ...countsOf(dry)], ['checked', 2, 0, 0]);
      assert.equal(await exportCsv(db, 'people'), before, 'a dry run changes nothing');
      const done = await apply(dry);
      assert.deepEqual([done.state, done.canUndo, ...countsOf(done)], ['applied', true, 2, 0, 0]);
      assert.deepEqual(countsOf(await check('people', people)), [0, 0, 2]);
      const changed = await apply(await check('people', people.replace('Asha,', 'Asha Rao,')));
      assert.deepEqual(countsOf(changed), [0, 1, 1]);
    });

    it('apply nothing when one row is wrong, and take other columns', async () => {
      const { db, check, apply, remap } = await start();
      const dry = await check('people', 'Full name,Mail,Code\nAsha,asha@example.edu,1SP001\n,b@example.edu,1SP002');
      assert.deepEqual(dry.mapping, { name: 'Full name', email: 'Mail' });
      assert.deepEqual(problemsOf(dry), ['3 name missing']);
      await assert.rejects(apply(dry), refuses('import_has_errors'));
      const again = await remap(dry.id, { name: 'Mail', usn: 'Code', nonsense: 'Mail', year: 'No such column' });
      assert.deepEqual(again.mapping, { name: 'Mail', usn: 'Code' });
      assert.deepEqual([again.state, ...countsOf(again)], ['checked', 2, 0, 0]);
      const unmapped = await remap(dry.id, { usn: 'Code' });
      assert.deepEqual(problemsOf(unmapped), ['1 name no_column']);
      assert.doesNotMatch(await exportCsv(db, 'people'), /1SP001/);
    });

    it('are planned anew when they are applied: what was free may be taken by then', async () => {
      const { check, apply, bring, undo } = await start();
      const dry = await check('people', 'name,email,usn\nAsha,asha@example.edu,1SP001');
      await bring('people', 'name,email,usn\nOther,asha@example.edu,1SP009');
      const other = await bring('people', 'name,email,usn\nThird,third@example.edu,1SP001');
      const refused = await apply(dry);
      assert.deepEqual([refused.state, refused.failure?.code], ['failed', 'import_has_errors']);
      assert.deepEqual(problemsOf(refused), ['2 email belongs_to_another']);
      assert.equal((await undo(other)).state, 'undone');
    });

    it('can be undone: what was added goes, what was changed is as before', async () => {
      const { db, bring, undo, view } = await start();
      const first = await bring('people', people);
      const before = await exportCsv(db, 'people');
      const second = await bring(
        'people',
        'usn,name,email,year\n1SP001,Asha Rao,asha.rao@example.edu,3\n1SP002,Ben,,1',
      );
      assert.deepEqual(countsOf(second), [1, 1, 0]);
      await assert.rejects(undo(first), refuses('not_undoable'));
      assert.equal((await view(first.id)).canUndo, false);
      const undone = await undo(second);
      assert.deepEqual([undone.state, undone.canUndo, undone.job.state], ['undone', false, 'done']);
      assert.equal(await exportCsv(db, 'people'), before);
      const jobs = await db
        .selectFrom('job')
        .select('state')
        .where('kind', '=', 'import-apply')
        .orderBy('id')
        .execute();
      assert.deepEqual(
        jobs.map(({ state }) => state),
        ['done', 'undone'],
      );
      assert.equal((await undo(first)).state, 'undone', 'now it is the last');
      assert.doesNotMatch(await exportCsv(db, 'people'), /1SP001/);
    });

    it('are not undone, not even in part, when a row was changed or used since; each is named', async () => {
      const { db, bring, undo } = await start();
      const done = await bring('people', 'name,usn,email\nA,1,a@example.edu\nB,2,b@example.edu\nC,3,c@example.edu');
      await bring('enrolments', 'course,usn\nCS501,2').then(() => {});
      await db.updateTable('person').set({ name: 'C changed' }).where('email', '=', 'c@example.edu').execute();
      await db.updateTable('importRun').set({ undoneAt: 1 }).where('kind', '=', 'enrolments').execute();
      const before = await exportCsv(db, 'people');
      const refused = await undo(done);
      assert.deepEqual([refused.state, refused.canUndo, refused.failure?.code], ['applied', true, 'undo_refused']);
      assert.deepEqual(
        refused.undoProblems.map(({ row, code, value }) => `${row} ${code} ${value}`),
        ['3 used_since enrolment', '4 changed_since '],
      );
      assert.equal(await exportCsv(db, 'people'), before, 'nothing is half undone');
      await db.updateTable('person').set({ name: 'C' }).where('email', '=', 'c@example.edu').execute();
      await db.deleteFrom('enrolment').execute();
      assert.equal((await undo(done)).state, 'undone');
    });

    it('look for what uses the last of many rows, too', async () => {
      const { db, bring, undo } = await start();
      const count = STRETCH + 1;
      const rows = Array.from({ length: count }, (_, at) => `X${at},Course ${at},CS`);
      const done = await bring('courses', ['code,name,department', ...rows].join('\n'));
      assert.deepEqual(countsOf(done), [count, 0, 0]);
      await bring('sections', `course,section\nX${count - 1},A`);
      await db.updateTable('importRun').set({ undoneAt: 1 }).where('kind', '=', 'sections').execute();
      const refused = await undo(done);
      assert.deepEqual(
        refused.undoProblems.map(({ row, code }) => `${row} ${code}`),
        [`${count + 1} used_since`],
      );
      await db
        .deleteFrom('section')
        .where('name', '=', 'A')
        .where('courseId', 'in', (eb) => eb.selectFrom('course').select('id').where('code', 'like', 'X%'))
        .execute();
      assert.equal((await undo(done)).state, 'undone');
      assert.deepEqual(await db.selectFrom('importChange').select('seq').where('importId', '=', done.id).execute(), []);
    });

    it('cannot be undone after 30 days; files go after a day, the rest in time', async () => {
      const { db, bring, check, undo, clock, apply, view } = await start();
      const done = await bring('people', people);
      const waiting = await check('people', 'name,usn\nLate,1SP100');
      clock.now += 25 * 3_600_000;
      await forgetOldImports(db, clock.now);
      const late = await apply(waiting);
      assert.deepEqual([late.state, late.failure?.code], ['failed', 'import_file_gone']);
      clock.now += 30 * 24 * 3_600_000;
      assert.equal((await view(done.id)).canUndo, false);
      await assert.rejects(undo(done), refuses('not_undoable'));
      await forgetOldImports(db, clock.now);
      assert.deepEqual(await db.selectFrom('importChange').select('seq').execute(), []);
      clock.now += 60 * 24 * 3_600_000;
      await forgetOldImports(db, clock.now);
      assert.deepEqual(await db.selectFrom('job').select('id').execute(), []);
    });

    it('keep no file once it is applied', async () => {
      const { db, bring } = await start();
      const { id } = await bring('people', people);
      const row = await db.selectFrom('importRun').select('file').where('id', '=', id).executeTakeFirstOrThrow();
      assert.equal(row.file, null);
    });
  });
});
