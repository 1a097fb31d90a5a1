import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import sharp, { type Sharp } from 'sharp';
import { groupPhoto } from '../bench/pictures.ts';
import { openPicture } from './decode.ts';
import { describePicture, followFace } from './engine.ts';
import { iou } from './geometry.ts';
import type { Nets } from './nets.ts';
import { portrait, samplePath, testNets } from './testing/fixtures.ts';
import type { Box, DescribeOptions, Face } from './types.ts';

describe('the pipeline', () => {
  let nets: Nets;
  let jpeg: Buffer;
  before(async () => {
    [{ nets }, jpeg] = await Promise.all([testNets(), portrait()]);
  });

  const describeImage = async (image: Buffer, options?: DescribeOptions) =>
    describePicture(nets, await openPicture(image), options);
  const onlyFace = async (image: Buffer, options: DescribeOptions = { scene: 'selfie' }): Promise<Face> => {
    const { faces } = await describeImage(image, options);
    assert.equal(faces.length, 1);
    return faces[0]!;
  };

  test('a portrait has one face, fit to enrol, whatever the scene', async () => {
    for (const scene of ['selfie', 'auto', 'room'] as const) {
      const face = await onlyFace(jpeg, { scene });
      assert.deepEqual(face.quality.issues, []);
      assert.equal(face.landmarks.length, 68);
      assert.equal(face.descriptor?.length, 128);
      for (const [x, y] of face.landmarks) assert.ok(x > 0 && y > 0 && x < 480 && y < 560);
      for (const angle of Object.values(face.pose)) assert.ok(Math.abs(angle) < 20);
    }
  });

  test('the six sample pictures: everybody is found, largest first', async () => {
    for (const [sample, people] of [
      [1, 3],
      [4, 4],
      [5, 5],
    ] as const) {
      const { faces, width } = await describePicture(
        nets,
        await openPicture(await sharp(samplePath(sample)).toBuffer()),
        {
          descriptors: false,
        },
      );
      assert.equal(width, 1920);
      assert.equal(faces.length, people);
      const areas = faces.map(({ box }) => box[2] * box[3]);
      assert.deepEqual(
        areas,
        [...areas].sort((one, other) => other - one),
      );
      assert.ok(faces.every(({ descriptor }) => descriptor === undefined));
    }
  });

  test('eight faces of 60 to 130 px in a larger photo are found, thoroughly or not', async () => {
    const { jpeg: photo, faces: people } = await groupPhoto();
    for (const scene of ['auto', 'room'] as const) {
      assert.equal((await describeImage(photo, { scene, descriptors: false })).faces.length, people);
    }
  });

  test('the same person matches across size, format and mirror; others do not', async () => {
    const face = await onlyFace(jpeg);
    const variants = [
      await sharp(jpeg).resize(240).jpeg({ quality: 70 }).toBuffer(),
      await sharp(jpeg).resize(1920).png().toBuffer(),
      await sharp(jpeg).webp().toBuffer(),
      await sharp(jpeg).flop().jpeg().toBuffer(),
      await sharp(jpeg).modulate({ brightness: 0.7 }).jpeg().toBuffer(),
      await sharp(jpeg).rotate(12).jpeg().toBuffer(),
    ];
    for (const variant of variants) assert.ok(distance(face, await onlyFace(variant)) < 0.35);
    const { faces } = await describeImage(await sharp(samplePath(4)).jpeg().toBuffer());
    for (const other of faces) assert.ok(distance(face, other) > 0.6);
  });

  test('a face keeps its place when the picture grows around it', async () => {
    const face = await onlyFace(jpeg);
    const padded = await sharp(jpeg)
      .extend({ left: 150, top: 90, right: 60, bottom: 10, background: '#777' })
      .png()
      .toBuffer();
    const moved = await onlyFace(padded);
    assert.ok(iou(shift(moved.box, -150, -90), face.box) > 0.75);
    for (const [i, [x, y]] of moved.landmarks.entries()) {
      assert.ok(Math.hypot(x - 150 - face.landmarks[i]![0], y - 90 - face.landmarks[i]![1]) < face.box[2] * 0.05);
    }
  });

  test('boxes and landmarks are in pixels of the upright whole picture', async () => {
    const face = await onlyFace(jpeg);
    const large = await onlyFace(
      await sharp(jpeg)
        .resize(480 * 5)
        .jpeg()
        .toBuffer(),
    );
    assert.ok(iou(large.box.map((value) => value / 5) as unknown as Box, face.box) > 0.75);
    assert.ok(Math.abs(large.quality.size / 5 - face.quality.size) < face.quality.size * 0.25);
    const turned = await sharp(await sharp(jpeg).rotate(270).toBuffer())
      .withMetadata({ orientation: 6 })
      .jpeg()
      .toBuffer();
    const upright = await describeImage(turned, { scene: 'selfie' });
    assert.deepEqual([upright.width, upright.height], [480, 560]);
    assert.ok(iou(upright.faces[0]!.box, face.box) > 0.85);
  });

  test('what is wrong with a picture is named', async () => {
    const issues = async (image: Sharp) => (await onlyFace(await image.jpeg().toBuffer())).quality.issues;
    assert.deepEqual(await issues(sharp(jpeg).resize(120)), ['too_small']);
    assert.ok((await issues(sharp(jpeg).blur(4))).includes('blurred'));
    assert.ok((await issues(sharp(jpeg).modulate({ brightness: 0.35 }))).includes('too_dark'));
    assert.ok((await issues(sharp(jpeg).linear(1, 120))).includes('too_bright'));
    const { box } = await onlyFace(jpeg);
    const left = Math.round(box[0] + box[2] * 0.3);
    assert.ok(
      (await issues(sharp(jpeg).extract({ left, top: 0, width: 480 - left, height: 560 }))).includes('cut_off'),
    );
  });

  test('a picture without a face has none, and that is no error', async () => {
    const grey = sharp({ create: { width: 300, height: 200, channels: 3, background: '#888' } });
    const grains = Uint8Array.from({ length: 400 * 400 * 3 }, (_, i) => (Math.imul(i + 1, 2654435761) >>> 9) & 255);
    const noise = sharp(grains, { raw: { width: 400, height: 400, channels: 3 } });
    for (const image of [grey, noise]) {
      for (const scene of ['selfie', 'auto', 'room'] as const) {
        assert.deepEqual((await describeImage(await image.png().toBuffer(), { scene })).faces, []);
      }
    }
    const speck = sharp({ create: { width: 1, height: 1, channels: 3, background: 'red' } });
    assert.deepEqual((await describeImage(await speck.png().toBuffer())).faces, []);
  });

  test('a face is followed while it is there, and lost when it is gone', async () => {
    const face = await onlyFace(jpeg);
    const nudged = await sharp(jpeg)
      .extract({ left: 12, top: 8, width: 468, height: 552 })
      .resize(480, 560, { fit: 'fill' })
      .jpeg()
      .toBuffer();
    const followed = await followFace(nets, await openPicture(nudged), face);
    assert.ok(followed && distance(face, followed.faces[0]!) < 0.3);
    const gone = await sharp({ create: { width: 480, height: 560, channels: 3, background: '#998877' } })
      .png()
      .toBuffer();
    assert.equal(await followFace(nets, await openPicture(gone), face), undefined);
  });

  test('following a still picture settles instead of drifting', async () => {
    let face = await onlyFace(jpeg);
    const source = await openPicture(jpeg);
    const sizes: number[] = [];
    for (let frame = 0; frame < 8; frame++) {
      face = (await followFace(nets, source, face, { descriptors: false }))!.faces[0]!;
      sizes.push(face.box[3]);
    }
    for (const size of sizes.slice(2)) assert.ok(Math.abs(size - sizes.at(-1)!) < sizes.at(-1)! * 0.05);
  });
});

function distance(one: Face, other: Face): number {
  return Math.sqrt(one.descriptor!.reduce((sum, value, i) => sum + (value - other.descriptor![i]!) ** 2, 0));
}

const shift = ([x, y, width, height]: Box, dx: number, dy: number): Box => [x + dx, y + dy, width, height];
