import { lightOfValue } from './colour-code.ts';
import { absent, type FrameWithFace, found, framesOf, unclear } from './evidence.ts';
import type { Evidence, Observation, Rgb, Step } from './types.ts';

/** Correlation of what came back with what was shown. */
const REFLECTED = 0.65;
/** Between the two nobody can say: noise, a hand that moves. */
const ANOTHER_CODE = 0.4;
/** Reflections weaker than this (deviation of the logarithm) drown: a bright room, a dim screen. That is no fraud. */
const AMPLITUDE = 0.012;
/** Weaker than this even a match is chance. */
const FAINT = 0.005;
const LEAST_COLOURS = 6;

/**
 * The colours of the screen come back from a face near it. Logarithms of red and blue over green, face minus surroundings
 * (which cancels white balance), without their trend, correlated with the secret code.
 */
export function flashReflection(frames: readonly Observation[], steps: readonly Step[]): Evidence {
  const step = steps.find(({ kind }) => kind === 'flash');
  if (step?.kind !== 'flash') return absent('flash');
  const shown = framesOf('flash', frames, steps).filter(({ colour }) => colour !== undefined && step.colours[colour]);
  if (new Set(shown.map(({ colour }) => colour)).size < LEAST_COLOURS)
    return unclear('flash', 'too_few_frames', shown.length);
  const times = shown.map(({ at }) => at);
  const seen = [0, 2].map((channel) =>
    detrended(
      times,
      shown.map((frame) => reflected(frame, channel)),
    ),
  );
  const code = [0, 2].map((channel) =>
    detrended(
      times,
      shown.map((frame) => sent(step.colours[frame.colour!]!, channel)),
    ),
  );
  const [values, wanted] = [seen.flat(), code.flat()];
  const amplitude = Math.sqrt(dot(values, values) / values.length);
  const score = dot(values, wanted) / (Math.sqrt(dot(values, values) * dot(wanted, wanted)) || 1);
  const measured = { score, threshold: REFLECTED, n: shown.length };
  if (score >= REFLECTED && amplitude >= FAINT) return found('flash', { ...measured, outcome: 'passed' });
  if (score >= ANOTHER_CODE || amplitude < AMPLITUDE) {
    return found('flash', { ...measured, outcome: 'inconclusive', reason: 'light_too_strong' });
  }
  return found('flash', { ...measured, outcome: 'failed', reason: 'no_reflection' });
}

function reflected({ face }: FrameWithFace, channel: number): number {
  const ratio = (colour: Rgb) => Math.log((colour[channel]! + 1) / (colour[1] + 1));
  return ratio(face.skin) - ratio(face.surroundings);
}

/** What a colour adds to red or blue more than to green, in light. */
const sent = (colour: Rgb, channel: number) => lightOfValue(colour[channel]!) - lightOfValue(colour[1]);

/** Without its straight line over time: what drifts (clouds, exposure) is not an answer. */
function detrended(times: readonly number[], values: readonly number[]): number[] {
  const n = values.length;
  const meanOf = (list: readonly number[]) => list.reduce((sum, value) => sum + value, 0) / n;
  const [t, v] = [meanOf(times), meanOf(values)];
  const spread = times.reduce((sum, time) => sum + (time - t) ** 2, 0) || 1;
  const slope = times.reduce((sum, time, i) => sum + (time - t) * (values[i]! - v), 0) / spread;
  return values.map((value, i) => value - v - slope * (times[i]! - t));
}

const dot = (one: readonly number[], other: readonly number[]) =>
  one.reduce((sum, value, i) => sum + value * other[i]!, 0);
