import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { chipMarks, showSameFace } from './chip-marks.ts';

const SIDE = 150;
/** Soft waves instead of a face. */
const chip = (phase: number, { gain = 1, light = 0, noise = 0 } = {}): Uint8Array =>
  Uint8Array.from({ length: SIDE * SIDE * 3 }, (_, i) => {
    const [x, y] = [((i / 3) | 0) % SIDE, (i / 3 / SIDE) | 0];
    const wave = Math.sin(x / 17 + phase) * Math.cos(y / 23 - phase);
    return 110 + light + gain * 60 * wave + noise * Math.sin(i * 12.9898) * 20;
  });
const marks = (phase: number, seen = {}) => chipMarks(chip(phase, seen), SIDE);

describe('marks of an aligned face', () => {
  test('noise, light and contrast do not matter', () => {
    assert.ok(showSameFace(marks(0), marks(0, { noise: 1 })));
    assert.ok(showSameFace(marks(0), marks(0, { light: 50, gain: 0.5 })));
  });

  test('what looks otherwise is not the same, little as it may be', () => {
    assert.ok(!showSameFace(marks(0), marks(0.4)));
    assert.ok(!showSameFace(marks(0), marks(1.5)));
    assert.ok(showSameFace(marks(0), marks(0.02)));
  });

  test('have length 1, at other sides too, and an empty square resembles nothing', () => {
    for (const side of [96, 112, 150]) {
      const found = chipMarks(chip(0).slice(0, side * side * 3), side);
      assert.equal(found.length, 121);
      assert.ok(Math.abs(Math.hypot(...found) - 1) < 1e-5);
    }
    const empty = chipMarks(new Uint8Array(SIDE * SIDE * 3), SIDE);
    assert.ok(!showSameFace(empty, empty));
  });
});
