import type { Observation, ObservedFace } from './types.ts';

/** Which frames get the costly looks. */

type WithFace = Observation & { readonly face: ObservedFace };
const yawOf = ({ face }: WithFace) => face.pose.yaw;

const TO_MATCH = 3;
/** Half-closed eyes and open mouths make a face less like itself. */
const unlikely = ({ face }: WithFace) => (face.eyes !== undefined && face.eyes < 0.2 ? 20 : 0) + face.mouth * 20;

/** The most frontal frames, of different steps as far as there are. */
export function framesToMatch(frames: readonly Observation[]): number[] {
  const ranked = ranking(frames, (frame) => Math.abs(yawOf(frame)) + unlikely(frame));
  const firstOfStep = ranked.filter(
    (index, i) => ranked.findIndex((other) => frames[other]!.step === frames[index]!.step) === i,
  );
  return [...new Set([...firstOfStep, ...ranked])].slice(0, TO_MATCH).sort((one, other) => one - other);
}

/** First, middle and last. */
export function framesToLookAround(frames: readonly Observation[]): number[] {
  const last = frames.length - 1;
  return [...new Set([0, last >> 1, last])].filter((index) => index >= 0 && index <= last);
}

/** The two most frontal frames: the networks were trained on frontal faces. */
export function framesToTestForRecapture(frames: readonly Observation[]): number[] {
  return ranking(frames, (frame) => Math.abs(yawOf(frame))).slice(0, 2);
}

/** Indices of the frames with a face, least first. */
function ranking(frames: readonly Observation[], by: (frame: WithFace) => number): number[] {
  const scored = frames.flatMap((frame, index) => (frame.face ? [{ index, score: by(frame as WithFace) }] : []));
  return scored.sort((one, other) => one.score - other.score).map(({ index }) => index);
}
