import { absent, asks, type FrameWithFace, found, framesOf, unclear } from './evidence.ts';
import type { Evidence, Observation, Step } from './types.ts';

/** How much larger the face must become. */
const CLOSER = 1.3;
/** Perspective that a head gains and a picture does not (`perspective.ts`): from here on a head, below a flat thing. */
const BULGED = 0.6;
const FLAT = 0.35;

export function cameCloser(frames: readonly Observation[], steps: readonly Step[]): Evidence {
  if (!asks('come-closer', steps)) return absent('closer');
  const own = framesOf('come-closer', frames, steps).toSorted((one, other) => sizeOf(one) - sizeOf(other));
  const [far, near] = [own[0], own.at(-1)];
  if (!far || !near || own.length < 2) return unclear('closer', 'no_face', own.length);
  if (sizeOf(near) / sizeOf(far) < CLOSER) {
    return found('closer', { score: 0, threshold: BULGED, n: own.length, outcome: 'failed', reason: 'not_closer' });
  }
  const score = near.perspective;
  if (score === undefined) return unclear('closer', 'looks_flat_when_near', own.length);
  const outcome = score >= BULGED ? 'passed' : score >= FLAT ? 'inconclusive' : 'failed';
  return found('closer', { score, threshold: BULGED, n: own.length, outcome, reason: 'looks_flat_when_near' });
}

const sizeOf = ({ face }: FrameWithFace) => face.size;
