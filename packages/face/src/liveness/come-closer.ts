import type { Point } from '../types.ts';
import { absent, asks, type FrameWithFace, found, framesOf, unclear } from './evidence.ts';
import { homographyResidual } from './homography.ts';
import type { Evidence, Observation, Step } from './types.ts';

/** How much larger the face must become. */
const CLOSER = 1.3;
/**
 * A head near the camera is seen in stronger perspective: the nose grows more than the ears. A picture that comes nearer
 * only grows. What is left after the best homography between far and near, in face sizes.
 */
const BULGED = 0.02;

export function cameCloser(frames: readonly Observation[], steps: readonly Step[]): Evidence {
  if (!asks('come-closer', steps)) return absent('closer');
  const own = framesOf('come-closer', frames, steps).toSorted((one, other) => sizeOf(one) - sizeOf(other));
  const [far, near] = [own[0], own.at(-1)];
  if (!far || !near || own.length < 2) return unclear('closer', 'no_face', own.length);
  if (sizeOf(near) / sizeOf(far) < CLOSER) {
    return found('closer', { score: 0, threshold: BULGED, n: own.length, outcome: 'failed', reason: 'not_closer' });
  }
  const score = homographyResidual(levelled(far), levelled(near));
  const outcome = score >= BULGED ? 'passed' : 'inconclusive';
  return found('closer', { score, threshold: BULGED, n: own.length, outcome, reason: 'looks_flat_when_near' });
}

const sizeOf = ({ face }: FrameWithFace) => face.size;
const levelled = ({ face }: FrameWithFace): readonly Point[] => face.rigid;
