import { distanceBetween } from '../template.ts';
import { type FrameWithFace, found, unclear, withFace } from './evidence.ts';
import type { Evidence, Observation } from './types.ts';

const LEAST_FRAMES = 3;
/**
 * Frames of one take are nearer to each other than pictures of different days: the share of the match threshold. A face
 * turned away is described less well, so the limit grows by `turned` between so many degrees apart. Neighbours: among 896
 * rendered pairs of one person none was beyond its limit, among 219 of different people one was within.
 */
const ONE_TAKE: Limits = { level: 0.9, turned: 0.4, from: 0, to: 25 };
const NEIGHBOURS: Limits = { level: 0.78, turned: 0.28, from: 12, to: 30 };
/** A little further is for a person to judge. */
const NEARLY = -0.15;

interface Limits {
  readonly level: number;
  readonly turned: number;
  readonly from: number;
  readonly to: number;
}

/**
 * One person throughout: every frame's likeness lies near that of the frame most like all others, and near
 * that of the frame before it.
 * @param matchThreshold greatest L2 distance of two frontal pictures of one person, of this descriptor.
 */
export function identityContinuity(frames: readonly Observation[], matchThreshold: number): Evidence {
  const seen = withFace(frames);
  if (seen.length < LEAST_FRAMES) return unclear('identity', 'identity_unclear', seen.length);
  const middle = mostTypical(seen);
  const margin = (frame: FrameWithFace, other: FrameWithFace, limits: Limits) =>
    1 - distance(frame, other) / (matchThreshold * limitShare(frame, other, limits));
  const score = Math.min(
    ...seen.map((frame) => margin(frame, middle, ONE_TAKE)),
    ...seen.slice(1).map((frame, i) => margin(frame, seen[i]!, NEIGHBOURS)),
  );
  return found('identity', {
    score,
    threshold: 0,
    n: seen.length,
    outcome: score >= 0 ? 'passed' : score >= NEARLY ? 'inconclusive' : 'failed',
    reason: score >= NEARLY ? 'identity_unclear' : 'another_person',
  });
}

function mostTypical(seen: readonly FrameWithFace[]): FrameWithFace {
  const sums = seen.map((frame) => seen.reduce((sum, other) => sum + distance(frame, other), 0));
  return seen[sums.indexOf(Math.min(...sums))]!;
}

function limitShare(one: FrameWithFace, other: FrameWithFace, { level, turned, from, to }: Limits): number {
  const apart = Math.abs(one.face.pose.yaw - other.face.pose.yaw);
  return level * (1 + turned * Math.max(0, Math.min(1, (apart - from) / (to - from))));
}

const distance = (one: FrameWithFace, other: FrameWithFace) => distanceBetween(one.face.likeness, other.face.likeness);
