import { absent, found, unclear, withFace } from './evidence.ts';
import type { Evidence, Observation } from './types.ts';

/**
 * What the institution's passive networks say about the most frontal frames: the mean probability of a real face.
 * @param threshold the least of it, the mean of the networks' own; undefined without networks.
 */
export function recaptureNets(frames: readonly Observation[], threshold: number | undefined): Evidence {
  if (threshold === undefined) return absent('recapture');
  const probabilities = withFace(frames).flatMap(({ face }) => face.recapture ?? []);
  if (probabilities.length === 0) return unclear('recapture', 'no_face');
  const score = probabilities.reduce((sum, value) => sum + value, 0) / probabilities.length;
  return found('recapture', {
    score,
    threshold,
    n: probabilities.length,
    outcome: score >= threshold ? 'passed' : 'failed',
    reason: 'looks_recaptured',
  });
}
