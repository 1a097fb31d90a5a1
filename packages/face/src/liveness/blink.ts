import { absent, asks, found, framesOf, unclear } from './evidence.ts';
import type { Evidence, Observation, Step } from './types.ts';

/** The opening at its least must fall to this share of its most: people differ in both, smiling eyes are half closed. */
const CLOSED = 0.82;
const LEAST_FRAMES = 3;
const LEAST_OPEN = 0.12;

/** Eyes that were open and closed while asked to. Score: how far they closed, 0 to 1. */
export function blinked(frames: readonly Observation[], steps: readonly Step[]): Evidence {
  if (!asks('blink', steps)) return absent('blink');
  const openings = framesOf('blink', frames, steps).flatMap(({ face }) => (face.eyes === undefined ? [] : [face.eyes]));
  const most = Math.max(...openings);
  if (openings.length < LEAST_FRAMES || most < LEAST_OPEN) return unclear('blink', 'eyes_not_seen', openings.length);
  const score = 1 - Math.min(...openings) / most;
  return found('blink', {
    score,
    threshold: 1 - CLOSED,
    n: openings.length,
    outcome: score >= 1 - CLOSED ? 'passed' : 'failed',
    reason: 'no_blink',
  });
}
