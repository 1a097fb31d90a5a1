import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import sharp from 'sharp';
import { filmFace } from './film.ts';
import { PEOPLE, portrait, roomPhoto } from './portraits.ts';

const START_OF_IMAGE = Buffer.from([0xff, 0xd8, 0xff]);
const BASELINE = Buffer.from([0xff, 0xc0]);
const PROGRESSIVE = Buffer.from([0xff, 0xc2]);

function split(film: Buffer): Buffer[] {
  const starts: number[] = [];
  for (let at = film.indexOf(START_OF_IMAGE); at >= 0; at = film.indexOf(START_OF_IMAGE, at + 1)) starts.push(at);
  return starts.map((start, index) => film.subarray(start, starts[index + 1]));
}

async function framesOf(film: Parameters<typeof filmFace>[0]): Promise<Buffer[]> {
  const { path, remove } = await filmFace(film);
  try {
    return split(await readFile(path));
  } finally {
    await remove();
  }
}

test('a film is baseline JPEGs of one size, so many for each picture', async () => {
  const pictures = await Promise.all([portrait('asha'), portrait('bela')]);
  const frames = await framesOf({ pictures, framesEach: 3, width: 320, height: 240 });
  assert.equal(frames.length, 6);
  for (const frame of frames) {
    const { format, width, height } = await sharp(frame).metadata();
    assert.deepEqual({ format, width, height }, { format: 'jpeg', width: 320, height: 240 });
    assert.ok(frame.includes(BASELINE) && !frame.includes(PROGRESSIVE));
  }
});

test('a swaying film never shows one frame twice in a row; a still one always does', async () => {
  const pictures = [await portrait('carla')];
  const swaying = await framesOf({ pictures, framesEach: 6 });
  for (const [index, frame] of swaying.entries()) assert.notDeepEqual(frame, swaying[index + 1]);
  const still = await framesOf({ pictures, framesEach: 3, sway: 0 });
  assert.deepEqual(still[1], still[2]);
});

test('a film of nothing is refused', async () => {
  await assert.rejects(filmFace({ pictures: [] }), /at least one/);
});

test('every portrait and the room can be read', async () => {
  for (const person of PEOPLE) assert.equal((await sharp(await portrait(person)).metadata()).width, 640);
  const { width = 0, height = 0 } = await sharp(await roomPhoto()).metadata();
  assert.ok(width > 2_000 && height === 1_200);
});
