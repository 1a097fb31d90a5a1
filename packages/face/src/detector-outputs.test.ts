import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ssdFaces, tinyFaces } from './detector-outputs.ts';

/** Anchors of an input of that size: three per cell of the finest map, six per cell of the five others. */
function anchorCount(width: number, height: number): number {
  const cells = (stride: number) => Math.ceil(width / stride) * Math.ceil(height / stride);
  return cells(16) * 3 + [32, 64, 128, 256, 512].reduce((sum, stride) => sum + cells(stride) * 6, 0);
}

test('SSD: the reference size has 5118 anchors', () => assert.equal(anchorCount(512, 512), 5118));

test('SSD: an untouched anchor is its own box, wherever the input ends', () => {
  const input = { width: 300, height: 200 };
  const values = new Float32Array(anchorCount(300, 200) * 5).fill(-20);
  const at = (anchor: number) => values.set([0, 0, 0, 0, 20], anchor * 5);
  // Map 0 has 19 columns: second row, third column, first shape (51.2 px square).
  at((1 * 19 + 2) * 3);
  // Map 1 (stride 32, 10 columns): first cell, first shape (179.2 px square).
  at(19 * 13 * 3);
  const boxes = ssdFaces({ values, input, minScore: 0.5 }).map(({ box }) =>
    box.map((value) => Math.round(value * 10) / 10),
  );
  assert.deepEqual(
    boxes.sort((one, other) => one[2]! - other[2]!),
    [
      [40 - 25.6, 24 - 25.6, 51.2, 51.2].map((value) => Math.round(value * 10) / 10),
      [16 - 89.6, 16 - 89.6, 179.2, 179.2],
    ],
  );
});

test('SSD: offsets move by tenths of the anchor and grow by fifths of an exponent', () => {
  const values = new Float32Array(anchorCount(64, 64) * 5).fill(-20);
  values.set([10, -10, 5 * Math.log(2), 0, 1], 0);
  const [face] = ssdFaces({ values, input: { width: 64, height: 64 }, minScore: 0.5 });
  const expected = [8 - 51.2 - 25.6, 8 + 51.2 - 51.2, 51.2, 102.4];
  for (const [i, value] of expected.entries()) assert.ok(Math.abs(face!.box[i]! - value) < 1e-3);
  assert.ok(Math.abs(face!.score - 1 / (1 + Math.exp(-1))) < 1e-6);
});

test('scores below the limit are not faces', () => {
  const values = new Float32Array(anchorCount(64, 64) * 5).fill(-20);
  values.set([0, 0, 0, 0, -0.1], 0);
  assert.equal(ssdFaces({ values, input: { width: 64, height: 64 }, minScore: 0.5 }).length, 0);
  assert.equal(ssdFaces({ values, input: { width: 64, height: 64 }, minScore: 0.4 }).length, 1);
});

test('tiny: the middle of a cell, the size of its anchor', () => {
  const values = new Float32Array(2 * 3 * 25).fill(-20);
  values.set([0, 0, 0, 0, 3], (1 * 3 + 2) * 25 + 2 * 5);
  const [face, ...others] = tinyFaces({ values, input: { width: 96, height: 64 }, minScore: 0.4 });
  assert.equal(others.length, 0);
  const [width, height] = [2.882459 * 32, 3.518061 * 32];
  const expected = [80 - width / 2, 48 - height / 2, width, height];
  for (const [i, value] of expected.entries()) assert.ok(Math.abs(face!.box[i]! - value) < 1e-3);
});
