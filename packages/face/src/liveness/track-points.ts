import { type Grey, sample } from './face-patch.ts';

const RADIUS = 5;
const WIDE = 2 * RADIUS + 1;
const CELLS = WIDE * WIDE;
const SPREAD = 2.5;
const ROUNDS = 3;

/** What is in the middle of a piece counts most; all weights together are 1. */
const WEIGHTS = weights();

/** What surrounds a point of a picture: brightness and slopes without their means. */
export interface Piece {
  readonly x: number;
  readonly y: number;
  readonly values: Float64Array;
  readonly across: Float64Array;
  readonly along: Float64Array;
  /** How well it can be told where it is: the smaller eigenvalue of its slopes. */
  readonly texture: number;
}

/** Where a piece is in another picture. */
export interface Tracked {
  readonly right: number;
  readonly down: number;
  /** Correlation of what was found with what was looked for, -1 to 1. */
  readonly likeness: number;
}

export function pieceAt(picture: Grey, [x, y]: readonly [number, number]): Piece {
  const [values, across, along] = [new Float64Array(CELLS), new Float64Array(CELLS), new Float64Array(CELLS)];
  read(picture, { x, y, out: values });
  const [before, after] = [new Float64Array(CELLS), new Float64Array(CELLS)];
  for (const [slope, right, down] of [
    [across, 1, 0],
    [along, 0, 1],
  ] as const) {
    read(picture, { x: x - right, y: y - down, out: before });
    read(picture, { x: x + right, y: y + down, out: after });
    for (let i = 0; i < CELLS; i++) slope[i] = (after[i]! - before[i]!) / 2;
    takeMeanOut(slope);
  }
  takeMeanOut(values);
  const [xx, xy, yy] = [dot(across, across), dot(across, along), dot(along, along)];
  const half = (xx + yy) / 2;
  const texture = Math.max(0, half - Math.sqrt(Math.max(0, half * half - (xx * yy - xy * xy))));
  return { x, y, values, across, along, texture };
}

/** Read again and again, one piece at a time. */
const found = new Float64Array(CELLS);
const missing = new Float64Array(CELLS);

/**
 * Follows a piece to another picture, near where it was, by slopes (Lucas and Kanade 1981), with brightness and contrast of the
 * piece taken out: light changes on the way.
 */
export function track({ x, y, values, across, along }: Piece, to: Grey): Tracked {
  const [xx, xy, yy] = [dot(across, across), dot(across, along), dot(along, along)];
  const determinant = Math.max(1e-9, xx * yy - xy * xy);
  let [right, down] = [0, 0];
  read(to, { x, y, out: found });
  takeMeanOut(found);
  for (let round = 0; round < ROUNDS; round++) {
    const contrast = Math.max(0.5, Math.min(2, dot(values, found) / Math.max(1e-9, dot(found, found))));
    for (let i = 0; i < CELLS; i++) missing[i] = values[i]! - contrast * found[i]!;
    const [ex, ey] = [dot(missing, across), dot(missing, along)];
    right += within((yy * ex - xy * ey) / determinant);
    down += within((xx * ey - xy * ex) / determinant);
    read(to, { x: x + right, y: y + down, out: found });
    takeMeanOut(found);
  }
  const likeness = dot(values, found) / Math.sqrt(Math.max(1e-12, dot(values, values) * dot(found, found)));
  return { right, down, likeness };
}

const within = (step: number) => Math.max(-1, Math.min(1, step));

/** All cells lie equally between pixels: four weights serve them all. Near the rim each is read by itself. */
function read(picture: Grey, { x, y, out }: { x: number; y: number; out: Float64Array }): void {
  const { width, height, data } = picture;
  const [column, row] = [Math.floor(x) - RADIUS, Math.floor(y) - RADIUS];
  if (column < 0 || row < 0 || column + WIDE >= width || row + WIDE >= height) {
    for (let i = 0; i < CELLS; i++)
      out[i] = sample(picture, x - RADIUS + (i % WIDE), y - RADIUS + Math.floor(i / WIDE));
    return;
  }
  const [right, down] = [x - Math.floor(x), y - Math.floor(y)];
  const [a, b, c, d] = [(1 - right) * (1 - down), right * (1 - down), (1 - right) * down, right * down];
  for (let v = 0, i = 0; v < WIDE; v++) {
    let at = (row + v) * width + column;
    for (let u = 0; u < WIDE; u++, i++, at++)
      out[i] = a * data[at]! + b * data[at + 1]! + c * data[at + width]! + d * data[at + width + 1]!;
  }
}

function takeMeanOut(values: Float64Array): void {
  let mean = 0;
  for (let i = 0; i < CELLS; i++) mean += values[i]! * WEIGHTS[i]!;
  for (let i = 0; i < CELLS; i++) values[i]! -= mean;
}

function dot(one: Float64Array, other: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < CELLS; i++) sum += one[i]! * other[i]! * WEIGHTS[i]!;
  return sum;
}

function weights(): Float64Array {
  const all = Float64Array.from({ length: CELLS }, (_, i) => {
    const [x, y] = [(i % WIDE) - RADIUS, Math.floor(i / WIDE) - RADIUS];
    return Math.exp(-(x * x + y * y) / (2 * SPREAD * SPREAD));
  });
  const total = all.reduce((sum, weight) => sum + weight, 0);
  return all.map((weight) => weight / total);
}
