import { overlap, type Scored } from './geometry.ts';
import { boxOfLandmarks } from './landmarks.ts';
import { fitPose } from './pose.ts';
import { plausibilityOf } from './quality.ts';
import type { Box, Point } from './types.ts';

export interface Candidate extends Scored {
  readonly landmarks: readonly Point[];
}

/**
 * A detection whose landmarks form no face is dropped unless the detector was all but certain. On the group pictures
 * this was tuned on, real faces scored .46 and more (nearly all above .8) and sleeves, flowers and windows below .1.
 */
const IMPLAUSIBLE = 0.2;
const CERTAIN = 0.9;
/** Two detections of one face lead to the same landmarks even when their boxes differ much. */
const SAME_FACE = 0.5;

/**
 * Keeps one candidate per face, surest first. Each gets the box of its landmarks: the detectors draw theirs differently
 * from each other and from pass to pass.
 */
export function siftFaces<T extends Candidate>(candidates: readonly T[]): T[] {
  const kept: T[] = [];
  for (const candidate of [...candidates].sort((one, other) => other.score - one.score)) {
    const plausible = plausibilityOf(fitPose(candidate.landmarks).residual) >= IMPLAUSIBLE;
    if (!plausible && candidate.score < CERTAIN) continue;
    const box = plausible ? boxOfLandmarks(candidate.landmarks) : candidate.box;
    if (kept.every((other) => sharedPart(other.box, box) < SAME_FACE)) kept.push({ ...candidate, box });
  }
  return kept;
}

/** How much of the smaller box lies in the other, 0 to 1. */
function sharedPart(one: Box, other: Box): number {
  return overlap(one, other) / Math.min(one[2] * one[3], other[2] * other[3]);
}
