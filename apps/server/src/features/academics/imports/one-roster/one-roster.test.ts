import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Db } from '../../../../platform/db/index.ts';
import { eachDatabase } from '../../../../platform/db/testing.ts';
import { writeZip } from '../../../../platform/zip/index.ts';
import { addTestPerson } from '../../testing.ts';
import { exportCsv } from '../export-csv.ts';
import { countsOf, importer, problemsOf, startCollege } from '../testing-imports.ts';
import { exportBundle } from './export-bundle.ts';
import { readZip } from './zip.ts';

const kinds = ['people', 'courses', 'sections', 'enrolments'] as const;

/** As another system writes it: ids of its own, a guardian, a school year, names in parts. */
const foreign = {
  manifest:
    'propertyName,value\nmanifest.version,1.0\noneroster.version,1.1\nfile.orgs,bulk\nfile.academicSessions,bulk\nfile.courses,bulk\nfile.classes,bulk\nfile.users,bulk\nfile.enrollments,bulk\nfile.demographics,absent',
  orgs: 'sourcedId,status,dateLastModified,name,type,identifier,parentSourcedId\ns1,,,The College,school,,\nd1,,,Electrical Engineering,department,EE,s1\nd2,,,Computer Science,department,cs,s1',
  academicSessions:
    'sourcedId,status,dateLastModified,title,type,startDate,endDate,parentSourcedId,schoolYear\ny1,,,2026,schoolYear,2026-07-01,2027-06-30,,2027\nt1,,,Odd 2026,term,2026-07-01,2026-12-15,y1,2027\nt2,,,Even 2027,semester,2027-01-05,2027-06-01,y1,2027',
  courses:
    'sourcedId,status,dateLastModified,schoolYearSourcedId,title,courseCode,grades,orgSourcedId,subjects,subjectCodes\nc1,,,,Circuits,EE501,,d1,,\nc2,,,,Networks,CS501,,d2,,',
  users:
    'sourcedId,status,dateLastModified,enabledUser,orgSourcedIds,role,username,userIds,givenName,familyName,middleName,identifier,email\nu1,,,true,s1,student,asha,,Asha,Rao,K.,1EE001,asha@example.edu\nu2,,,true,s1,student,ben,,Ben,Das,,1EE002,\nu3,,,true,s1,teacher,t,,The,Teacher,,,teacher@example.edu\nu4,,,true,s1,guardian,g,,A,Guardian,,,g@example.edu',
  classes:
    'sourcedId,status,dateLastModified,title,grades,courseSourcedId,classCode,classType,location,schoolSourcedId,termSourcedIds,subjects,subjectCodes,periods\nk1,,,Circuits A,,c1,A,scheduled,,s1,t1,,,\nk2,,,Networks A,,c2,A,scheduled,,s1,"t9, t1",,,',
  enrollments:
    'sourcedId,status,dateLastModified,classSourcedId,schoolSourcedId,userSourcedId,role,primary,beginDate,endDate\ne1,,,k1,s1,u1,student,,,\ne2,,,k1,s1,u2,student,,,\ne3,,,k1,s1,u3,teacher,true,,\ne4,,,k2,s1,u1,student,,,\ne5,,,k2,s1,u3,teacher,true,,',
};
type Files = typeof foreign;

const bundle = (change: Partial<Record<keyof Files, string>> = {}): Promise<Buffer> =>
  writeZip(new Map(Object.entries({ ...foreign, ...change }).map(([name, text]) => [`${name}.csv`, text])));
const filesOf = async (zip: Buffer) =>
  Object.fromEntries([...(await readZip(zip))].map(([name, bytes]) => [name, bytes.toString()]));

eachDatabase((open) => {
  const start = async () => {
    const db = await open();
    const { admin } = await startCollege(db);
    return { db, admin, ...importer(db, admin) };
  };
  const emailOf = async (db: Db, id: string) =>
    (await db.selectFrom('person').select('email').where('id', '=', id).executeTakeFirstOrThrow()).email;

  describe('OneRoster', () => {
    it('a bundle of another system is checked, applied once, found again by its ids, and undone', async () => {
      const { db, check, apply, undo } = await start();
      const before = await Promise.all(kinds.map((kind) => exportCsv(db, kind)));
      const dry = await check('oneroster', await bundle());
      assert.deepEqual(problemsOf(dry), []);
      assert.deepEqual(
        Object.fromEntries(
          (dry.report?.counts ?? []).map(({ of, create, change, unchanged }) => [
            of,
            [create, change, unchanged].join(),
          ]),
        ),
        {
          department: '1,1,0',
          term: '1,0,1',
          course: '1,0,1',
          person: '2,1,0',
          section: '1,0,1',
          enrolment: '3,0,0',
          oneRosterId: '11,0,0',
        },
      );
      const done = await apply(dry);
      assert.equal(done.state, 'applied');
      assert.match(await exportCsv(db, 'people'), /Asha K\. Rao,asha@example\.edu,student,1EE001/);
      assert.deepEqual(countsOf(await check('oneroster', await bundle())).slice(0, 2), [0, 0]);
      const renamed = await check(
        'oneroster',
        await bundle({ users: foreign.users.replace('1EE001,asha@', '1EE099,asha.rao@') }),
      );
      assert.deepEqual(countsOf(renamed).slice(0, 2), [0, 1], 'the same person, whatever else changed');
      assert.equal((await undo(done)).state, 'undone');
      assert.deepEqual(await Promise.all(kinds.map((kind) => exportCsv(db, kind))), before);
      assert.deepEqual(await db.selectFrom('oneRosterId').selectAll().execute(), []);
    });

    it('export, an empty institution, import, export: the same files', async () => {
      const one = await start();
      await one.apply(await one.check('oneroster', await bundle()));
      await one.bring(
        'people',
        'name,usn,department,year,semester,section,guardian_email,under_18\n=Mono,1EE010,EE,2,3,B,g@example.edu,yes',
      );
      await one.bring('sections', 'course,section,opens_itself\nEE501,A,yes');
      const exported = await exportBundle(one.db);
      const other = await open();
      await other
        .insertInto('institution')
        .values({ id: 1, name: 'College', timeZone: 'Asia/Kolkata', createdAt: 1 })
        .execute();
      const admin = await addTestPerson(other, { role: 'admin', name: 'Admin' });
      await other
        .updateTable('person')
        .set({ email: await emailOf(one.db, one.admin) })
        .where('id', '=', admin)
        .execute();
      const { check, apply } = importer(other, admin);
      const done = await apply(await check('oneroster', exported));
      assert.deepEqual([done.state, problemsOf(done)], ['applied', []]);
      assert.deepEqual(await filesOf(await exportBundle(other)), await filesOf(exported));
      assert.deepEqual(
        await Promise.all(kinds.map((kind) => exportCsv(other, kind))),
        await Promise.all(kinds.map((kind) => exportCsv(one.db, kind))),
      );
      assert.deepEqual(countsOf(await check('oneroster', exported)).slice(0, 2), [0, 0]);
    });

    it('names what it does not know, by file, row and column', async () => {
      const { check } = await start();
      const found = async (change: Partial<Record<keyof Files, string>>) =>
        problemsOf(await check('oneroster', await bundle(change)));
      const header = (name: keyof Files) => foreign[name].split('\n')[0];
      assert.deepEqual(
        await found({
          manifest: foreign.manifest.replace('users,bulk', 'users,delta'),
          enrollments: header('enrollments') ?? '',
        }),
        ['8 manifest.csv value invalid'],
      );
      assert.deepEqual(await found({ users: foreign.users.replace('u2,,,true,s1,student', 'u1,,,true,s1,student') }), [
        '3 users.csv sourcedId repeated',
        '3 enrollments.csv userSourcedId unknown',
      ]);
      assert.deepEqual(
        await found({ users: foreign.users.replace('1EE002,', '1ee 001,') }).then((all) => all[0]),
        '3 users.csv email repeated',
      );
      assert.deepEqual(
        await found({ users: foreign.users.replace('s1,teacher', 's1,administrator') }).then((all) => all[0]),
        '4 users.csv role role_differs',
      );
      assert.deepEqual(
        await found({
          enrollments: foreign.enrollments.replace('u1,student', 'u3,student').replace('u3,teacher', 'u1,teacher'),
        }),
        ['2 enrollments.csv userSourcedId not_a_student', '4 enrollments.csv userSourcedId cannot_teach'],
      );
      assert.deepEqual(await found({ courses: foreign.courses.replace('EE501,,d1', 'EE501,,d7') }), [
        '2 courses.csv orgSourcedId unknown',
        '2 classes.csv courseSourcedId unknown',
        '2 enrollments.csv classSourcedId unknown',
        '3 enrollments.csv classSourcedId unknown',
      ]);
      assert.deepEqual(
        await found({ academicSessions: foreign.academicSessions.replace('2026-12-15', '2026-06-15') }).then(
          (all) => all[0],
        ),
        '2 classes.csv termSourcedIds unknown',
      );
    });

    it('what is no bundle is refused when it is chosen', async () => {
      const { check } = await start();
      await assert.rejects(check('oneroster', 'name,usn\nA,1'), { code: 'import_unreadable' });
      const dry = await check('oneroster', await writeZip(new Map([['a.csv', 'x,y\n1,2']])));
      assert.deepEqual(problemsOf(dry), ['1 manifest.csv missing']);
    });
  });
});
