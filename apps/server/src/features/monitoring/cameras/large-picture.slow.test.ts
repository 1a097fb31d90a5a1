import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defaultPolicy } from '@smart-presence/contract';
import sharp from 'sharp';
import { testDatabases } from '../../../platform/db/testing.ts';
import { createTestApp } from '../../../testing/test-app.ts';
import { NOW } from '../../attendance/testing.ts';
import { identifyInPhotos } from '../../biometrics/index.ts';
import { LIMITS } from './fetch-snapshot.ts';
import { tryCamera } from './try-camera.ts';

const SIDE = 12_000;
const MOST_MORE = 50 * 1024 * 1024;

test('a picture of 12,000 × 12,000 in few bytes is refused before it is decoded, and costs next to no memory', async () => {
  // One colour: a hundred and forty-four million pixels that a camera can send within every limit of bytes.
  const bomb = await sharp({ create: { width: SIDE, height: SIDE, channels: 3, background: '#808080' } })
    .png({ compressionLevel: 9 })
    .toBuffer();
  assert.ok(bomb.byteLength < LIMITS.maxBytes, 'the camera may send it');
  const small = await sharp({ create: { width: 640, height: 480, channels: 3, background: '#808080' } })
    .png()
    .toBuffer();
  const databases = testDatabases('sqlite');
  const app = await createTestApp({ db: await databases.open(), now: NOW });
  try {
    const { db } = app.platform;
    const trial = (bytes: Buffer) =>
      tryCamera({
        db,
        fetch: () => Promise.resolve(bytes),
        identify: identifyInPhotos,
        limits: defaultPolicy.face,
        now: NOW,
      });
    assert.equal((await trial(small)).fault, null, 'the engine runs');
    const before = process.memoryUsage.rss();
    for (let times = 0; times < 5; times += 1) assert.equal((await trial(bomb)).fault, 'picture_too_large');
    const more = process.memoryUsage.rss() - before;
    assert.ok(more < MOST_MORE, `${Math.round(more / 1024 / 1024)} MB more`);
  } finally {
    await app.close();
    await databases.close();
  }
});
