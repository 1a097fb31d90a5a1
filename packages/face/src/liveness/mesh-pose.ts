import type { Pose } from '../types.ts';
import { length, type Point3, unit } from '../vectors.ts';
import { CHIN, FOREHEAD, PAIRS } from './mesh-points.ts';

const DEGREES = 180 / Math.PI;

/**
 * Pose of a mesh with depth. Pairs of points that lie across from each other on a head give the axis from ear to ear: its
 * depth is the yaw, its slope the roll. Forehead to chin gives the pitch (of a level head about zero, give or take a
 * person's own constant: compare frames, not people).
 */
export function poseOfMesh(points: readonly Point3[]): Pose {
  const across = axisOf(points, PAIRS);
  const down = axisOf(points, [[FOREHEAD, CHIN]]);
  const roll = Math.atan2(across[1], across[0]);
  const [cos, sin] = [Math.cos(roll), Math.sin(roll)];
  const level = across[0] * cos + across[1] * sin;
  const upright = -down[0] * sin + down[1] * cos;
  return {
    yaw: Math.atan2(across[2], level) * DEGREES,
    pitch: -Math.atan2(down[2], upright) * DEGREES,
    roll: roll * DEGREES,
  };
}

function axisOf(points: readonly Point3[], pairs: readonly (readonly [number, number])[]): Point3 {
  const sum: [number, number, number] = [0, 0, 0];
  for (const [from, to] of pairs) {
    for (let axis = 0; axis < 3; axis++) sum[axis]! += points[to]![axis]! - points[from]![axis]!;
  }
  return unit(sum);
}

/** Size of a head whatever its turn: the mean distance of its pairs in space, px. */
export function sizeOfMesh(points: readonly Point3[]): number {
  const sum = PAIRS.reduce((total, [right, left]) => {
    const [r, l] = [points[right]!, points[left]!];
    return total + length([l[0] - r[0], l[1] - r[1], l[2] - r[2]]);
  }, 0);
  return sum / PAIRS.length;
}
