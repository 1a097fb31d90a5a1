import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Picture } from '../picture.ts';
import { createFrameMemory } from './frame-memory.ts';

const picture = (width: number, height: number, value: number): Picture => ({
  width,
  height,
  channels: 3,
  data: new Uint8Array(width * height * 3).fill(value),
});

test('a held frame has the same pixels, and where it was decoded nothing is left', () => {
  const memory = createFrameMemory();
  const decoded = picture(4, 2, 7);
  const held = memory.hold(decoded);
  assert.deepEqual(held, picture(4, 2, 7));
  assert.equal(decoded.data.length, 0);
});

test('frames of one sequence do not share memory; those of the next use it again', () => {
  const memory = createFrameMemory();
  const [one, other] = [memory.hold(picture(4, 2, 1)), memory.hold(picture(4, 2, 2))];
  assert.deepEqual([one.data[0], other.data[0]], [1, 2]);
  memory.wipe();
  const next = memory.hold(picture(4, 2, 3));
  assert.equal(next.data.buffer, one.data.buffer);
});

test('after a sequence no pixel is left', () => {
  const memory = createFrameMemory();
  const frames = [picture(8, 8, 200), picture(4, 2, 100)].map(memory.hold);
  memory.wipe();
  for (const { data } of frames) assert.ok(data.every((value) => value === 0));
});

test('a smaller frame after a larger one, and a larger after a smaller', () => {
  const memory = createFrameMemory();
  for (const side of [8, 3, 20]) {
    assert.deepEqual(memory.hold(picture(side, side, side)), picture(side, side, side));
    memory.wipe();
  }
});

test('what is too large to be kept for is left where it is, as is what comes after many', () => {
  const memory = createFrameMemory();
  const large = picture(1280, 720, 9);
  // Not `equal`: were it wrong, it would print three million pixels.
  assert.ok(memory.hold(large) === large);
  for (let i = 0; i < 16; i++) memory.hold(picture(2, 2, i));
  const late = picture(2, 2, 9);
  assert.equal(memory.hold(late), late);
});

test('a frame that is part of a larger piece of memory leaves the rest alone', () => {
  const memory = createFrameMemory();
  const whole = new Uint8Array(24).fill(5);
  const held = memory.hold({ width: 2, height: 2, channels: 3, data: whole.subarray(12) });
  assert.deepEqual([...held.data], Array(12).fill(5));
  assert.equal(whole.length, 24);
});
