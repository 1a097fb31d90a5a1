import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FaceError, type FaceErrorCode, type NodeFaceEngine } from '@smart-presence/face/node';
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
  const told: unknown[] = [];
  let closed = 0;
  const works: NodeFaceEngine = {
    model: { id: 'model', dimensions: 128, matchThreshold: 0.5 },
    describe: () => Promise.reject(new Error('not asked')),
    describeFrames: () => Promise.reject(new Error('not asked')),
    assessLiveness: () => Promise.reject(new Error('not asked')),
    load: () => ({ threads: 1, running: 0, waiting: 0, waitMs: 0, jobMs: 0 }),
    close: async () => {
      closed += 1;
    },
  };
  const attempts = [
    () => Promise.reject(new Error('EACCES: /var/lib/models')),
    () => Promise.reject(new FaceError('model_corrupt', 'EACCES: /var/lib/models')),
    () => Promise.resolve(works),
  ];
  const create = () => attempts.shift()?.() ?? Promise.reject(new Error('started too often'));
  const engine = lazyFaceEngine({ cacheDir: '/var/lib/models', onFailure: (error) => told.push(error) }, create);

  assert.equal((await engine.check()).ok, false, 'not yet');
  await assert.rejects(engine.ready(), { code: 'model_corrupt' }, 'looking made the first attempt, this is the second');
  const { ok, detail } = await engine.check();
  assert.equal(ok, false);
  assert.equal(detail.includes('/var'), false, detail);
  assert.equal(told.length, 2);
  assert.deepEqual(await Promise.all([engine.ready(), engine.ready()]), [works, works], 'one engine');
  assert.deepEqual(await engine.check(), { ok: true, detail: 'model' });
  await engine.close();
  assert.equal(closed, 1);
});

test('a closed engine is not started any more', async () => {
  const engine = lazyFaceEngine({ cacheDir: '/var/lib/models' }, () => Promise.reject(new Error('started')));
  await engine.close();
  await assert.rejects(engine.ready(), { code: 'engine_closed' });
});
