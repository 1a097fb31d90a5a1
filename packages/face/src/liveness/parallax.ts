import { absent, found, unclear, withFace } from './evidence.ts';
import { homographyResidual } from './homography.ts';
import type { Evidence, Observation, Step } from './types.ts';

/**
 * Solid or flat: between two views of a flat picture every point moves by one homography; the nose of a head moves further
 * than its temples. What is left over after the best homography is the depth. A weak witness beside the turn itself,
 * because the mesh net draws heads even on paper.
 */
const SOLID = 0.35;
const FLAT = 0.22;
/** Views closer than this, degrees, differ too little to tell: a head that turned to one side alone leaves about as little as paper. */
const APART = 32;

export function solidHead(frames: readonly Observation[], steps: readonly Step[]): Evidence {
  if (!steps.some(({ kind }) => kind.startsWith('turn'))) return absent('solid');
  const sorted = withFace(frames).toSorted((one, other) => one.face.pose.yaw - other.face.pose.yaw);
  const [first, last] = [sorted[0], sorted.at(-1)];
  if (!first || !last || last.face.pose.yaw - first.face.pose.yaw < APART) {
    return unclear('solid', 'turn_too_small', sorted.length);
  }
  const score = homographyResidual(first.face.rigid, last.face.rigid);
  const outcome = score >= SOLID ? 'passed' : score >= FLAT ? 'inconclusive' : 'failed';
  return found('solid', { score, threshold: SOLID, n: sorted.length, outcome, reason: 'looks_flat' });
}
