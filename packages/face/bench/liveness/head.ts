import { EYELIDS, LEFT_EYE, OVAL, RIGHT_EYE } from '../../src/liveness/mesh-points.ts';
import { poseOfMesh } from '../../src/liveness/mesh-pose.ts';
import type { Picture } from '../../src/pixels.ts';
import type { Point } from '../../src/types.ts';
import type { Point3 } from '../../src/vectors.ts';
import { type Triangle, triangulate } from './delaunay.ts';

/** A head made from one photo: the face mesh with its depth, and rings around it for hair, ears and neck. */
export interface Head {
  /** Whose it is: heads of one person have one name, also when they are from different pictures. */
  readonly person: string;
  /** Centimetres around the middle between the eyes, level and frontal; z away from the camera. */
  readonly vertices: readonly Point3[];
  readonly at: readonly Point[];
  readonly opacity: readonly number[];
  readonly triangles: readonly Triangle[];
  readonly mouthInside: ReadonlySet<number>;
  readonly texture: Picture;
}

/** What the face does. Degrees and shares. */
export interface Gesture {
  readonly yaw: number;
  readonly pitch: number;
  readonly roll: number;
  /** 0 open, 1 closed. */
  readonly eyesClosed: number;
  /** 0 closed, 1 wide open. */
  readonly mouthOpen: number;
}

export const STILL: Gesture = { yaw: 0, pitch: 0, roll: 0, eyesClosed: 0, mouthOpen: 0 };

const OUTER_EYES_CM = 8.9;
/** Rings around the face: distance from its middle, depth in face radii, opacity. They follow a rounded skull. */
const RINGS = [
  { reach: 1.16, depth: 0.4, opacity: 1 },
  { reach: 1.38, depth: 0.95, opacity: 1 },
  { reach: 1.6, depth: 1.3, opacity: 0 },
] as const;
/** Rims of the lips from the right corner to the left, outer and inner; those of one index lie above each other. */
const LIPS = {
  upper: {
    outer: [61, 185, 40, 39, 37, 0, 267, 269, 270, 409, 291],
    inner: [78, 191, 80, 81, 82, 13, 312, 311, 310, 415, 308],
  },
  lower: {
    outer: [61, 146, 91, 181, 84, 17, 314, 405, 321, 375, 291],
    inner: [78, 95, 88, 178, 87, 14, 317, 402, 318, 324, 308],
  },
} as const;
const INNER_LIPS: ReadonlySet<number> = new Set([...LIPS.upper.inner, ...LIPS.lower.inner]);
/** Rows between the rims: so close together that triangles over them would tie one lip to the other. */
const WITHIN_LIPS: ReadonlySet<number> = new Set([
  ...[76, 184, 74, 73, 72, 11, 302, 303, 304, 408, 306, 62, 183, 42, 41, 38, 12, 268, 271, 272, 407, 292],
  ...[77, 90, 180, 85, 16, 315, 404, 320, 307, 96, 89, 179, 86, 15, 316, 403, 319, 325],
]);
const RADIANS = Math.PI / 180;

interface HeadProps {
  person: string;
  /** The photo, the face in it about as large as it will be drawn. */
  texture: Picture;
  /** Its mesh, px of the photo. */
  points: readonly Point3[];
}

export function makeHead({ person, texture, points }: HeadProps): Head {
  const [right, left] = [points[RIGHT_EYE.outer]!, points[LEFT_EYE.outer]!];
  const scale = OUTER_EYES_CM / Math.hypot(left[0] - right[0], left[1] - right[1], left[2] - right[2]);
  const middle = points[OVAL[0]!]!.map((_, axis) => (left[axis]! + right[axis]!) / 2) as unknown as Point3;
  const rings = RINGS.flatMap((ring) => ringAround(points, ring));
  const all = [...points, ...rings];
  const { yaw, roll } = poseOfMesh(points);
  const vertices = all.map(([x, y, z]): Point3 => {
    const point: Point3 = [(x - middle[0]) * scale, (y - middle[1]) * scale, (z - middle[2]) * scale];
    return turn(turn(point, { ...STILL, roll: -roll }), { ...STILL, yaw: -yaw });
  });
  const at = all.map(([x, y]): Point => [x, y]);
  const triangles = trianglesOf(at);
  const mouthInside = new Set(triangles.flatMap((corners, i) => (corners.every((c) => INNER_LIPS.has(c)) ? [i] : [])));
  const opacity = [...points.map(() => 1), ...RINGS.flatMap((ring) => OVAL.map(() => ring.opacity))];
  return { person, vertices, at, opacity, triangles, mouthInside, texture };
}

/** A closed mouth has its lips on one line: they are drawn apart first, so that no triangle ties one to the other. */
function trianglesOf(at: readonly Point[]): Triangle[] {
  const apart = [...at];
  for (const { outer, inner } of [LIPS.upper, LIPS.lower]) {
    inner.slice(1, -1).forEach((index, i) => {
      const [[x, y], [u, v]] = [at[index]!, at[outer[i + 1]!]!];
      apart[index] = [x + (u - x) * 0.35, y + (v - y) * 0.35];
    });
  }
  const kept = [...apart.keys()].filter((index) => !WITHIN_LIPS.has(index));
  return triangulate(kept.map((index) => apart[index]!)).map(
    ([a, b, c]) => [kept[a]!, kept[b]!, kept[c]!] as unknown as Triangle,
  );
}

function ringAround(points: readonly Point3[], { reach, depth }: { reach: number; depth: number }): Point3[] {
  const rim = OVAL.map((index) => points[index]!);
  const middle = [0, 1].map((axis) => rim.reduce((sum, point) => sum + point[axis]!, 0) / rim.length);
  const radius = Math.abs(points[454]![0] - points[234]![0]) / 2;
  return rim.map(
    ([x, y, z]): Point3 => [
      middle[0]! + (x - middle[0]!) * reach,
      middle[1]! + (y - middle[1]!) * reach,
      z + depth * radius,
    ],
  );
}

/** Turns a point around the neck, which is below and behind the eyes. Yaw, then pitch, then roll, signs as in `Pose`. */
function turn([x, y, z]: Point3, { yaw, pitch, roll }: Gesture): Point3 {
  const [ys, yc] = [Math.sin(yaw * RADIANS), Math.cos(yaw * RADIANS)];
  const [ps, pc] = [Math.sin(pitch * RADIANS), Math.cos(pitch * RADIANS)];
  const [rs, rc] = [Math.sin(roll * RADIANS), Math.cos(roll * RADIANS)];
  const [x1, z1] = [x * yc - z * ys, z * yc + x * ys];
  const [y2, z2] = [y * pc + z1 * ps, z1 * pc - y * ps];
  return [x1 * rc - y2 * rs, y2 * rc + x1 * rs, z2];
}

const NECK = { y: 6, z: 9 } as const;

/** The vertices of a head that makes a gesture, around the same origin. */
export function gestured(head: Head, gesture: Gesture): Point3[] {
  const moved = head.vertices.map((vertex): Point3 => vertex);
  closeEyes(moved, gesture.eyesClosed);
  openMouth(moved, gesture.mouthOpen);
  return moved.map(([x, y, z]) => {
    const [tx, ty, tz] = turn([x, y - NECK.y, z - NECK.z], gesture);
    return [tx, ty + NECK.y, tz + NECK.z];
  });
}

/** Upper lids come down to the lower ones; the skin above follows in part. */
function closeEyes(vertices: Point3[], share: number): void {
  if (share <= 0) return;
  const folds = { right: [247, 30, 29, 27, 28, 56, 190], left: [467, 260, 259, 257, 258, 286, 414] };
  for (const side of ['right', 'left'] as const) {
    EYELIDS[side].upper.forEach((upper, i) => {
      const lid = vertices[upper]!;
      const goal = vertices[EYELIDS[side].lower[i]!]!;
      const down = (part: number, from: Point3): Point3 => [
        from[0] + (goal[0] - lid[0]) * share * part,
        from[1] + (goal[1] - lid[1]) * share * part,
        from[2] + (goal[2] - lid[2]) * share * part,
      ];
      vertices[folds[side][i]!] = down(0.7, vertices[folds[side][i]!]!);
      vertices[upper] = down(0.97, lid);
    });
  }
}

/** The jaw goes down: everything below the line between the lips, more the lower it is. */
function openMouth(vertices: Point3[], share: number): void {
  if (share <= 0) return;
  const [upper, lower, chin] = [vertices[13]!, vertices[14]!, vertices[152]!];
  const line = (upper[1] + lower[1]) / 2;
  const half = Math.abs(vertices[291]![0] - vertices[61]![0]) / 2;
  const below = new Set([14, 87, 178, 88, 95, 317, 402, 318, 324]);
  vertices.forEach(([x, y, z], i) => {
    if (y <= line && !below.has(i)) return;
    if (i >= 468) return;
    const depth = Math.min(1, Math.max(0, (y - line) / (chin[1] - line)));
    const across = Math.max(0, 1 - (Math.abs(x - upper[0]) / (half * 2.6)) ** 2);
    const corner = Math.max(0, 1 - (Math.abs(x - upper[0]) / half) ** 2);
    const drop = 3.2 * share * Math.max(across * Math.min(1, depth * 2.5), below.has(i) ? corner * 0.9 : 0);
    vertices[i] = [x, y + drop, z + drop * 0.15];
  });
}
