import { absent, asks, found, framesOf, unclear } from './evidence.ts';
import type { Evidence, Observation, Step } from './types.ts';

/** The opening must shrink by this share of its most; eyes that stay open seem to shrink by less than the second. */
const CLOSED = 0.15;
const OPEN = 0.1;
const LEAST_FRAMES = 3;
/** Eyes narrower than this at their widest (smiling, squinting, looking down) are too closed already to tell. */
const LEAST_OPEN = 0.2;

/** Eyes that were open and closed while asked to. Score: how far they closed, 0 to 1. */
export function blinked(frames: readonly Observation[], steps: readonly Step[]): Evidence {
  if (!asks('blink', steps)) return absent('blink');
  const openings = framesOf('blink', frames, steps).flatMap(({ face }) => (face.eyes === undefined ? [] : [face.eyes]));
  const most = Math.max(...openings);
  if (openings.length < LEAST_FRAMES || most < LEAST_OPEN) return unclear('blink', 'eyes_not_seen', openings.length);
  const score = 1 - Math.min(...openings) / most;
  return found('blink', {
    score,
    threshold: CLOSED,
    n: openings.length,
    outcome: score >= CLOSED ? 'passed' : score >= OPEN ? 'inconclusive' : 'failed',
    reason: 'no_blink',
  });
}
