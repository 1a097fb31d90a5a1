import { absent, asks, type FrameWithFace, found, framesOf, median, unclear, withFace } from './evidence.ts';
import type { Evidence, Observation, Step } from './types.ts';

/** The opening over the width of the lips must grow by this much; less than the second is a mouth at rest. */
const OPENED = 0.1;
const STILL = 0.06;
const LEAST_FRAMES = 2;
/** A mouth at rest is measured this near to straight ahead, degrees: turned away it seems wider open. */
const AHEAD = 12;

/**
 * A mouth that opened while asked to, against the same person's mouth at rest in the other steps: who opens it at once has
 * no closed one in the step itself. Score: growth of its height over its width.
 */
export function openedMouth(frames: readonly Observation[], steps: readonly Step[]): Evidence {
  if (!asks('open-mouth', steps)) return absent('mouth');
  const own = framesOf('open-mouth', frames, steps);
  if (own.length < LEAST_FRAMES) return unclear('mouth', 'no_face', own.length);
  const openings = own.map(({ face }) => face.mouth);
  const score = Math.max(...openings) - (atRest(frames, own) ?? Math.min(...openings));
  return found('mouth', {
    score,
    threshold: OPENED,
    n: openings.length,
    outcome: score >= OPENED ? 'passed' : score >= STILL ? 'inconclusive' : 'failed',
    reason: 'mouth_not_opened',
  });
}

/** undefined where too few frames of other steps look the same way as those of this one. */
function atRest(frames: readonly Observation[], own: readonly FrameWithFace[]): number | undefined {
  const way = (angle: 'yaw' | 'pitch') => median(own.map(({ face }) => face.pose[angle]));
  const [yaw, pitch] = [way('yaw'), way('pitch')];
  const others = withFace(frames).filter(
    (frame) =>
      !own.includes(frame) &&
      Math.abs(frame.face.pose.yaw - yaw) <= AHEAD &&
      Math.abs(frame.face.pose.pitch - pitch) <= AHEAD,
  );
  return others.length >= LEAST_FRAMES ? median(others.map(({ face }) => face.mouth)) : undefined;
}
