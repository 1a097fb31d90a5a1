import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { apply, fitSimilarity, insideShare, invert, iou, suppress } from './geometry.ts';
import type { Box, Point } from './types.ts';

const real = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const point = fc.tuple(real(-1000, 1000), real(-1000, 1000));
const similarity = fc
  .record({ scale: real(0.05, 20), angle: real(-Math.PI, Math.PI), x: real(-500, 500), y: real(-500, 500) })
  .map(({ scale, angle, x, y }) => ({ a: scale * Math.cos(angle), b: scale * Math.sin(angle), x, y }));
const box = fc.tuple(real(-500, 500), real(-500, 500), real(1, 400), real(1, 400)) as fc.Arbitrary<Box>;

const near = (one: Point, other: Point, tolerance: number) =>
  assert.ok(Math.hypot(one[0] - other[0], one[1] - other[1]) < tolerance, `${one} is not near ${other}`);

test('a similarity is recovered from points it moved', () => {
  const spread = fc
    .array(point, { minLength: 3, maxLength: 20 })
    .map((points): Point[] => [...points, [-999, 3], [998, -7]]);
  fc.assert(
    fc.property(spread, similarity, (points, truth) => {
      const fitted = fitSimilarity(
        points,
        points.map((p) => apply(truth, p)),
      );
      for (const p of points) near(apply(fitted, p), apply(truth, p), 1e-6 * 20000);
    }),
  );
});

test('the fit is the best one: nudging it never comes nearer', () => {
  const pairs = fc.array(fc.tuple(point, point), { minLength: 3, maxLength: 8 });
  fc.assert(
    fc.property(pairs, real(-0.01, 0.01), real(-0.01, 0.01), (list, da, db) => {
      const from: Point[] = [...list.map(([p]) => p), [-999, 3], [998, -7]];
      const to: Point[] = [...list.map(([, p]) => p), [-999, 3], [998, -7]];
      const miss = (map: typeof fitted) =>
        from.reduce((sum, p, i) => {
          const [x, y] = apply(map, p);
          return sum + (x - to[i]![0]) ** 2 + (y - to[i]![1]) ** 2;
        }, 0);
      const fitted = fitSimilarity(from, to);
      const nudged = { ...fitted, a: fitted.a + da, b: fitted.b + db };
      // Points of a picture: what rounding leaves of a perfect fit is far below a millionth of a pixel.
      assert.ok(miss(nudged) >= miss(fitted) * (1 - 1e-9) - 1e-12);
    }),
  );
});

test('a similarity and its inverse cancel', () => {
  fc.assert(fc.property(similarity, point, (map, p) => near(apply(invert(map), apply(map, p)), p, 1e-4)));
});

test('points in one place still give a usable fit', () => {
  const fitted = fitSimilarity(
    [
      [5, 5],
      [5, 5],
    ],
    [
      [1, 2],
      [3, 4],
    ],
  );
  assert.deepEqual(apply(fitted, [5, 5]), [2, 3]);
});

test('overlap: symmetric, between 0 and 1, 1 for the same box', () => {
  fc.assert(
    fc.property(box, box, (one, other) => {
      const value = iou(one, other);
      assert.ok(value >= 0 && value <= 1 + 1e-9);
      assert.ok(Math.abs(value - iou(other, one)) < 1e-9);
      assert.ok(Math.abs(iou(one, one) - 1) < 1e-9);
    }),
  );
  assert.equal(iou([0, 0, 10, 10], [5, 0, 10, 10]), 1 / 3);
});

test('inside share: 1 within, ½ when half is cut off, 0 beyond', () => {
  const picture = { width: 100, height: 50 };
  assert.equal(insideShare([10, 10, 20, 20], picture), 1);
  assert.equal(insideShare([-10, 10, 20, 20], picture), 0.5);
  assert.equal(insideShare([200, 10, 20, 20], picture), 0);
});

test('suppression keeps the best, keeps nothing that overlaps a kept one, and drops nothing else', () => {
  const scored = fc.array(fc.record({ box, score: real(0, 1) }), { maxLength: 25 });
  fc.assert(
    fc.property(scored, real(0.1, 0.9), (candidates, limit) => {
      const kept = suppress(candidates, limit);
      assert.equal(kept[0]?.score, candidates.length ? Math.max(...candidates.map(({ score }) => score)) : undefined);
      for (const [i, one] of kept.entries())
        for (const other of kept.slice(i + 1)) assert.ok(iou(one.box, other.box) <= limit);
      for (const candidate of candidates.filter((c) => !kept.includes(c))) {
        assert.ok(kept.some((k) => k.score >= candidate.score && iou(k.box, candidate.box) > limit));
      }
    }),
  );
});
