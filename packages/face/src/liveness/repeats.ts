import { found, unclear } from './evidence.ts';
import { difference } from './frame-marks.ts';
import type { Evidence, Observation } from './types.ts';

/** Mean difference of single pixels, levels of 255, below which two frames are one: even a still camera has noise. */
const SAME = 0.3;
/** A camera slower than the client gives its last frame again: that is no loop. */
const SAME_INSTANT_MS = 400;

/** A frozen or looped stream: frames that come again. Score: share of frames that are new. */
export function newFrames(frames: readonly Observation[]): Evidence {
  if (frames.length < 2) return unclear('repeats', 'too_few_frames', frames.length);
  let [repeated, frozen] = [0, true];
  frames.forEach((frame, i) => {
    const twin = frames.findIndex((other, j) => j < i && other.at + SAME_INSTANT_MS < frame.at && same(frame, other));
    if (twin >= 0) repeated++;
    if (twin >= 0 && twin < i - 1 && !same(frame, frames[i - 1]!)) frozen = false;
  });
  const score = 1 - repeated / frames.length;
  const reason = frozen ? 'frozen_picture' : 'repeated_picture';
  return found('repeats', {
    score,
    threshold: 1,
    n: frames.length,
    outcome: repeated > 0 ? 'failed' : 'passed',
    reason,
  });
}

const same = (one: Observation, other: Observation) =>
  one.grain.length === other.grain.length && difference(one.grain, other.grain) < SAME;
