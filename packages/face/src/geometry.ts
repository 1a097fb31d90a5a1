import type { Box, Point } from './types.ts';
import type { Point3 } from './vectors.ts';

/** (x, y) ↦ (a·x − b·y + tx, b·x + a·y + ty): turn, even scale and shift. `x` and `y` are the shift. */
export interface Similarity {
  readonly a: number;
  readonly b: number;
  readonly x: number;
  readonly y: number;
}

export function apply({ a, b, x, y }: Similarity, [px, py]: Point): Point {
  return [a * px - b * py + x, b * px + a * py + y];
}

export function invert({ a, b, x, y }: Similarity): Similarity {
  const square = a * a + b * b;
  const [ia, ib] = [a / square, -b / square];
  return { a: ia, b: ib, x: -(ia * x - ib * y), y: -(ib * x + ia * y) };
}

/**
 * The similarity that brings `from` nearest to `to` in the least-squares sense (Umeyama 1991; in the plane, with
 * reflection excluded, it is one complex division). Both need the same number of points, at least two apart.
 */
export function fitSimilarity(from: readonly Point[], to: readonly Point[]): Similarity {
  const [fx, fy] = centroid(from);
  const [tx, ty] = centroid(to);
  let real = 0;
  let imaginary = 0;
  let square = 0;
  from.forEach(([x, y], i) => {
    const [dx, dy] = [x - fx, y - fy];
    const [ex, ey] = [to[i]![0] - tx, to[i]![1] - ty];
    real += dx * ex + dy * ey;
    imaginary += dx * ey - dy * ex;
    square += dx * dx + dy * dy;
  });
  const a = square > 0 ? real / square : 1;
  const b = square > 0 ? imaginary / square : 0;
  return { a, b, x: tx - (a * fx - b * fy), y: ty - (b * fx + a * fy) };
}

export function centroid(points: readonly Point[]): Point {
  let x = 0;
  let y = 0;
  for (const [px, py] of points) {
    x += px;
    y += py;
  }
  return [x / points.length, y / points.length];
}

/** Smallest upright box around the points; depth does not matter. */
export function boundsOf(points: readonly (Point | Point3)[]): Box {
  let left = Infinity;
  let top = Infinity;
  let right = -Infinity;
  let bottom = -Infinity;
  for (let i = 0; i < points.length; i++) {
    const point = points[i]!;
    left = Math.min(left, point[0]);
    top = Math.min(top, point[1]);
    right = Math.max(right, point[0]);
    bottom = Math.max(bottom, point[1]);
  }
  return [left, top, right - left, bottom - top];
}

export function overlap(one: Box, other: Box): number {
  const width = Math.min(one[0] + one[2], other[0] + other[2]) - Math.max(one[0], other[0]);
  const height = Math.min(one[1] + one[3], other[1] + other[3]) - Math.max(one[1], other[1]);
  return width > 0 && height > 0 ? width * height : 0;
}

/** Intersection over union, 0 to 1. */
export function iou(one: Box, other: Box): number {
  const both = overlap(one, other);
  return both > 0 ? both / (one[2] * one[3] + other[2] * other[3] - both) : 0;
}

/** Share of the box that lies inside a picture of that size, 0 to 1. */
export function insideShare(box: Box, { width, height }: { width: number; height: number }): number {
  const area = box[2] * box[3];
  return area > 0 ? overlap(box, [0, 0, width, height]) / area : 0;
}

export interface Scored {
  readonly box: Box;
  readonly score: number;
}

/** Greedy non-maximum suppression: best score first, what overlaps a kept box by more than `limit` goes. */
export function suppress<T extends Scored>(candidates: readonly T[], limit: number): T[] {
  const kept: T[] = [];
  for (const candidate of [...candidates].sort((one, other) => other.score - one.score)) {
    if (kept.every(({ box }) => iou(box, candidate.box) <= limit)) kept.push(candidate);
  }
  return kept;
}
