import { distanceStep, type PolicyData, type RatesAt } from '@smart-presence/contract';
import { boundedShare } from './bounds.ts';

type Histogram = readonly number[];

/** Counted distances up to a threshold; one between two steps counts up to the next, which is to the disadvantage of the face. */
export const countUpTo = (histogram: Histogram, threshold: number): number => {
  const bins = Math.ceil(threshold / distanceStep - 1e-6);
  return histogram.slice(0, Math.max(0, bins)).reduce((sum, count) => sum + count, 0);
};

const total = (histogram: Histogram): number => histogram.reduce((sum, count) => sum + count, 0);

export interface Scores {
  /** Distances of own check-ins (1:1). */
  genuine: Histogram;
  impostor: { histogram: Histogram; nearest: Histogram } | null;
  face: PolicyData['face'];
}

/** Thresholds that are worth a look: the usual ones, and as far as the policy goes. */
export const thresholdsFor = ({ verifyReview, identifyReview }: PolicyData['face']): number[] => {
  const last = Math.max(0.6, Math.ceil(Math.max(verifyReview, identifyReview) / distanceStep - 1e-6) * distanceStep);
  const count = Math.round((last - 0.3) / distanceStep) + 1;
  return Array.from({ length: count }, (_, at) => Math.round(300 + at * 5) / 1000);
};

/**
 * What thresholds would mean here: how many pairs of different students they take for one person, how many students they take
 * for somebody else, and how many own check-ins they do not take at once. Beyond the threshold for reviews own check-ins are
 * refused and leave no distance, so nothing can be said there.
 */
export const ratesAt = ({ genuine, impostor, face }: Scores): RatesAt[] =>
  thresholdsFor(face).map((threshold) => {
    const own = total(genuine);
    const isSeen = threshold <= face.verifyReview + 1e-9;
    return {
      threshold,
      falseAccepts: impostor && boundedShare(countUpTo(impostor.histogram, threshold), total(impostor.histogram)),
      alike: impostor && boundedShare(countUpTo(impostor.nearest, threshold), total(impostor.nearest)),
      falseRejects: own > 0 && isSeen ? boundedShare(own - countUpTo(genuine, threshold), own) : null,
    };
  });

/** The middle of some distances; of an even number the lower one. @throws RangeError for none. */
export const medianOf = (distances: readonly number[]): number => {
  const middle = distances.toSorted((a, b) => a - b)[Math.floor((distances.length - 1) / 2)];
  if (middle === undefined) throw new RangeError('no distances');
  return middle;
};

export interface OwnScores {
  distances: readonly number[];
  /** Those a person had to decide about. */
  unsure: number;
}

/** Fewer say too little about a template. */
const FEWEST = 4;
/** A person had to decide about a quarter or more … */
const UNSURE_SHARE = 0.25;
/** … or half are this near to the threshold or beyond it. */
const MARGIN = 0.03;

/** Whether somebody's template fails them often enough to suggest another. */
export const failsOften = ({ distances, unsure }: OwnScores, { verifyAccept }: PolicyData['face']): boolean =>
  distances.length >= FEWEST &&
  (unsure / distances.length >= UNSURE_SHARE || medianOf(distances) > verifyAccept - MARGIN);

/** With fewer people than this a line is about somebody. */
export const SMALLEST_GROUP = 5;
