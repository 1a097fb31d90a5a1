import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Db } from '../../platform/db/index.ts';
import { eachDatabase } from '../../platform/db/testing.ts';
import { AppError } from '../../platform/http/index.ts';
import {
  addConsentingStudent,
  addEnrolledStudent,
  badPictures,
  frameOf,
  framesOf,
  limits,
  NOW,
  provideTestService,
} from './testing.ts';
import { verifyFrames } from './verify-frames.ts';

const verify = (db: Db, personId: string, frames: readonly Buffer[], face = limits) =>
  verifyFrames({ db, personId, frames, limits: face, asked: null, now: NOW });

eachDatabase((open) => {
  test('the own face matches, another does not, and the evidence holds numbers only', async () => {
    const db = await open();
    const vault = provideTestService(db);
    const personId = await addEnrolledStudent(db, vault, { face: 'ann' });
    const own = await verify(db, personId, await framesOf('ann', 3, 5));
    assert.equal(own.kind, 'match');
    assert.equal(own.counted, 3);
    assert.ok(own.distance !== null && own.distance < 0.2, String(own.distance));
    assert.ok(own.spread !== null && own.spread < 0.3);
    assert.deepEqual(own.template, { version: 1, status: 'active' });
    assert.ok(own.frames.every(({ distance, refused }) => distance !== null && refused === null));
    assert.ok(JSON.stringify(own).length < 2500, 'no descriptor, no picture');

    const other = await verify(db, personId, await framesOf('cid', 3));
    assert.equal(other.kind, 'mismatch');
    assert.ok(other.distance !== null && other.distance > 0.6);

    const { distance } = own;
    const between = { ...limits, verifyAccept: distance - 0.001, verifyReview: 0.58 };
    assert.equal((await verify(db, personId, await framesOf('ann', 3, 5), between)).kind, 'uncertain');
  });

  test('what keeps frames from being compared is an answer, and one bad frame among good ones is forgiven', async () => {
    const db = await open();
    const vault = provideTestService(db);
    const personId = await addEnrolledStudent(db, vault, { face: 'ann' });
    const kindOf = async (frames: Buffer[]) => (await verify(db, personId, frames)).kind;
    const thrice = async (picture: Promise<Buffer>) => Array.from({ length: 3 }, () => picture);

    assert.equal(await kindOf(await Promise.all(await thrice(badPictures.noFace()))), 'face_not_found');
    assert.equal(await kindOf(await Promise.all(await thrice(badPictures.twoFaces()))), 'several_faces');
    assert.equal(await kindOf(await Promise.all(await thrice(badPictures.tooSmall()))), 'face_quality');
    const swapped = [await frameOf('ann'), await frameOf('ann', 1), await frameOf('bea')];
    assert.equal(await kindOf(swapped), 'frames_inconsistent');
    const oneBad = [await badPictures.noFace(), ...(await framesOf('ann', 3))];
    assert.equal(await kindOf(oneBad), 'match');
  });

  test('a picture that cannot be read is named with its place', async () => {
    const db = await open();
    const vault = provideTestService(db);
    const personId = await addEnrolledStudent(db, vault, { face: 'ann' });
    const good = await framesOf('ann', 2);
    const expected = {
      empty: 'image_empty',
      text: 'image_type_unsupported',
      truncated: 'image_truncated',
      bomb: 'image_too_large',
    } as const;
    for (const [name, code] of Object.entries(expected)) {
      const picture = await badPictures[name as keyof typeof expected]();
      await assert.rejects(verify(db, personId, [...good, picture]), (error: unknown) => {
        assert.ok(error instanceof AppError);
        assert.equal(error.code, code, name);
        assert.deepEqual(
          error.extra.details?.map(({ path }) => path),
          ['frames.2'],
        );
        return true;
      });
    }
  });

  test('without a template that this model can compare there is no answer but to enrol', async () => {
    const db = await open();
    const vault = provideTestService(db);
    const frames = await framesOf('ann', 3);
    const none = await verify(db, await addConsentingStudent(db, 'None'), frames);
    assert.deepEqual([none.kind, none.reason], ['template_missing', 'not_enrolled']);

    const pendingOnly = await addEnrolledStudent(db, vault, { face: 'ann', status: 'pending' });
    assert.equal((await verify(db, pendingOnly, frames)).kind, 'template_missing');

    const personId = await addEnrolledStudent(db, vault, { face: 'bea' });
    const wrapped = await db
      .selectFrom('dataKey')
      .select('wrapped')
      .where('personId', '=', pendingOnly)
      .executeTakeFirstOrThrow();
    await db.updateTable('dataKey').set(wrapped).where('personId', '=', personId).execute();
    const unreadable = await verify(db, personId, frames);
    assert.deepEqual([unreadable.kind, unreadable.reason], ['template_missing', 'unreadable_template']);

    await db
      .updateTable('template')
      .set({ modelId: 'another-model' } as never)
      .execute();
    const otherModel = await verify(db, personId, frames);
    assert.deepEqual(
      [otherModel.kind, otherModel.reason, otherModel.distance],
      ['template_missing', 'other_model', null],
    );
  });

  test('the first match makes a provisional template active; a mismatch does not', async () => {
    const db = await open();
    const vault = provideTestService(db);
    const personId = await addEnrolledStudent(db, vault, { face: 'ann', status: 'provisional' });
    const statusNow = async () =>
      (await db.selectFrom('template').select('status').where('personId', '=', personId).executeTakeFirstOrThrow())
        .status;
    await verify(db, personId, await framesOf('bea', 3));
    assert.equal(await statusNow(), 'provisional');
    const first = await verify(db, personId, await framesOf('ann', 3));
    assert.deepEqual([first.kind, first.template?.status], ['match', 'provisional']);
    assert.equal(await statusNow(), 'active');
  });

  test('face work refuses to run inside a transaction', async () => {
    const db = await open();
    const vault = provideTestService(db);
    const personId = await addEnrolledStudent(db, vault, { face: 'ann' });
    const inside = db.transaction().execute((trx) => verify(trx, personId, []));
    await assert.rejects(inside, /inside a transaction/);
  });
});
