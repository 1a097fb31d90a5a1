import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { before, describe, test } from 'node:test';
import sharp from 'sharp';
import { openPicture } from '../../decode.ts';
import { describeChips } from '../../embed.ts';
import { describePicture } from '../../engine.ts';
import type { DescriptorNet, Nets } from '../../nets.ts';
import { openNet } from '../../node/nets.ts';
import { distanceBetween } from '../../template.ts';
import { samplePath, TEST_CACHE, testNets } from '../../testing/fixtures.ts';
import { loadModel } from '../compile.ts';

/** Within this of a decision's limit, rounding may turn it. */
const DRIFT_OF_DISTANCE = 0.03;
const LIMITS = [0.5, 0.52, 0.58];

/** The faces of the packaged pictures, as they are and in half the size: each of them twice. */
describe('the descriptor in bytes', () => {
  let floats: Float32Array[];
  let bytes: Float32Array[];

  before(async () => {
    const { nets } = await testNets();
    const chips: Uint8Array[] = [];
    for (const sample of [1, 2, 3, 4, 5, 6] as const) {
      const picture = await readFile(samplePath(sample));
      const large = await chipsOf(nets, picture);
      const small = await chipsOf(nets, await sharp(picture).resize(960).jpeg({ quality: 80 }).toBuffer());
      assert.equal(small.length, large.length);
      chips.push(...large, ...small);
    }
    const exact = { ...nets.descriptor, net: await openNet(await loadModel('face_recognition', TEST_CACHE)) };
    floats = await describeChips(exact, chips);
    bytes = await describeChips(nets.descriptor, chips);
  });

  test('is near the one in floats: at most .06, where two people are .6 apart and more', () => {
    assert.ok(floats.length >= 40);
    const drifts = floats.map((values, face) => distanceBetween(values, bytes[face]!));
    assert.ok(Math.max(...drifts) < 0.06, `largest drift ${Math.max(...drifts)}`);
    // In floats it would be none at all: what is compared here are two nets.
    assert.ok(Math.min(...drifts) > 0.001);
  });

  test('decides as the one in floats does, also when a template of one meets a probe of the other', () => {
    let pairs = 0;
    for (let one = 0; one < floats.length; one++) {
      for (let other = 0; other < floats.length; other++) {
        if (one === other) continue;
        const expected = distanceBetween(floats[one]!, floats[other]!);
        for (const distance of [
          distanceBetween(bytes[one]!, bytes[other]!),
          distanceBetween(floats[one]!, bytes[other]!),
        ]) {
          assert.ok(Math.abs(distance - expected) < DRIFT_OF_DISTANCE, `${expected} became ${distance}`);
          for (const limit of LIMITS) {
            if (Math.abs(expected - limit) >= DRIFT_OF_DISTANCE) assert.equal(distance <= limit, expected <= limit);
          }
          pairs++;
        }
      }
    }
    assert.ok(pairs > 3000);
  });
});

async function chipsOf(nets: Nets, picture: Buffer): Promise<Uint8Array[]> {
  const chips: Uint8Array[] = [];
  const { side } = nets.descriptor;
  const bytes = side * side * 3;
  const keeps: DescriptorNet = {
    ...nets.descriptor,
    net: {
      async run(input, [count]) {
        // Each second one is the mirror image of the one before.
        for (let at = 0; at < count!; at += 2) chips.push((input as Uint8Array).slice(at * bytes, (at + 1) * bytes));
        return new Float32Array(count! * 128);
      },
    },
  };
  await describePicture({ ...nets, descriptor: keeps }, await openPicture(picture), { scene: 'auto' });
  return chips;
}
