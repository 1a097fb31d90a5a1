import type { Picture } from '../pixels.ts';
import type { Point3 } from '../vectors.ts';
import { cutPatch, type FacePatch, type Grey, PATCH, sample } from './face-patch.ts';
import { solveLinear } from './homography.ts';
import { type Piece, pieceAt, track } from './track-points.ts';

/** A face on its way to the camera. */
export interface NearingFace {
  readonly picture: Picture;
  readonly points: readonly Point3[];
  /** Degrees. */
  readonly roll: number;
  /** Of the head, px: `ObservedFace.size`. */
  readonly size: number;
}

/**
 * How much perspective a face gained on its way to the camera, against how much it grew. What is nearer grows faster: seen from
 * half a metre a nose is larger against the ears than from a metre. A picture that comes nearer only grows, whatever is drawn on it.
 *
 * It is measured in the pixels, not in the mesh: the net draws heads on paper, too, and other ones the sharper the paper gets. Both
 * faces are brought to one size and sharpness, small pieces are followed from one to the other, and what a flat thing could do
 * (a homography) and a head that turns (a shift by depth) are fitted beside what only nearness does: a growth by depth.
 *
 * @returns 0 for what is flat; for a head the picture's longer side over its focal length, about 1 to 1.5 of usual cameras and more
 * of wide ones. undefined when there is too little to follow.
 */
export function perspectiveGained(frames: readonly NearingFace[]): number | undefined {
  const sorted = frames.toSorted((one, other) => one.size - other.size);
  const pairs = Array.from({ length: Math.min(MOST_PAIRS, sorted.length >> 1) }, (_, i) =>
    gainBetween(sorted[i]!, sorted.at(-1 - i)!),
  ).filter((pair) => pair !== undefined);
  // The straight line through nothing that fits the pairs best: those further apart say more.
  const grown = pairs.reduce((sum, { growth }) => sum + growth * growth, 0);
  return grown > 0 ? pairs.reduce((sum, { growth, bulge }) => sum + growth * bulge, 0) / grown : undefined;
}

const MOST_PAIRS = 3;

/** Points of the mesh spread over the face, without its rim, where the wall is seen beside it, and the mouth, which moves. */
export const FOLLOWED: readonly number[] = [
  1, 3, 5, 6, 7, 8, 9, 22, 24, 27, 31, 34, 36, 45, 46, 47, 48, 50, 52, 55, 56, 60, 63, 65, 68, 69, 71, 101, 104, 107,
  108, 112, 113, 116, 117, 123, 134, 135, 138, 139, 142, 147, 151, 164, 168, 187, 188, 205, 206, 207, 215, 248, 249,
  252, 254, 257, 261, 264, 265, 266, 275, 276, 277, 278, 280, 282, 285, 286, 290, 293, 295, 298, 299, 301, 330, 333,
  336, 337, 341, 342, 345, 346, 347, 352, 363, 364, 367, 368, 371, 376, 411, 412, 417, 425, 426, 427, 434, 435, 444,
];
/** How far behind the middle of the face each of them lies on a usual head, eye distances: on paper the net only guesses. */
export const DEPTHS: readonly number[] = [
  -0.35, -0.3, -0.37, -0.24, 0.03, -0.22, -0.25, -0.03, -0.01, -0.07, 0.09, 0.38, -0.04, -0.38, -0.01, -0.08, -0.18,
  0.04, -0.14, -0.2, -0.06, -0.15, -0.06, -0.18, 0.02, -0.18, 0.15, -0.02, -0.09, -0.24, -0.24, -0.02, 0.04, 0.22, 0.08,
  0.23, -0.31, 0.37, 0.43, 0.28, -0.07, 0.28, -0.26, -0.14, -0.2, 0.15, -0.16, 0.0, 0.0, 0.08, 0.49, -0.3, 0.02, -0.04,
  -0.02, -0.08, 0.07, 0.36, 0.13, -0.05, -0.38, -0.03, -0.09, -0.19, 0.03, -0.15, -0.2, -0.06, -0.15, -0.08, -0.19, 0.0,
  -0.19, 0.14, -0.03, -0.1, -0.24, -0.24, -0.03, 0.02, 0.2, 0.07, 0.01, 0.21, -0.31, 0.35, 0.42, 0.26, -0.07, 0.26,
  0.13, -0.16, -0.16, -0.01, -0.0, 0.07, 0.2, 0.48, -0.08,
];
/** How often the faces are laid over each other anew: where it is dark the meshes are off by pixels. */
const PASSES = 5;
/** So many of them must have been found again. */
const FEWEST = 60;
const LIKE = 0.7;
/** Further than that, px of the patch, is another piece that looks the same. */
const FURTHEST = 5;

interface Gain {
  /** Against the longer side of the picture. */
  growth: number;
  bulge: number;
}

function gainBetween(far: NearingFace, near: NearingFace): Gain | undefined {
  const growth = (near.size - far.size) / Math.max(near.picture.width, near.picture.height);
  if (growth <= 0) return undefined;
  const [before, after] = [cutPatch(far, far.size), cutPatch(near, far.size)];
  const found = followed(before, after);
  if (found.filter(({ weight }) => weight > 0).length < FEWEST) return undefined;
  const bulge = bulgeOf(found);
  return bulge === undefined ? undefined : { growth, bulge };
}

interface Found {
  /** From the middle of the face, in eye distances; depth grows away from the camera. */
  readonly at: Point3;
  readonly moved: readonly [right: number, down: number];
  readonly weight: number;
}

type Point = readonly [x: number, y: number];
/** Right and down by place: x and y of where a place of the first patch lies in the second. */
type Affine = readonly [readonly [number, number, number], readonly [number, number, number]];

/**
 * Follows the places of the first patch into the second, which is moved, stretched and turned as a whole until it lies on the first: at
 * first as the meshes say, then as the places themselves do. What is left is small.
 */
function followed(before: FacePatch, after: FacePatch): Found[] {
  const { side, eyes } = PATCH;
  const from: Grey = { width: side, height: side, data: before.pixels };
  const places = FOLLOWED.map((index): Point => [before.points[index]![0], before.points[index]![1]]);
  const meshes = FOLLOWED.map((index, i) => ({ at: places[i]!, to: after.points[index]!, weight: 1 }));
  const pieces = places.map((place) => pieceAt(from, place));
  let map = affineBetween(meshes);
  let tracked: Followed[] = [];
  for (let round = 0; round < PASSES; round++) {
    tracked = trackAll(pieces, laidOver(after, map));
    if (round === PASSES - 1 || tracked.filter(({ weight }) => weight > 0).length < FEWEST) break;
    const seen = tracked.map(({ moved, weight }, i) => {
      const [x, y] = [places[i]![0] + moved[0], places[i]![1] + moved[1]];
      return { at: places[i]!, to: [product(map[0], [x, y, 1]), product(map[1], [x, y, 1])] as const, weight };
    });
    map = affineBetween(seen);
  }
  const [x, y] = middleOf(places.filter((_, i) => tracked[i]!.weight > 0));
  return tracked.map(({ moved, weight }, i) => ({
    at: [(places[i]![0] - x) / eyes, (places[i]![1] - y) / eyes, DEPTHS[i]!],
    moved: [moved[0] / eyes, moved[1] / eyes],
    weight,
  }));
}

interface Followed {
  /** In px of the patch. */
  moved: readonly [right: number, down: number];
  /** 0: not found again; else more where there is more to see. */
  weight: number;
}

function trackAll(pieces: readonly Piece[], to: Grey): Followed[] {
  const tracked = pieces.map((piece) => track(piece, to));
  const weights = tracked.map(({ likeness, right, down }, i) =>
    likeness > LIKE && Math.max(Math.abs(right), Math.abs(down)) < FURTHEST ? Math.sqrt(pieces[i]!.texture) : 0,
  );
  const kept = weights.filter((weight) => weight > 0).sort((a, b) => a - b);
  const usual = kept[kept.length >> 1] ?? 1;
  return tracked.map(({ right, down }, i) => ({ moved: [right, down], weight: Math.min(2, weights[i]! / usual) }));
}

const middleOf = (points: readonly Point[]): Point => [
  points.reduce((sum, [x]) => sum + x, 0) / points.length,
  points.reduce((sum, [, y]) => sum + y, 0) / points.length,
];

function affineBetween(pairs: readonly { at: Point; to: readonly number[]; weight: number }[]): Affine {
  const row = (axis: 0 | 1) => {
    const sums = Array.from({ length: 3 }, () => new Float64Array(4));
    for (const { at, to, weight } of pairs) addRow(sums, { row: [...at, 1], value: to[axis]!, weight });
    return (solveLinear(sums) ?? [1 - axis, axis, 0]) as [number, number, number];
  };
  return [row(0), row(1)];
}

function laidOver(after: FacePatch, [[a, b, c], [d, e, f]]: Affine): Grey {
  const { side } = PATCH;
  const source: Grey = { width: side, height: side, data: after.pixels };
  const data = new Float32Array(side * side);
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) data[y * side + x] = sample(source, a * x + b * y + c, d * x + e * y + f);
  }
  return { width: side, height: side, data };
}

const UNKNOWNS = 11;
const ROUNDS = 4;

/** Growth by depth, with what a flat thing or a turn explains fitted beside it. What strays counts less (Huber). */
function bulgeOf(found: readonly Found[]): number | undefined {
  let weights = found.map(({ weight }) => weight * weight);
  let solution: number[] | undefined;
  for (let round = 0; round < ROUNDS; round++) {
    const sums = Array.from({ length: UNKNOWNS }, () => new Float64Array(UNKNOWNS + 1));
    found.forEach((item, i) => {
      if (weights[i]! <= 0) return;
      const [row, other] = rowsOf(item.at);
      addRow(sums, { row, value: item.moved[0], weight: weights[i]! });
      addRow(sums, { row: other, value: item.moved[1], weight: weights[i]! });
    });
    solution = solveLinear(sums);
    if (!solution) return undefined;
    weights = reweighted(found, solution);
  }
  // Depth grows away from the camera: what is behind grows less.
  return solution && -solution[UNKNOWNS - 1]!;
}

function reweighted(found: readonly Found[], solution: readonly number[]): number[] {
  const left = found.map(({ at, moved }) => {
    const [row, other] = rowsOf(at);
    return Math.hypot(product(row, solution) - moved[0], product(other, solution) - moved[1]);
  });
  const sorted = left.filter((_, i) => found[i]!.weight > 0).sort((a, b) => a - b);
  const scale = 1.5 * (sorted[Math.floor(sorted.length / 2)] ?? 0) + 1e-6;
  return found.map(({ weight }, i) => weight * weight * Math.min(1, scale / Math.max(1e-9, left[i]!)));
}

/** Shift, stretch, tilt of a plane, a turn of the head, and the growth by depth; for right and for down. */
function rowsOf([x, y, z]: Point3): [number[], number[]] {
  return [
    [1, 0, x, y, 0, 0, x * x, x * y, z, 0, z * x],
    [0, 1, 0, 0, x, y, x * y, y * y, 0, z, z * y],
  ];
}

const product = (row: readonly number[], solution: readonly number[]) =>
  row.reduce((sum, value, i) => sum + value * solution[i]!, 0);

interface Row {
  row: readonly number[];
  value: number;
  weight: number;
}

function addRow(sums: readonly Float64Array[], { row, value, weight }: Row): void {
  row.forEach((factor, i) => {
    const own = sums[i]!;
    row.forEach((other, j) => {
      own[j]! += weight * factor * other;
    });
    own[row.length]! += weight * factor * value;
  });
}
