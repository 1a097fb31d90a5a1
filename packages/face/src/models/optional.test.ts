import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { openNets } from '../node/nets.ts';
import { TEST_CACHE } from '../testing/fixtures.ts';
import { GOOD, MEAN_COLOUR } from '../testing/mean-colour.ts';
import { readOptionalModels } from './optional.ts';

describe('optional models', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'face-models-'));
    await writeFile(join(folder, 'mean.onnx'), MEAN_COLOUR);
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const save = (manifest: object, file = 'mean.json') => writeFile(join(folder, file), JSON.stringify(manifest));

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
