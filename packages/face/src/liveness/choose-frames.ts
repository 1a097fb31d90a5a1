import type { Observation, ObservedFace } from './types.ts';

/** Which frames get the costly looks. Frames that carry evidence are always among those identified. */

type WithFace = Observation & { readonly face: ObservedFace };
const yawOf = ({ face }: WithFace) => face.pose.yaw;

/**
 * The furthest turn to each side, the frame with the eyes most closed, the widest mouth, the nearest, and the most frontal
 * frame of every step: about six of twelve.
 */
export function framesToIdentify(frames: readonly Observation[]): number[] {
  const chosen = new Set<number>();
  const least = (by: (frame: WithFace) => number | undefined, among = frames) => {
    let [best, value] = [-1, Number.POSITIVE_INFINITY];
    for (const frame of among) {
      const score = frame.face && by(frame as WithFace);
      if (score !== undefined && score < value) [best, value] = [frames.indexOf(frame), score];
    }
    if (best >= 0) chosen.add(best);
  };
  least(yawOf);
  least((frame) => -yawOf(frame));
  least(({ face }) => face.eyes);
  least(({ face }) => (face.mouth > 0.3 ? -face.mouth : undefined));
  for (const step of new Set(frames.map((frame) => frame.step))) {
    least(
      (frame) => Math.abs(yawOf(frame)),
      frames.filter((frame) => frame.step === step),
    );
  }
  return [...chosen].sort((one, other) => one - other);
}

/** First, last and two between. */
export function framesToLookAround(frames: readonly Observation[]): number[] {
  const last = frames.length - 1;
  return [...new Set([0, Math.round(last / 3), Math.round((2 * last) / 3), last])].filter((index) => index >= 0);
}

/** The two most frontal frames: the networks were trained on frontal faces. */
export function framesToTestForRecapture(frames: readonly Observation[]): number[] {
  return frames
    .map((frame, index) => ({ frame, index }))
    .filter(({ frame }) => frame.face)
    .sort((one, other) => Math.abs(yawOf(one.frame as WithFace)) - Math.abs(yawOf(other.frame as WithFace)))
    .slice(0, 2)
    .map(({ index }) => index);
}
