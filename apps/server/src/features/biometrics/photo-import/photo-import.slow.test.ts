import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Import } from '@smart-presence/contract';
import type { Db } from '../../../platform/db/index.ts';
import { eachDatabase } from '../../../platform/db/testing.ts';
import { withdrawConsent } from '../erase-template.ts';
import { addEnrolledStudent, badPictures, frameOf, limits, NOW, sideways, type TestFace } from '../testing.ts';
import { verifyFrames } from '../verify-frames.ts';
import { applyPhotos } from './apply-photos.ts';
import { checkPhotos } from './check-photos.ts';
import { addStudent, deskOf, rowsLeft, zipOf } from './testing.ts';

const templates = (db: Db) =>
  db.selectFrom('template').select(['personId', 'status', 'frames']).orderBy('personId').execute();
const told = ({ report }: Import) => (report?.problems ?? []).map(({ value, code }) => `${value} ${code}`);
const noticed = ({ report }: Import) => (report?.notices ?? []).map(({ value, code }) => `${value} ${code}`);
const counted = ({ report }: Import) => report?.counts.map(({ create, unchanged }) => [create, unchanged])[0];
eachDatabase((open) => {
  const withDesk = deskOf(open);

  describe('photos by USN', () => {
    it(
      'become provisional templates, change nothing the second time, and are undone',
      withDesk(async ({ db, check, apply, undo }) => {
        const [ann, bea] = [await addStudent(db, '1SP001'), await addStudent(db, '1SP002')];
        const files = {
          'class/1SP001.jpg': await frameOf('ann'),
          'class/1SP001_2.jpg': await frameOf('ann', 3),
          '1sp002.jpeg': await sideways('bea'),
        };
        const dry = await check(files);
        assert.deepEqual([dry.state, counted(dry), told(dry)], ['checked', [2, 0], []]);
        assert.deepEqual(await templates(db), [], 'a dry run enrols nobody');
        assert.deepEqual(await rowsLeft(db), [1, 0, 2, 2], 'and its pictures are gone');
        const done = await apply(dry.id);
        assert.deepEqual([done.state, counted(done), done.canUndo], ['applied', [2, 0], true]);
        assert.deepEqual(
          (await templates(db)).map(({ personId, status, frames }) => [personId, status, frames]),
          [
            [ann, 'provisional', 2],
            [bea, 'provisional', 1],
          ].sort(([a], [b]) => (String(a) < String(b) ? -1 : 1)),
        );
        assert.deepEqual(await rowsLeft(db), [0, 0, 0, 0]);
        assert.deepEqual(counted(await check(files)), [0, 2]);
        const live = [await frameOf('ann', 5), await frameOf('ann', 6), await frameOf('ann', 7)];
        const seen = await verifyFrames({ db, personId: ann, frames: live, limits, asked: null, now: NOW });
        assert.equal(seen.kind, 'match');
        const undone = await undo(done.id);
        assert.equal(undone.state, 'undone');
        assert.deepEqual(
          (await templates(db)).map(({ personId, status }) => [personId, status]),
          [[ann, 'active']],
          'what a live face confirmed is the person’s own',
        );
      }),
    );

    it(
      'that are no good say why, row by row, and keep nobody else from being enrolled',
      withDesk(async ({ db, check, apply }) => {
        for (const usn of ['1SP001', '1SP002', '1SP003', '1SP004', '1SP005', '1SP006', '1SP007', '1SP009', '1SP010'])
          await addStudent(db, usn);
        await addStudent(db, '1SP008', { consents: false });
        const dry = await check({
          '1SP001.jpg': await frameOf('ann'),
          '1SP002.jpg': await badPictures.twoFaces(),
          '1SP003.jpg': await badPictures.tooSmall(),
          '1SP004.jpg': await badPictures.blurred(),
          '1SP005.jpg': await badPictures.noFace(),
          '1SP006.png': await badPictures.bomb(),
          '1SP007.jpg': await badPictures.text(),
          '1SP008.jpg': await frameOf('bea'),
          '1SP009.jpg': await frameOf('cid'),
          '1SP009_2.jpg': await frameOf('dot'),
          '1SP010.jpg': await badPictures.truncated(),
          '9XX999.jpg': await frameOf('bea'),
          'list.csv': Buffer.from('usn'),
        });
        assert.deepEqual(told(dry), [
          '1SP002.jpg several_faces',
          '1SP003.jpg too_small',
          '1SP004.jpg blurred',
          '1SP005.jpg no_face',
          '1SP006.png picture_too_large',
          '1SP007.jpg not_a_picture',
          '1SP008.jpg no_consent',
          '1SP009.jpg mixed_faces',
          '1SP009_2.jpg mixed_faces',
          '1SP010.jpg not_a_picture',
          '9XX999.jpg unknown',
          'list.csv not_a_picture',
        ]);
        assert.deepEqual(
          [counted(dry), counted(await apply(dry.id))],
          [
            [1, 0],
            [1, 0],
          ],
        );
        assert.equal((await templates(db)).length, 1);
      }),
    );

    it(
      'of somebody who is enrolled under another USN, or twice in one file, are not taken',
      withDesk(async ({ db, vault, check }) => {
        await addEnrolledStudent(db, vault, { face: 'bea' });
        for (const usn of ['1SP001', '1SP002', '1SP003', '1SP004']) await addStudent(db, usn);
        const dry = await check({
          '1SP001.jpg': await frameOf('ann'),
          '1SP002.jpg': await frameOf('bea', 2),
          '1SP003.jpg': await frameOf('ann', 4),
          '1SP004.jpg': await frameOf('cid'),
        });
        assert.deepEqual(told(dry), ['1SP001.jpg same_person', '1SP002.jpg same_person', '1SP003.jpg same_person']);
        assert.match(dry.report?.problems[0]?.message ?? '', /1SP003/);
        assert.deepEqual(counted(dry), [1, 0]);
      }),
    );

    it(
      'that look alike are enrolled, and somebody is told to look',
      withDesk(async ({ db, vault, check, apply }) => {
        await addEnrolledStudent(db, vault, { face: 'dot' });
        await addStudent(db, '1SP001');
        const dry = await check({ '1SP001.jpg': await frameOf('dotElsewhere') });
        assert.deepEqual([counted(dry), told(dry), noticed(dry)], [[1, 0], [], ['1SP001.jpg looks_alike']]);
        await apply(dry.id);
        const flagged = await db
          .selectFrom('domainEvent')
          .select('type')
          .where('type', '=', 'enrolment.flagged')
          .execute();
        assert.equal(flagged.length, 1);
      }),
    );

    it(
      'of who withdraws after the dry run are gone at once, and who enrols meanwhile keeps their own',
      withDesk(async ({ db, vault, check, apply }) => {
        const [ann, bea] = [await addStudent(db, '1SP001'), await addStudent(db, '1SP002')];
        const dry = await check({
          '1SP001.jpg': await frameOf('ann'),
          '1SP002.jpg': await frameOf('bea'),
        });
        await withdrawConsent(db, { personId: ann, actorId: ann, now: NOW });
        assert.deepEqual((await rowsLeft(db))[3], 1, 'nothing of the face waits any more');
        const done = await apply(dry.id);
        assert.deepEqual(
          (await templates(db)).map(({ personId }) => personId),
          [bea],
        );
        assert.deepEqual(
          [done.state, counted(done), told(done)],
          ['applied', [1, 0], ['1SP001.jpg enrolled_meanwhile']],
        );
        assert.ok(vault);
      }),
    );
  });

  describe('a dry run of photos', () => {
    it(
      'goes on where a server was killed, and applies what was left',
      withDesk(async ({ db, clock, send, view, runJobs, call }) => {
        const faces: TestFace[] = ['ann', 'bea', 'cid'];
        const files: Record<string, Buffer> = {};
        for (const [at, face] of faces.entries()) {
          await addStudent(db, `1SP00${at}`);
          files[`1SP00${at}.jpg`] = await frameOf(face);
        }
        // Enough files that are nobody’s come first for the faces to be on both sides of a batch’s end.
        const strangers = Object.fromEntries(
          Array.from({ length: 15 }, (_, at) => [`9XX${at}.jpg`, Buffer.from('x')] as const),
        );
        const { id } = await send(await zipOf({ ...strangers, ...files }));
        // Killed before its last transaction, and, as far as the database knows, after its first batch.
        const killed = checkPhotos({
          db,
          input: { importId: id },
          actorId: null,
          clock: () => clock.now,
          breathe: () => Promise.resolve(),
          progress: () => {},
          finish: () => Promise.reject(new Error('killed')),
        });
        await assert.rejects(killed, /killed/);
        await db.deleteFrom('photoFinding').where('seq', '>=', 16).execute();
        await db.deleteFrom('stagedTemplate').where('seq', '>=', 16).execute();
        let first: number | undefined;
        await runJobs({
          'photo-check': (context) =>
            checkPhotos({
              ...context,
              progress: (done) => {
                first ??= done;
              },
            }),
        });
        assert.equal(first, 16, 'the first batch is not looked at again');
        const dry = await view(id);
        assert.deepEqual([dry.state, counted(dry), dry.report?.problemCount], ['checked', [3, 0], 15]);
        // Stopped between two batches, as far as the database knows: the rest is applied.
        await db.deleteFrom('stagedTemplate').where('seq', '=', 17).execute();
        await call('POST', `/api/imports/${id}/apply`);
        await runJobs({ 'photo-apply': applyPhotos });
        assert.equal((await templates(db)).length, 2);
      }),
    );
  });
});
