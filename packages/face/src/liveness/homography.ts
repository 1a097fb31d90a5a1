import type { Point } from '../types.ts';

/** Nine numbers, row by row, the last 1: the map of one flat thing between two pictures. */
export type Homography = readonly number[];

/**
 * The homography that brings `from` nearest to `to`: direct linear transform by least squares on points brought to unit
 * size first (Hartley 1997). Needs four points or more, not all on a line.
 * @returns root mean square distance left over, in the size of `to` (root mean square distance from its middle).
 */
export function homographyResidual(from: readonly Point[], to: readonly Point[]): number {
  const [a, b] = [normalised(from), normalised(to)];
  const map = solveHomography(a, b);
  if (!map) return 0;
  let square = 0;
  a.forEach((point, i) => {
    const [x, y] = applyHomography(map, point);
    square += (x - b[i]![0]) ** 2 + (y - b[i]![1]) ** 2;
  });
  return Math.sqrt(square / a.length);
}

export function applyHomography(h: Homography, [x, y]: Point): Point {
  const w = h[6]! * x + h[7]! * y + h[8]!;
  return [(h[0]! * x + h[1]! * y + h[2]!) / w, (h[3]! * x + h[4]! * y + h[5]!) / w];
}

function normalised(points: readonly Point[]): Point[] {
  const n = points.length;
  const [cx, cy] = [0, 1].map((axis) => points.reduce((sum, point) => sum + point[axis]!, 0) / n) as [number, number];
  const size = Math.sqrt(points.reduce((sum, [x, y]) => sum + (x - cx) ** 2 + (y - cy) ** 2, 0) / n) || 1;
  return points.map(([x, y]) => [(x - cx) / size, (y - cy) / size]);
}

function solveHomography(from: readonly Point[], to: readonly Point[]): Homography | undefined {
  const sums = Array.from({ length: 8 }, () => new Float64Array(9));
  from.forEach(([x, y], i) => {
    const [u, v] = to[i]!;
    addRow(sums, [x, y, 1, 0, 0, 0, -u * x, -u * y], u);
    addRow(sums, [0, 0, 0, x, y, 1, -v * x, -v * y], v);
  });
  const solution = solveLinear(sums);
  return solution && [...solution, 1];
}

function addRow(sums: readonly Float64Array[], row: readonly number[], value: number): void {
  for (let i = 0; i < 8; i++) {
    for (let j = 0; j < 8; j++) sums[i]![j]! += row[i]! * row[j]!;
    sums[i]![8]! += row[i]! * value;
  }
}

/** Gauss with pivots: as many rows as unknowns, each with its right side last. undefined when they do not determine them. */
export function solveLinear(rows: readonly Float64Array[]): number[] | undefined {
  const n = rows.length;
  const left = [...rows];
  for (let column = 0; column < n; column++) {
    const best = left
      .slice(column)
      .reduce((one, other) => (Math.abs(other[column]!) > Math.abs(one[column]!) ? other : one));
    if (Math.abs(best[column]!) < 1e-12) return undefined;
    left[left.indexOf(best)] = left[column]!;
    left[column] = best;
    for (const row of left) {
      if (row === best) continue;
      const share = row[column]! / best[column]!;
      for (let i = column; i <= n; i++) row[i]! -= share * best[i]!;
    }
  }
  return left.map((row, i) => row[n]! / row[i]!);
}
