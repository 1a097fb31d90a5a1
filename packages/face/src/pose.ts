import { centroid } from './geometry.ts';
import type { Point, Pose } from './types.ts';
import { centred, cross, dot, gram, inverse3, length, type Point3, unit } from './vectors.ts';

/**
 * Where nine steady landmarks sit on an average head, centimetres: x to the right and y downwards in the image of a
 * frontal face, z towards the camera. Figures follow MediaPipe's canonical face model (Apache-2.0).
 */
const CANONICAL: readonly (readonly [landmark: number, at: Point3])[] = [
  [27, [0, -2.6, 5.75]],
  [30, [0, 1.13, 7.48]],
  [33, [0, 2.09, 6.06]],
  [36, [-4.45, -2.66, 3.17]],
  [39, [-1.86, -2.59, 3.76]],
  [42, [1.86, -2.59, 3.76]],
  [45, [4.45, -2.66, 3.17]],
  [48, [-2.46, 4.34, 4.28]],
  [54, [2.46, 4.34, 4.28]],
];
/** The landmark net puts nose and mouth a little lower: 61 portraits gave 6° downwards on average. The head is tilted to match. */
const TILT = (6 * Math.PI) / 180;
export const HEAD = CANONICAL.map(([landmark, [x, y, z]]): readonly [landmark: number, at: Point3] => [
  landmark,
  [x, y * Math.cos(TILT) + z * Math.sin(TILT), z * Math.cos(TILT) - y * Math.sin(TILT)],
]);
const MODEL = centred(HEAD.map(([, at]) => at));
const MODEL_INVERSE = inverse3(gram(MODEL));
const EYE_DISTANCE = 8.9;
const DEGREES = 180 / Math.PI;

export interface PoseFit {
  pose: Pose;
  /** Root mean square distance between landmarks and the posed head, in outer-eye distances of that head. */
  residual: number;
}

/** Fits the average head under scaled orthographic projection, by least squares. */
export function fitPose(landmarks: readonly Point[]): PoseFit {
  const points = HEAD.map(([landmark]) => landmarks[landmark]!);
  const [cx, cy] = centroid(points);
  const rowX = solve(points.map(([x]) => x - cx));
  const rowY = solve(points.map(([, y]) => y - cy));
  const scale = (length(rowX) + length(rowY)) / 2 || 1;
  const [right, down] = orthonormal(rowX, rowY);
  const towards = cross(right, down);
  const roll = Math.atan2(down[0], right[0]);
  const [nx, ny, nz] = [right[2], down[2], towards[2]];
  const x = nx * Math.cos(roll) + ny * Math.sin(roll);
  const y = -nx * Math.sin(roll) + ny * Math.cos(roll);
  const pose = { yaw: Math.atan2(x, nz) * DEGREES, pitch: -Math.asin(clampUnit(y)) * DEGREES, roll: roll * DEGREES };
  let square = 0;
  points.forEach(([px, py], i) => {
    const model = MODEL[i]!;
    square += (dot(right, model) * scale - (px - cx)) ** 2 + (dot(down, model) * scale - (py - cy)) ** 2;
  });
  return { pose, residual: Math.sqrt(square / points.length) / (scale * EYE_DISTANCE) };
}

/** Least squares of one image axis over the model: (MᵀM)⁻¹Mᵀ·values. */
function solve(values: readonly number[]): Point3 {
  const sums: [number, number, number] = [0, 0, 0];
  values.forEach((value, i) => {
    for (let axis = 0; axis < 3; axis++) sums[axis]! += MODEL[i]![axis]! * value;
  });
  return [dot(MODEL_INVERSE[0], sums), dot(MODEL_INVERSE[1], sums), dot(MODEL_INVERSE[2], sums)];
}

/** The two nearest perpendicular unit vectors, each turned by half of what is missing to a right angle. */
function orthonormal(one: Point3, other: Point3): [Point3, Point3] {
  const u = unit(one);
  const v = unit(other);
  const sum = unit([u[0] + v[0], u[1] + v[1], u[2] + v[2]]);
  const difference = unit([u[0] - v[0], u[1] - v[1], u[2] - v[2]]);
  const mix = (sign: number): Point3 =>
    unit([sum[0] + sign * difference[0], sum[1] + sign * difference[1], sum[2] + sign * difference[2]]);
  return [mix(1), mix(-1)];
}

const clampUnit = (x: number) => Math.max(-1, Math.min(1, x));
