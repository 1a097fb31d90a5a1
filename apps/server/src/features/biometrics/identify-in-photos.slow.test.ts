import assert from 'node:assert/strict';
import { test } from 'node:test';
import sharp from 'sharp';
import type { Db } from '../../platform/db/index.ts';
import { eachDatabase } from '../../platform/db/testing.ts';
import { AppError } from '../../platform/http/index.ts';
import type { IdentifiedFace } from './face-evidence.ts';
import { identifyInPhotos } from './identify-in-photos.ts';
import {
  addConsentingStudent,
  addEnrolledStudent,
  badPictures,
  limits,
  NOW,
  provideTestService,
  samplePhoto,
} from './testing.ts';

const identify = (db: Db, studentIds: string[], photos: Buffer[], face = limits) =>
  identifyInPhotos({ db, studentIds, photos, limits: face, now: NOW });

const holds = ({ box: [x, y, width, height] }: IdentifiedFace, [px, py]: readonly [number, number]) =>
  px > x && px < x + width && py > y && py < y + height;

eachDatabase((open) => {
  test('people of the roster are found where they stand, everybody else stays a box', async () => {
    const db = await open();
    const vault = provideTestService(db);
    const bea = await addEnrolledStudent(db, vault, { face: 'bea' });
    const cid = await addEnrolledStudent(db, vault, { face: 'cid' });
    const dot = await addEnrolledStudent(db, vault, { face: 'dot' });
    const without = await addConsentingStudent(db, 'No face');
    const photos = [await samplePhoto(5), await samplePhoto(6)];

    const result = await identify(db, [bea, cid, dot, without, bea], photos);
    assert.deepEqual(
      result.photos.map(({ width, height, faces }) => [width, height, faces]),
      [
        [1920, 1398, 5],
        [1920, 1537, 4],
      ],
    );
    const matched = result.faces.filter(({ verdict }) => verdict === 'matched');
    assert.deepEqual(
      matched.map(({ photo, candidates }) => [photo, candidates[0]?.studentId]),
      [
        [0, bea],
        [1, cid],
      ],
    );
    assert.ok(holds(matched[0]!, [864, 215]) && holds(matched[1]!, [354, 612]));
    assert.ok(matched.every(({ margin }) => margin !== null && margin >= limits.identifyMargin));
    const unknown = result.faces.filter(({ verdict }) => verdict === 'unknown');
    assert.ok(unknown.every(({ candidates }) => candidates.length === 0));
    // One stranger lies within a hair of the review distance of Bea: a question at worst, never a match.
    assert.ok(unknown.length >= 6, `${unknown.length} unknown`);
    for (const face of result.faces)
      assert.deepEqual(Object.keys(face).toSorted(), ['box', 'candidates', 'margin', 'photo', 'verdict']);
    assert.deepEqual(result.withoutTemplate, [without]);
    assert.ok(JSON.stringify(result).length < 4000, 'no descriptor leaves');

    const elsewhere = await identify(db, [dot], photos);
    assert.ok(
      elsewhere.faces.every(({ verdict }) => verdict === 'unknown'),
      'only the given roster is looked for',
    );
  });

  test('a doubtful face is a question with candidates, best first', async () => {
    const db = await open();
    const vault = provideTestService(db);
    const bea = await addEnrolledStudent(db, vault, { face: 'bea' });
    const cid = await addEnrolledStudent(db, vault, { face: 'cid' });
    const wide = { ...limits, identifyAccept: 0.01, identifyReview: 0.9 };
    const result = await identify(db, [bea, cid], [await samplePhoto(5)], wide);
    const face = result.faces.find((one) => holds(one, [864, 215]));
    assert.equal(face?.verdict, 'unsure');
    assert.deepEqual(
      face?.candidates.map(({ studentId }) => studentId),
      [bea, cid],
    );
  });

  test('a face too small to be sure of is a question', async () => {
    const db = await open();
    const vault = provideTestService(db);
    const bea = await addEnrolledStudent(db, vault, { face: 'bea' });
    const small = await sharp(await samplePhoto(5))
      .resize(360)
      .jpeg({ quality: 95 })
      .toBuffer();
    const result = await identify(db, [bea], [small]);
    assert.ok(result.faces.every(({ verdict }) => verdict !== 'matched'));
    const scale = 360 / 1920;
    const own = result.faces.find((face) => holds(face, [864 * scale, 215 * scale]));
    assert.deepEqual([own?.verdict, own?.candidates[0]?.studentId], ['unsure', bea]);
  });

  test('a template that was tampered with, or of another model, counts as missing', async () => {
    const db = await open();
    const vault = provideTestService(db);
    const bea = await addEnrolledStudent(db, vault, { face: 'bea' });
    const cid = await addEnrolledStudent(db, vault, { face: 'cid' });
    await db
      .updateTable('template')
      .set({ modelId: 'another-model' } as never)
      .where('personId', '=', bea)
      .execute();
    await db
      .updateTable('template')
      .set({ version: 7 } as never)
      .where('personId', '=', cid)
      .execute();
    const result = await identify(db, [bea, cid], [await samplePhoto(5)]);
    assert.deepEqual(result.withoutTemplate, [bea, cid]);
    assert.ok(result.faces.every(({ verdict }) => verdict === 'unknown'));
  });

  test('the photo that cannot be read is named', async () => {
    const db = await open();
    provideTestService(db);
    const photos = [await samplePhoto(5), await badPictures.truncated()];
    await assert.rejects(identify(db, [], photos), (error: unknown) => {
      assert.ok(error instanceof AppError);
      assert.equal(error.code, 'image_truncated');
      assert.deepEqual(
        error.extra.details?.map(({ path }) => path),
        ['photos.1'],
      );
      return true;
    });
  });
});
