import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { openPicture } from '../decode.ts';
import { describePicture } from '../engine.ts';
import { openNets } from '../node/nets.ts';
import { portrait, TEST_CACHE } from '../testing/fixtures.ts';
import { OnnxGraph } from './onnx-graph.ts';
import { readOptionalModels } from './optional.ts';

/** A descriptor net of three numbers: the mean of each channel it is given. */
function meanColour(): Uint8Array {
  const graph = new OnnxGraph('mean_colour');
  const chips = graph.input('chips', 'float32', ['n', 3, 112, 112]);
  const mean = graph.node('Flatten', [graph.node('GlobalAveragePool', [chips])], { axis: 1 });
  graph.output('means', mean, ['n', 3]);
  return graph.encode();
}

const ONNX = meanColour();
const GOOD = {
  name: 'mean-colour',
  role: 'descriptor',
  file: 'mean.onnx',
  sha256: createHash('sha256').update(ONNX).digest('hex'),
  licence: 'MIT',
  input: { side: 112, layout: 'nchw', colour: 'bgr', mean: [10, 20, 30], deviation: [2, 2, 2] },
  alignment: 'arcface',
  size: 3,
  metric: 'l2',
  threshold: 1.5,
};

describe('optional models', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'face-models-'));
    await writeFile(join(folder, 'mean.onnx'), ONNX);
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const save = (manifest: object, file = 'mean.json') => writeFile(join(folder, file), JSON.stringify(manifest));

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

  test('an anti-spoofing model is read with its crop', async () => {
    const { metric: _, ...rest } = GOOD;
    const manifest = { ...rest, role: 'antispoof', alignment: { scale: 2.7 }, real: 1, threshold: 0.5 };
    await save(manifest);
    const [model] = await readOptionalModels(folder);
    assert.deepEqual([model!.alignment, model!.real], [{ scale: 2.7 }, 1]);
    for (const real of [undefined, 0.5, GOOD.size]) {
      await save({ ...manifest, real });
      await assert.rejects(readOptionalModels(folder), { code: 'model_corrupt', message: /mean\.json: real must be/ });
    }
  });

  test('an empty folder changes nothing, a missing one is an error', async () => {
    assert.deepEqual(await readOptionalModels(folder), []);
    await assert.rejects(readOptionalModels(join(folder, 'none')), { code: 'model_missing' });
  });

  for (const [what, change, message] of [
    ['an unknown role', { role: 'oracle' }, /mean\.json: role must be one of descriptor, antispoof/],
    ['a hash that is not the file’s', { sha256: '0'.repeat(64) }, /SHA-256 is [0-9a-f]{64}/],
    ['no licence', { licence: undefined }, /mean\.json: licence/],
    ['a path instead of a name', { file: '../mean.onnx' }, /mean\.json: file/],
    ['no input', { input: undefined }, /mean\.json: input must be an object/],
    [
      'a deviation of zero',
      { input: { ...GOOD.input, deviation: [1, 0, 1] } },
      /mean\.json: input: deviation must be three/,
    ],
    ['an alignment for something else', { alignment: { scale: 2 } }, /mean\.json: alignment/],
    ['a threshold that is no number', { threshold: '0.5' }, /mean\.json: threshold must be a number/],
  ] as const) {
    test(`refused with its field named: ${what}`, async () => {
      await save({ ...GOOD, ...change });
      await assert.rejects(readOptionalModels(folder), { code: 'model_corrupt', message });
    });
  }

  test('a model that is not what its manifest says is refused when it is opened', async () => {
    const open = () => openNets({ cacheDir: TEST_CACHE, modelsDir: folder });
    await save({ ...GOOD, size: 128 });
    await assert.rejects(open(), { code: 'model_corrupt', message: /gives 3 numbers, its manifest says 128/ });
    await save({ ...GOOD, input: { ...GOOD.input, side: 64 } });
    await assert.rejects(open(), { code: 'model_corrupt', message: /mean-colour cannot be used/ });
    const junk = Buffer.from('not a net');
    await writeFile(join(folder, 'mean.onnx'), junk);
    await save({ ...GOOD, sha256: createHash('sha256').update(junk).digest('hex') });
    await assert.rejects(open(), { code: 'model_corrupt', message: /mean-colour cannot be used/ });
  });

  test('two descriptors, broken JSON and a missing ONNX file are refused', async () => {
    await save(GOOD);
    await save({ ...GOOD, name: 'other' }, 'other.json');
    await assert.rejects(readOptionalModels(folder), { code: 'model_corrupt', message: /mean-colour, other/ });
    await writeFile(join(folder, 'other.json'), '{');
    await assert.rejects(readOptionalModels(folder), {
      code: 'model_corrupt',
      message: /other\.json is not valid JSON/,
    });
    await save({ ...GOOD, file: 'gone.onnx' }, 'other.json');
    await assert.rejects(readOptionalModels(folder), { code: 'model_missing', message: /gone\.onnx/ });
  });
});
