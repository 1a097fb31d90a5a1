import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { FaceError, type FaceErrorCode } from '@smart-presence/face/node';
import { AppError } from '../../platform/http/index.ts';
import { explainFaceError, lazyFaceEngine } from './face-engine.ts';

const explained = (code: FaceErrorCode, frame?: number) => {
  const error = explainFaceError(new FaceError(code, 'why', frame === undefined ? {} : { frame }), {
    name: 'photos',
    index: 4,
  });
  assert.ok(error instanceof AppError, code);
  return error;
};

test('a bad picture is named by the place the engine or the caller knows', () => {
  for (const code of [
    'image_empty',
    'image_unreadable',
    'image_type_unsupported',
    'image_too_large',
    'image_truncated',
  ] as const) {
    const error = explained(code);
    assert.equal(error.code, code);
    assert.equal(error.status, 422);
    assert.deepEqual(error.extra.details, [{ path: 'photos.4', message: 'why' }]);
    assert.equal(explained(code, 1).extra.details?.[0]?.path, 'photos.1');
  }
});

test('a full queue asks to come back, a missing model says the server is to blame', () => {
  const busy = explained('engine_busy');
  assert.deepEqual([busy.code, busy.status], ['overloaded', 503]);
  assert.ok((busy.extra.retryAfter ?? 0) > 0);
  for (const code of ['engine_closed', 'model_missing', 'model_corrupt'] as const) {
    assert.equal(explained(code).code, 'unavailable');
  }
  const other = new Error('a defect');
  assert.equal(explainFaceError(other, { name: 'photos', index: 0 }), other, 'what we do not know stays what it is');
});

test('an engine that cannot start says so without a path, and tries again when asked again', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'smart-presence-engine-'));
  const file = join(folder, 'a file, no folder');
  await writeFile(file, '');
  const told: unknown[] = [];
  const engine = lazyFaceEngine({ cacheDir: join(file, 'models'), threads: 1, onFailure: (error) => told.push(error) });
  try {
    assert.equal((await engine.check()).ok, false);
    await assert.rejects(engine.ready());
    assert.equal(told.length, 1, 'looking started it, once');
    await assert.rejects(engine.ready());
    assert.equal(told.length, 2);
    const { ok, detail } = await engine.check();
    assert.equal(ok, false);
    assert.equal(detail.includes(folder), false, detail);
    await engine.close();
    await assert.rejects(engine.ready(), { code: 'engine_closed' });
  } finally {
    await engine.close();
    await rm(folder, { recursive: true, force: true });
  }
});
