import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import sharp from 'sharp';
import { iou } from './geometry.ts';
import { Guide } from './guide.ts';
import type { Picture } from './pixels.ts';
import { pixelsOf, portrait, testNets } from './testing/fixtures.ts';

describe('camera guidance', () => {
  let guide: Guide;
  let face: Picture;
  let empty: Picture;
  before(async () => {
    const [{ nets }, jpeg] = await Promise.all([testNets(), portrait()]);
    guide = new Guide({ fastDetector: nets.fastDetector, landmarks: nets.landmarks, inputSize: 320 });
    face = await pixelsOf(jpeg);
    empty = { width: 480, height: 560, channels: 3, data: new Uint8Array(480 * 560 * 3).fill(40) };
  });

  test('finds a face, then follows it, and searches again after nine frames', async () => {
    guide.reset();
    const tracked: boolean[] = [];
    for (let frame = 0; frame < 11; frame++) {
      const { faces } = await guide.look(face);
      assert.equal(faces.length, 1);
      tracked.push(faces[0]!.tracked);
    }
    assert.deepEqual(tracked, [false, ...Array(9).fill(true), false]);
  });

  test('boxes stay put between detected and followed frames', async () => {
    guide.reset();
    const first = (await guide.look(face)).faces[0]!;
    const second = (await guide.look(face)).faces[0]!;
    assert.ok(second.tracked && iou(first.box, second.box) > 0.85);
    assert.deepEqual(second.quality.issues, []);
  });

  test('a face that leaves is gone at once, and found when it is back', async () => {
    guide.reset();
    assert.equal((await guide.look(face)).faces.length, 1);
    assert.deepEqual((await guide.look(empty)).faces, []);
    const back = (await guide.look(face)).faces;
    assert.deepEqual(
      back.map(({ tracked }) => tracked),
      [false],
    );
  });

  test('two faces are both listed and never followed', async () => {
    guide.reset();
    const portraits = await sharp(await portrait())
      .resize(300)
      .toBuffer();
    const two = await sharp({ create: { width: 640, height: 360, channels: 3, background: '#888' } })
      .composite([
        { input: portraits, left: 5, top: 5 },
        { input: portraits, left: 330, top: 5 },
      ])
      .png()
      .toBuffer();
    const picture = await pixelsOf(two);
    for (let frame = 0; frame < 2; frame++) {
      const { faces } = await guide.look(picture);
      assert.deepEqual(
        faces.map(({ tracked }) => tracked),
        [false, false],
      );
    }
  });

  test('pixels with alpha give the same answer', async () => {
    const data = new Uint8ClampedArray((face.data.length / 3) * 4);
    for (let i = 0; i < face.data.length / 3; i++) {
      data.set([face.data[i * 3]!, face.data[i * 3 + 1]!, face.data[i * 3 + 2]!, 255], i * 4);
    }
    guide.reset();
    const plain = await guide.look(face);
    guide.reset();
    const alpha = await guide.look({ ...face, channels: 4, data });
    assert.deepEqual(alpha.faces, plain.faces);
    assert.equal(alpha.light, plain.light);
  });

  test('says how light the frame is', async () => {
    guide.reset();
    assert.ok(Math.abs((await guide.look(empty)).light - 40 / 255) < 0.01);
  });
});
