import { absent, asks, found, framesOf, unclear } from './evidence.ts';
import type { Evidence, Observation, Step } from './types.ts';

/** The opening over the width of the lips must grow by this much; less than the second is a mouth at rest. */
const OPENED = 0.1;
const STILL = 0.06;
const LEAST_FRAMES = 2;

/** A mouth that opened while asked to. Score: growth of its height over its width. */
export function openedMouth(frames: readonly Observation[], steps: readonly Step[]): Evidence {
  if (!asks('open-mouth', steps)) return absent('mouth');
  const openings = framesOf('open-mouth', frames, steps).map(({ face }) => face.mouth);
  if (openings.length < LEAST_FRAMES) return unclear('mouth', 'no_face', openings.length);
  const score = Math.max(...openings) - Math.min(...openings);
  return found('mouth', {
    score,
    threshold: OPENED,
    n: openings.length,
    outcome: score >= OPENED ? 'passed' : score >= STILL ? 'inconclusive' : 'failed',
    reason: 'mouth_not_opened',
  });
}
