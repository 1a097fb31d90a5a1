import { boundsOf, type Similarity } from '../geometry.ts';
import type { Picture } from '../pixels.ts';
import type { Box } from '../types.ts';
import type { Point3 } from '../vectors.ts';
import { LEFT_EYE, RIGHT_EYE } from './mesh-points.ts';
import { quickCut } from './quick-cut.ts';
import type { MeshFace } from './types.ts';

/** Runs a net with several outputs. */
export interface MultiNet<Output extends string> {
  run(input: Uint8Array, shape: readonly number[]): Promise<Record<Output, Float32Array>>;
}

export type MeshNet = MultiNet<'mesh' | 'presence'>;

const SIDE = 192;
const POINTS = 468;
/** The net was trained on squares half as wide again as the face, with the eyes level. */
const ROOM = 1.5;

/** Where to look for a face whose mesh in the frame before is known. */
export function placeFromMesh(points: readonly Point3[]): Similarity {
  const [right, left] = [points[RIGHT_EYE.outer]!, points[LEFT_EYE.outer]!];
  return squareOver(boundsOf(points), Math.atan2(left[1] - right[1], left[0] - right[0]));
}

/** Where to look for a detected face. */
export function placeFromBox(box: Box): Similarity {
  return squareOver(box, 0);
}

function squareOver([x, y, width, height]: Box, roll: number): Similarity {
  const side = Math.max(width, height) * ROOM;
  const [a, b] = [(Math.cos(roll) * side) / SIDE, (Math.sin(roll) * side) / SIDE];
  const [cx, cy] = [x + width / 2, y + height / 2];
  return { a, b, x: cx - ((a - b) * SIDE) / 2, y: cy - ((b + a) * SIDE) / 2 };
}

/** The mesh of the face in that square, in pixels of the picture. */
export async function findMesh(net: MeshNet, picture: Picture, place: Similarity): Promise<MeshFace> {
  const cut = new Uint8Array(SIDE * SIDE * 3);
  quickCut(picture, place, SIDE, cut);
  const { mesh, presence } = await net.run(cut, [1, SIDE, SIDE, 3]);
  const { a, b, x, y } = place;
  const scale = Math.hypot(a, b);
  const points: Point3[] = [];
  for (let at = 0; at < POINTS * 3; at += 3) {
    const [u, v] = [mesh[at]!, mesh[at + 1]!];
    points.push([a * u - b * v + x, b * u + a * v + y, mesh[at + 2]! * scale]);
  }
  return { points, presence: presence[0]! };
}
