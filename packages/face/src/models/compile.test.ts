import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { TEST_CACHE } from '../testing/fixtures.ts';
import { CATALOGUE } from './catalogue.ts';
import { compileModels, loadModel } from './compile.ts';

describe('the cache of compiled models', () => {
  let cacheDir: string;
  beforeEach(async () => {
    cacheDir = await mkdtemp(join(tmpdir(), 'face-cache-'));
  });
  afterEach(() => rm(cacheDir, { recursive: true, force: true }));

  const onlyFile = async () => {
    const files = await readdir(cacheDir);
    assert.equal(files.length, 1, `one model and no drafts, found ${files}`);
    return join(cacheDir, files[0]!);
  };

  test('keeps what was compiled', async () => {
    const bytes = await loadModel('tiny_face_detector', cacheDir);
    assert.deepEqual(Buffer.from(bytes), await readFile(await onlyFile()));
    assert.deepEqual(await loadModel('tiny_face_detector', cacheDir), Buffer.from(bytes));
  });

  for (const [what, spoil] of [
    ['one flipped bit', (bytes: Buffer) => bytes.fill(bytes[5000]! ^ 1, 5000, 5001)],
    ['a missing end', (bytes: Buffer) => bytes.subarray(0, -1)],
    ['nothing', () => Buffer.alloc(0)],
  ] as const) {
    test(`is never used with ${what} in it: compiled again and healed`, async () => {
      const good = Buffer.from(await loadModel('tiny_face_detector', cacheDir));
      const file = await onlyFile();
      await writeFile(file, spoil(Buffer.from(good)));
      assert.deepEqual(Buffer.from(await loadModel('tiny_face_detector', cacheDir)), good);
      assert.deepEqual(await readFile(file), good);
    });
  }

  test('may be filled by several at once', async () => {
    const all = await Promise.all(Array.from({ length: 4 }, () => loadModel('tiny_face_detector', cacheDir)));
    assert.equal(new Set(all.map((bytes) => Buffer.from(bytes).toString('base64'))).size, 1);
    await onlyFile();
  });
});

test('every model of the catalogue compiles to the file that the catalogue names', async () => {
  const models = await compileModels({ cacheDir: TEST_CACHE });
  assert.deepEqual(
    models.map(({ name }) => name),
    CATALOGUE.map(({ name }) => name),
  );
  for (const { path, bytes, sha256 } of models) {
    assert.equal((await readFile(path)).length, bytes);
    assert.ok(path.includes(sha256.slice(0, 16)));
  }
});
