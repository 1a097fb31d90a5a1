import { type Face, type QualityIssue, type QualityLimits, qualityIssues } from '@smart-presence/face';

export interface PickedFace {
  /** The nearest face; undefined when there is none, or when it is not alone. */
  face: Face | undefined;
  /** Faces large enough to matter. */
  count: number;
}

/**
 * The one person in front of the camera. Corridors are full of people: a face whose shorter side is less than
 * `companionShare` of the largest one's is background.
 */
export const pickFace = (faces: readonly Face[], companionShare: number): PickedFace => {
  const largest = Math.max(0, ...faces.map(sideOf));
  const near = faces.filter((face) => sideOf(face) >= largest * companionShare);
  return { face: near.length === 1 ? near[0] : undefined, count: near.length };
};

const sideOf = (face: Face): number => Math.min(face.box[2], face.box[3]);

/** Limits under which a face says too little to be compared; far below what enrolment asks for. */
const COUNT_LIMITS: QualityLimits = {
  size: 40,
  sharpness: 0.08,
  dark: 0.08,
  bright: 0.95,
  inside: 0.7,
  plausibility: 0.25,
  yaw: 40,
  pitch: 35,
};

/** Why a face does not count in a check-in; empty when it does. */
export const countingIssues = (face: Face): QualityIssue[] => qualityIssues(face, COUNT_LIMITS);
