import { distanceBetween } from '../template.ts';
import { type FrameWithFace, found, median, unclear, withFace } from './evidence.ts';
import type { Evidence, Observation } from './types.ts';

const LEAST_FRAMES = 3;
/**
 * Shares of the match threshold. Frames of one take that look ahead are nearer to each other than pictures of different days;
 * a face turned away is described less well, so a limit grows with the turn, in degrees from rest.
 */
const TO_MEAN: Limits = { ahead: 0.75, turned: 1.05 };
const PAIR_AHEAD = 0.95;
const NEIGHBOURS: Limits = { ahead: 0.95, turned: 1.1 };
const TURN = { from: 6, to: 24 } as const;
/** A little further is for a person to judge. */
const NEARLY = -0.15;

interface Limits {
  readonly ahead: number;
  readonly turned: number;
}

interface Posed {
  readonly likeness: Float32Array;
  /** Degrees from how the head is held at rest. */
  readonly turn: number;
}

/**
 * One person throughout. The half of the frames that look most straight ahead must agree with each other, every frame
 * with their mean, and every frame with the one before it.
 * @param matchThreshold greatest L2 distance of two frontal pictures of one person, of this descriptor.
 */
export function identityContinuity(frames: readonly Observation[], matchThreshold: number): Evidence {
  const seen = posed(withFace(frames));
  if (seen.length < LEAST_FRAMES) return unclear('identity', 'identity_unclear', seen.length);
  const ahead = seen.toSorted((one, other) => one.turn - other.turn).slice(0, Math.max(2, seen.length >> 1));
  const mean = meanOf(ahead);
  const margin = (one: Float32Array, other: Float32Array, limit: number) =>
    1 - distanceBetween(one, other) / (matchThreshold * limit);
  const score = Math.min(
    ...ahead.flatMap((one, i) => ahead.slice(i + 1).map((other) => margin(one.likeness, other.likeness, PAIR_AHEAD))),
    ...seen.map(({ likeness, turn }) => margin(likeness, mean, limitAt(turn, TO_MEAN))),
    ...seen.slice(1).map(({ likeness, turn }, i) => {
      const before = seen[i]!;
      return margin(likeness, before.likeness, limitAt(Math.max(turn, before.turn), NEIGHBOURS));
    }),
  );
  return found('identity', {
    score,
    threshold: 0,
    n: seen.length,
    outcome: score >= 0 ? 'passed' : score >= NEARLY ? 'inconclusive' : 'failed',
    reason: score >= NEARLY ? 'identity_unclear' : 'another_person',
  });
}

function posed(seen: readonly FrameWithFace[]): Posed[] {
  if (seen.length === 0) return [];
  const rest = (angle: 'yaw' | 'pitch') => median(seen.map(({ face }) => face.pose[angle]));
  const [yaw, pitch] = [rest('yaw'), rest('pitch')];
  return seen.map(({ face: { likeness, pose } }) => ({
    likeness,
    turn: Math.hypot(pose.yaw - yaw, pose.pitch - pitch),
  }));
}

const meanOf = (posed: readonly Posed[]): Float32Array =>
  Float32Array.from(
    posed[0]!.likeness,
    (_, i) => posed.reduce((sum, { likeness }) => sum + likeness[i]!, 0) / posed.length,
  );

function limitAt(turn: number, { ahead, turned }: Limits): number {
  const share = Math.max(0, Math.min(1, (turn - TURN.from) / (TURN.to - TURN.from)));
  return ahead + (turned - ahead) * share;
}
