/** Small vectors and 3 × 3 matrices (three rows). */
export type Point3 = readonly [x: number, y: number, z: number];
export type Matrix3 = [Point3, Point3, Point3];

export function centred(points: readonly Point3[]): Point3[] {
  const mean = [0, 1, 2].map((axis) => points.reduce((sum, point) => sum + point[axis]!, 0) / points.length);
  return points.map(([x, y, z]) => [x - mean[0]!, y - mean[1]!, z - mean[2]!]);
}

export function gram(points: readonly Point3[]): Matrix3 {
  const row = (i: number): Point3 => {
    const sum = (j: number) => points.reduce((total, point) => total + point[i]! * point[j]!, 0);
    return [sum(0), sum(1), sum(2)];
  };
  return [row(0), row(1), row(2)];
}

export function inverse3([a, b, c]: Matrix3): Matrix3 {
  const determinant = dot(a, cross(b, c));
  const columns = [cross(b, c), cross(c, a), cross(a, b)];
  const row = (i: number): Point3 => [
    columns[0]![i]! / determinant,
    columns[1]![i]! / determinant,
    columns[2]![i]! / determinant,
  ];
  return [row(0), row(1), row(2)];
}

export const dot = (u: Point3, v: Point3) => u[0] * v[0] + u[1] * v[1] + u[2] * v[2];
export const length = (u: Point3) => Math.sqrt(dot(u, u));

export function unit(u: Point3): Point3 {
  const size = length(u) || 1;
  return [u[0] / size, u[1] / size, u[2] / size];
}

export function cross(u: Point3, v: Point3): Point3 {
  return [u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0]];
}
