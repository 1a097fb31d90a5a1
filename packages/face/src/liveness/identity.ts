import { distanceBetween } from '../template.ts';
import { type FrameWithFace, found, unclear, withFace } from './evidence.ts';
import type { Evidence, Observation } from './types.ts';

const LEAST_FRAMES = 3;
/** A turned face is described less well: the limit grows by this share until the turn below. */
const TURNED = { more: 0.25, degrees: 25 } as const;

/**
 * One person throughout: the descriptors of the frames that carry the evidence lie near that of the frame most like all
 * others.
 * @param matchThreshold greatest L2 distance of two frontal pictures of one person, of this descriptor.
 */
export function identityContinuity(frames: readonly Observation[], matchThreshold: number): Evidence {
  const described = withFace(frames).filter(({ face }) => face.descriptor);
  if (described.length < LEAST_FRAMES) return unclear('identity', 'identity_unclear', described.length);
  const middle = mostTypical(described);
  const margins = described.map((frame) => 1 - distance(frame, middle) / limitFor(frame, matchThreshold));
  const score = Math.min(...margins);
  return found('identity', {
    score,
    threshold: 0,
    n: described.length,
    outcome: score >= 0 ? 'passed' : 'failed',
    reason: 'another_person',
  });
}

function mostTypical(described: readonly FrameWithFace[]): FrameWithFace {
  const sums = described.map((frame) => described.reduce((sum, other) => sum + distance(frame, other), 0));
  return described[sums.indexOf(Math.min(...sums))]!;
}

function limitFor({ face }: FrameWithFace, matchThreshold: number): number {
  return matchThreshold * (1 + TURNED.more * Math.min(1, Math.abs(face.pose.yaw) / TURNED.degrees));
}

const distance = (one: FrameWithFace, other: FrameWithFace) =>
  distanceBetween(one.face.descriptor!, other.face.descriptor!);
