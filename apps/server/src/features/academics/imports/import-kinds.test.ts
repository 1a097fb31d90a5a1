import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CsvKind } from '@smart-presence/contract';
import { eachDatabase } from '../../../platform/db/testing.ts';
import type { TimetableFollower } from '../timetable/follower.ts';
import { exportCsv } from './export-csv.ts';
import { countsOf, importer, problemsOf, startCollege } from './testing-imports.ts';

const files = {
  people:
    'name,email,role,usn,department,year,semester,section,guardian_email,under_18\n"Rao, Asha",asha@example.edu,student,1SP001,CS,2,3,A,,no\n=Ben,,student,1SP002,,,,,g@example.edu,yes\nNew Teacher,new@example.edu,faculty,,,,,,,',
  courses: 'code,name,department,prescribed_hours\nCS501,Networks,CS,40\nCS502,"Compilers ""I""",cs,',
  sections:
    'course,term,section,teachers,opens_itself\ncs502,Odd 2026,A,teacher@example.edu; new@example.edu,yes\nCS502,,B,,',
  enrolments:
    'course,term,section,usn,email,status\nCS502,Odd 2026,A,1SP001,,active\nCS502,,B,,asha@example.edu,\nCS501,,,1sp002,,',
  timetable:
    'course,term,section,weekday,start,end,repeat,place,room,teacher,from,until\nCS502,,A,Mon,9:00,10:00,,Main,hall 1,,,\nCS502,,A,2,14:00,15:30,odd-weeks,,,new@example.edu,2026-08-01,2026-09-30',
} as const satisfies Record<CsvKind, string>;

const created = { people: 3, courses: 1, sections: 2, enrolments: 3, timetable: 2 };

eachDatabase((open) => {
  const start = async () => {
    const db = await open();
    const { admin } = await startCollege(db);
    const followed: string[] = [];
    const told: string[] = [];
    const follower: TimetableFollower = {
      follow: (_, { sectionId }) => {
        const isKnown = followed.includes(sectionId);
        followed.push(sectionId);
        return Promise.resolve({ made: isKnown ? 0 : 1, changed: isKnown ? 1 : 0, gone: 0 });
      },
      hasBegun: () => Promise.resolve(false),
      countOpen: () => Promise.resolve(0),
      tell: (_, news) => Promise.resolve(void told.push(news.type)),
    };
    return { db, followed, told, ...importer(db, admin, { follower }) };
  };

  describe('kinds of imports', () => {
    it('each make what their file says once, and tell the timetable’s followers', async () => {
      const { check, apply, bring, followed, told } = await start();
      for (const kind of CsvKind.options) {
        const done = await apply(await check(kind, files[kind]));
        assert.deepEqual([done.state, countsOf(done)[0]], ['applied', created[kind]], kind);
        const again = await check(kind, files[kind]);
        assert.deepEqual([problemsOf(again), countsOf(again).slice(0, 2)], [[], [0, 0]], kind);
      }
      assert.deepEqual([new Set(followed).size, told], [1, []]);
      await bring('timetable', 'course,section,weekday,start,end\nCS502,A,Mon,9:00,10:30');
      assert.deepEqual(told, ['slots'], 'of a class that was there already');
    });

    it('export, undo all, import the exports, export: the same, byte for byte', async () => {
      const { db, bring, undo, check } = await start();
      const empty = await Promise.all(CsvKind.options.map((kind) => exportCsv(db, kind)));
      const done = [];
      for (const kind of CsvKind.options) done.push(await bring(kind, files[kind]));
      const exported = new Map<CsvKind, string>();
      for (const kind of CsvKind.options) exported.set(kind, await exportCsv(db, kind));
      for (const one of done.toReversed()) assert.equal((await undo(one)).state, 'undone', one.kind);
      assert.deepEqual(await Promise.all(CsvKind.options.map((kind) => exportCsv(db, kind))), empty);
      for (const [kind, text] of exported) await bring(kind, text);
      for (const [kind, text] of exported) {
        assert.equal(await exportCsv(db, kind), text, kind);
        assert.doesNotMatch(text, /(^|,)=/m);
        assert.deepEqual(countsOf(await check(kind, text)).slice(0, 2), [0, 0], kind);
      }
    });

    it('name what they do not know, by row and column', async () => {
      const { check, bring } = await start();
      for (const kind of CsvKind.options) await bring(kind, files[kind]);
      const found = async (kind: CsvKind, csv: string) => problemsOf(await check(kind, csv));
      assert.deepEqual(
        await found(
          'people',
          'name,usn,email,role,department\nX,,,student,\nX,9,,,NO\nX,1SP001,new@example.edu,,\nX,1SP001,,faculty,\nX,10,,,\nX,10 ,,,\n',
        ),
        ['2 usn missing', '3 department unknown', '4 email belongs_to_another', '5 usn repeated', '7 usn repeated'],
      );
      assert.deepEqual(await found('people', 'name,usn,role\nX,1SP001,faculty'), ['2 role role_differs']);
      assert.deepEqual(await found('courses', 'code,name,department\nX1,,CS\nX2,X,\nX3,X,NO\nX4,X,CS\nx 4,X,CS'), [
        '2 name missing',
        '3 department missing',
        '4 department unknown',
        '6 code repeated',
      ]);
      assert.deepEqual(
        await found(
          'sections',
          'course,term,section,teachers\nNO,,A,\nCS501,Even,A,\nCS501,,Z,nobody@example.edu\nCS501,,Y,asha@example.edu\nCS501,,X,\nCS501,,x,',
        ),
        ['2 course unknown', '3 term unknown', '4 teachers unknown', '5 teachers unknown', '7 section repeated'],
      );
      assert.deepEqual(
        await found(
          'enrolments',
          'course,section,usn,email\nCS502,,1SP001,\nCS502,Z,1SP001,\nCS502,A,,\nCS502,A,404,\nCS502,A,,new@example.edu\nCS502,A,1SP002,\nCS502,A,1SP002,',
        ),
        [
          '2 section ambiguous',
          '3 section unknown',
          '4 usn missing',
          '5 usn unknown',
          '6 email not_a_student',
          '8 usn repeated',
        ],
      );
      assert.deepEqual(
        await found(
          'timetable',
          'course,section,weekday,start,end,room,from,until\nCS502,A,Mon,09:30,10:30,,,\nCS502,B,Mon,09:30,09:30,,,\nCS502,B,Tue,9,10:00,,,\nCS502,B,Wed,9:00,10:00,No hall,,\nCS502,B,Sun,9:00,10:00,,2026-08-03,2026-08-04\nCS502,B,Thu,9:00,10:00,,,\nCS502,B,Thu,9:00,11:00,,,',
        ),
        [
          '2 start overlaps',
          '3 end invalid',
          '4 start invalid',
          '5 room unknown',
          '6 weekday never_held',
          '8 start repeated',
        ],
      );
    });

    it('undoing slots lets go first of what follows them', async () => {
      const db = await open();
      const { admin } = await startCollege(db);
      // Announces one class of every slot, as attendance does.
      const follower: TimetableFollower = {
        follow: async (trx, { sectionId }) => {
          await trx.deleteFrom('scheduledSession').where('sectionId', '=', sectionId).execute();
          const slots = await trx.selectFrom('timetableSlot').selectAll().where('removedAt', 'is', null).execute();
          const rest = { day: '2026-08-10', roomId: null, teacherId: null, state: 'scheduled' as const, reason: null };
          for (const { id } of slots)
            await trx
              .insertInto('scheduledSession')
              .values({ ...rest, id: `s ${id}`, slotId: id, sectionId, startsAt: 1, endsAt: 2 })
              .execute();
          return { made: slots.length, changed: 0, gone: 0 };
        },
        hasBegun: () => Promise.resolve(false),
        countOpen: () => Promise.resolve(0),
        tell: () => Promise.resolve(),
      };
      const { bring, undo } = importer(db, admin, { follower });
      const done = await bring('timetable', 'course,weekday,start,end\nCS501,Mon,9:00,10:00\nCS501,Tue,9:00,10:00');
      assert.equal((await db.selectFrom('scheduledSession').select('id').execute()).length, 2);
      assert.equal((await undo(done)).state, 'undone');
      assert.deepEqual(await db.selectFrom('timetableSlot').select('id').execute(), []);
    });

    it('undoing sections minds nothing that the clock notes about any section', async () => {
      const { db, bring, undo } = await start();
      const done = await bring('sections', 'course,section\nCS501,Z');
      const { id: sectionId } = await db
        .selectFrom('section')
        .select('id')
        .where('name', '=', 'Z')
        .executeTakeFirstOrThrow();
      await db.insertInto('standingSection').values({ sectionId, judgedBy: '1', eventId: 0 }).execute();
      await db.insertInto('timetableRevision').values({ sectionId, revision: 1 }).execute();
      assert.equal((await undo(done)).state, 'undone');
      assert.deepEqual(await db.selectFrom('timetableRevision').selectAll().execute(), []);
    });

    it('take a student off a roster with the status dropped, and put them back when undone', async () => {
      const { db, check, bring, undo } = await start();
      for (const kind of CsvKind.options) await bring(kind, files[kind]);
      const before = await exportCsv(db, 'enrolments');
      const dropped = await bring(
        'enrolments',
        'course,section,usn,status\nCS502,A,1SP001,dropped\nCS502,A,1SP002,dropped',
      );
      assert.deepEqual(countsOf(dropped), [0, 1, 1]);
      assert.notEqual(await exportCsv(db, 'enrolments'), before);
      await undo(dropped);
      assert.equal(await exportCsv(db, 'enrolments'), before);
      assert.deepEqual(countsOf(await check('enrolments', before)), [0, 0, 3]);
    });

    it('leave alone what a file has no column for', async () => {
      const { db, bring } = await start();
      for (const kind of CsvKind.options) await bring(kind, files[kind]);
      const before = await exportCsv(db, 'people');
      await bring('people', 'usn,name\n1SP002,=Ben');
      await bring('sections', 'course,section\nCS502,A');
      assert.equal(await exportCsv(db, 'people'), before);
      assert.match(await exportCsv(db, 'sections'), /new@example.edu; teacher@example.edu,yes/);
    });
  });
});
