import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openPicture } from './decode.ts';
import { describePicture } from './engine.ts';
import { portrait, testNets } from './testing/fixtures.ts';

/** The whole way once; `engine.slow.test.ts` walks the rest of it. */
test('a portrait: one face, fit to enrol, described by 128 numbers', async () => {
  const { nets } = await testNets();
  const { faces, width, height } = await describePicture(nets, await openPicture(await portrait()), {
    scene: 'selfie',
  });
  assert.deepEqual([width, height, faces.length], [480, 560, 1]);
  const [{ quality, landmarks, descriptor }] = faces as [(typeof faces)[0]];
  assert.deepEqual(quality.issues, []);
  assert.equal(landmarks.length, 68);
  assert.equal(descriptor?.length, 128);
  assert.ok(Math.hypot(...descriptor) > 1.2 && Math.hypot(...descriptor) < 1.8);
});
