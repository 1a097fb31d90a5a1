import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import sharp from 'sharp';
import { createFaceEngine, type NodeFaceEngine } from './node.ts';
import { portrait, TEST_CACHE } from './testing/fixtures.ts';

describe('the engine in worker threads', () => {
  let engine: NodeFaceEngine;
  let jpeg: Buffer;
  before(async () => {
    [engine, jpeg] = await Promise.all([
      createFaceEngine({ cacheDir: TEST_CACHE, threads: 1, queueLimit: 3 }),
      portrait(),
    ]);
  });
  after(() => engine.close());

  test('says which model its descriptors are of', () => {
    assert.match(engine.model.id, /^face_recognition-[0-9a-f]{16}$/);
    assert.equal(engine.model.dimensions, 128);
    assert.equal(engine.model.matchThreshold, 0.52);
  });

  test('describes, and leaves the caller’s bytes alone', async () => {
    const before = Buffer.from(jpeg);
    const { width, height, faces, ms } = await engine.describe(jpeg, { scene: 'selfie' });
    assert.deepEqual([width, height, faces.length], [480, 560, 1]);
    assert.ok(faces[0]!.descriptor instanceof Float32Array);
    assert.deepEqual(Object.keys(ms), ['decode', 'detect', 'landmarks', 'align', 'embed']);
    assert.deepEqual(jpeg, before);
  });

  test('bad pictures are refused with their code and the engine goes on', async () => {
    const cases = [
      [new Uint8Array(), 'image_empty'],
      [Buffer.from('text renamed to jpg'), 'image_type_unsupported'],
      [jpeg.subarray(0, 9000), 'image_truncated'],
    ] as const;
    for (const [bytes, code] of cases) await assert.rejects(engine.describe(bytes), { name: 'FaceError', code });
    assert.equal((await engine.describe(jpeg)).faces.length, 1);
  });

  test('a full queue is refused at once', async () => {
    const accepted = Array.from({ length: 4 }, () => engine.describe(jpeg, { descriptors: false }));
    await assert.rejects(engine.describe(jpeg), { name: 'FaceError', code: 'engine_busy' });
    assert.equal((await Promise.all(accepted)).length, 4);
  });

  test('a sequence detects once, follows after, and detects again after a cut', async () => {
    const away = await sharp({ create: { width: 480, height: 560, channels: 3, background: '#557799' } })
      .jpeg()
      .toBuffer();
    const frames = await engine.describeFrames([jpeg, jpeg, away, jpeg]);
    assert.deepEqual(
      frames.map(({ tracked, faces }) => [tracked, faces.length]),
      [
        [false, 1],
        [true, 1],
        [false, 0],
        [false, 1],
      ],
    );
  });

  test('an unreadable frame is named by its place', async () => {
    await assert.rejects(engine.describeFrames([jpeg, jpeg.subarray(0, 5000)]), { code: 'image_truncated', frame: 1 });
    await assert.rejects(engine.describeFrames([]), RangeError);
  });

  test('closed means closed', async () => {
    const short = await createFaceEngine({ cacheDir: TEST_CACHE, threads: 1 });
    const running = short.describe(jpeg);
    const waiting = short.describe(jpeg);
    const refused = assert.rejects(waiting, { code: 'engine_closed' });
    await short.close();
    assert.equal((await running).faces.length, 1);
    await refused;
    await assert.rejects(short.describe(jpeg), { code: 'engine_closed' });
  });
});

test('without a usable cache folder the engine does not start, and says why', async () => {
  const engine = createFaceEngine({ cacheDir: '/dev/null/models', threads: 2 });
  await assert.rejects(engine, { code: 'engine_failed', message: /ENOTDIR/ });
});
