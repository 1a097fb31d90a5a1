import type { Similarity } from '../geometry.ts';
import type { Net } from '../nets.ts';
import { mirrored, type Picture } from '../pixels.ts';
import type { Point3 } from '../vectors.ts';
import { LEFT_EYE, RIGHT_EYE } from './mesh-points.ts';
import { quickCut } from './quick-cut.ts';

const SIDE = 64;
const VALUES = 213;
/** The net was trained on squares this many eye widths wide, on eyes to the left in the picture. */
const ROOM = 2.3;
/** Its first points are the rims: 0 to 8 the lower from corner to corner, 9 to 15 the upper between the corners. */
const CORNERS = [0, 8] as const;
const LIDS = [2, 3, 4, 5, 6].map((lower) => [lower, lower + 8] as const);

/**
 * How far the eyes of a face are open: the height of the opening over its width, the mean of both. About .3 for open eyes
 * and below .15 for closed ones; people differ, so compare frames of one person.
 */
export async function eyeOpening(net: Net, picture: Picture, points: readonly Point3[]): Promise<number> {
  const bytes = SIDE * SIDE * 3;
  const input = new Uint8Array(2 * bytes);
  quickCut(picture, around(points, RIGHT_EYE), SIDE, input.subarray(0, bytes));
  const left = new Uint8Array(bytes);
  quickCut(picture, around(points, LEFT_EYE), SIDE, left);
  mirrored(left, SIDE, input.subarray(bytes));
  const values = await net.run(input, [2, SIDE, SIDE, 3]);
  return (openingOf(values.subarray(0, VALUES)) + openingOf(values.subarray(VALUES))) / 2;
}

function around(points: readonly Point3[], { outer, inner }: { outer: number; inner: number }): Similarity {
  const [right, left] = [points[RIGHT_EYE.outer]!, points[LEFT_EYE.outer]!];
  const roll = Math.atan2(left[1] - right[1], left[0] - right[0]);
  const [from, to] = [points[outer]!, points[inner]!];
  const side = Math.hypot(to[0] - from[0], to[1] - from[1]) * ROOM;
  const [a, b] = [(Math.cos(roll) * side) / SIDE, (Math.sin(roll) * side) / SIDE];
  const [cx, cy] = [(from[0] + to[0]) / 2, (from[1] + to[1]) / 2];
  return { a, b, x: cx - ((a - b) * SIDE) / 2, y: cy - ((b + a) * SIDE) / 2 };
}

function openingOf(values: Float32Array): number {
  const apart = (one: number, other: number) =>
    Math.hypot(values[one * 3]! - values[other * 3]!, values[one * 3 + 1]! - values[other * 3 + 1]!);
  const height = LIDS.reduce((sum, [lower, upper]) => sum + apart(lower, upper), 0) / LIDS.length;
  return height / Math.max(1, apart(...CORNERS));
}
