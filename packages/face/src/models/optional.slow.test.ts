import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { openPicture } from '../decode.ts';
import { describePicture } from '../engine.ts';
import { openNets } from '../node/nets.ts';
import { portrait, TEST_CACHE } from '../testing/fixtures.ts';
import { GOOD, MEAN_COLOUR } from '../testing/mean-colour.ts';

describe('optional models in the pipeline', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'face-models-'));
    await writeFile(join(folder, 'mean.onnx'), MEAN_COLOUR);
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const save = (manifest: object) => writeFile(join(folder, 'mean.json'), JSON.stringify(manifest));

  test('a descriptor of one’s own replaces the built-in one, fed as its manifest says', async () => {
    await save(GOOD);
    const { nets, model } = await openNets({ cacheDir: TEST_CACHE, modelsDir: folder });
    assert.deepEqual(model, { id: `mean-colour-${GOOD.sha256.slice(0, 16)}`, dimensions: 3, matchThreshold: 1.5 });
    const red = new Uint8Array(112 * 112 * 3).map((_, i) => [200, 100, 50][i % 3]!);
    const means = await nets.descriptor.net.run(red, [1, 112, 112, 3]);
    assert.deepEqual([...means].map(Math.round), [(50 - 10) / 2, (100 - 20) / 2, (200 - 30) / 2]);
    const { faces } = await describePicture(nets, await openPicture(await portrait()));
    assert.deepEqual(
      faces.map(({ descriptor }) => descriptor?.length),
      [3],
    );
  });

  test('a cosine model gives unit vectors and its threshold as L2', async () => {
    await save({ ...GOOD, metric: 'cosine', threshold: 0.5 });
    const { nets, model } = await openNets({ cacheDir: TEST_CACHE, modelsDir: folder });
    assert.equal(model.matchThreshold, 1);
    const { faces } = await describePicture(nets, await openPicture(await portrait()));
    assert.ok(Math.abs(Math.hypot(...faces[0]!.descriptor!) - 1) < 1e-6);
  });
});
