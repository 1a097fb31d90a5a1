import { distanceBetween } from '../template.ts';
import { type FrameWithFace, found, unclear, withFace } from './evidence.ts';
import type { Evidence, Observation } from './types.ts';

const LEAST_FRAMES = 3;
/**
 * Frames of one take are nearer to each other than pictures of different days, neighbours nearer still: the share of the
 * match threshold. A turned face is described less well: the limit grows by `turned` until that many degrees apart.
 */
const ONE_TAKE = { level: 0.9, turned: 0.4 } as const;
const NEIGHBOURS = { level: 0.78, turned: 0.45 } as const;
const DEGREES = 25;

/**
 * One person throughout: every frame's likeness lies near that of the frame most like all others, and near
 * that of the frame before it.
 * @param matchThreshold greatest L2 distance of two frontal pictures of one person, of this descriptor.
 */
export function identityContinuity(frames: readonly Observation[], matchThreshold: number): Evidence {
  const seen = withFace(frames);
  if (seen.length < LEAST_FRAMES) return unclear('identity', 'identity_unclear', seen.length);
  const middle = mostTypical(seen);
  const margin = (frame: FrameWithFace, other: FrameWithFace, limits: typeof ONE_TAKE) =>
    1 - distance(frame, other) / (matchThreshold * limitShare(frame, other, limits));
  const score = Math.min(
    ...seen.map((frame) => margin(frame, middle, ONE_TAKE)),
    ...seen.slice(1).map((frame, i) => margin(frame, seen[i]!, NEIGHBOURS)),
  );
  return found('identity', {
    score,
    threshold: 0,
    n: seen.length,
    outcome: score >= 0 ? 'passed' : 'failed',
    reason: 'another_person',
  });
}

function mostTypical(seen: readonly FrameWithFace[]): FrameWithFace {
  const sums = seen.map((frame) => seen.reduce((sum, other) => sum + distance(frame, other), 0));
  return seen[sums.indexOf(Math.min(...sums))]!;
}

function limitShare(
  one: FrameWithFace,
  other: FrameWithFace,
  { level, turned }: { level: number; turned: number },
): number {
  const apart = Math.abs(one.face.pose.yaw - other.face.pose.yaw);
  return level * (1 + turned * Math.min(1, apart / DEGREES));
}

const distance = (one: FrameWithFace, other: FrameWithFace) => distanceBetween(one.face.likeness, other.face.likeness);
