import type { Point } from '../../src/types.ts';

export type Triangle = readonly [number, number, number];

interface Circle {
  readonly corners: Triangle;
  readonly x: number;
  readonly y: number;
  readonly square: number;
}

/** Delaunay triangles of points in the plane (Bowyer and Watson, 1981), corners by index. For hundreds of points. */
export function triangulate(points: readonly Point[]): Triangle[] {
  const all: Point[] = [...points, ...aroundAll(points)];
  const first = points.length;
  let triangles: Circle[] = [circleOf(all, [first, first + 1, first + 2])];
  for (let at = 0; at < points.length; at++) {
    const [x, y] = points[at]!;
    const holds = ({ x: cx, y: cy, square }: Circle) => (x - cx) ** 2 + (y - cy) ** 2 < square;
    const edges = rim(triangles.filter(holds));
    triangles = triangles.filter((triangle) => !holds(triangle));
    for (const [from, to] of edges) triangles.push(circleOf(all, [from, to, at]));
  }
  return triangles.map(({ corners }) => corners).filter((corners) => corners.every((corner) => corner < first));
}

function aroundAll(points: readonly Point[]): Point[] {
  const reach = 1e4 * Math.max(1, ...points.flat().map(Math.abs));
  return [
    [-reach, -reach],
    [reach, -reach],
    [0, reach],
  ];
}

/** The edges that only one of these triangles has. */
function rim(triangles: readonly Circle[]): [number, number][] {
  const edges = new Map<string, [number, number]>();
  for (const { corners } of triangles) {
    for (let side = 0; side < 3; side++) {
      const [from, to] = [corners[side]!, corners[(side + 1) % 3]!];
      const key = from < to ? `${from} ${to}` : `${to} ${from}`;
      if (!edges.delete(key)) edges.set(key, [from, to]);
    }
  }
  return [...edges.values()];
}

function circleOf(points: readonly Point[], corners: Triangle): Circle {
  const [[ax, ay], [bx, by], [cx, cy]] = corners.map((corner) => points[corner]!) as [Point, Point, Point];
  const [ux, uy, vx, vy] = [bx - ax, by - ay, cx - ax, cy - ay];
  const twice = 2 * (ux * vy - uy * vx);
  const [u, v] = [ux * ux + uy * uy, vx * vx + vy * vy];
  const [dx, dy] = [(vy * u - uy * v) / twice, (ux * v - vx * u) / twice];
  return {
    corners,
    x: ax + dx,
    y: ay + dy,
    square: Number.isFinite(dx) ? dx * dx + dy * dy : Number.POSITIVE_INFINITY,
  };
}
