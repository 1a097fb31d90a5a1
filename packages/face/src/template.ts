/** What a **template** is made of, and the check that its frames show one person. */

export interface TemplateProps {
  /** One descriptor per frame, all of one model. */
  descriptors: readonly ArrayLike<number>[];
  /** Two frames further apart than this do not show the same face for sure. Default .52, the 1:1 threshold. */
  sameWithin?: number;
}

/** A frame that does not fit the others: its place in the input and its distance to the template of those that do. */
export interface OutlierFrame {
  frame: number;
  distance: number;
}

export interface Template {
  descriptor: Float32Array;
  /** Places of the frames it was made of, ascending. */
  frames: number[];
  /** Largest distance of such a frame to the template: how much the frames differ among themselves. */
  spread: number;
  /** Frames left out, worst first. */
  outliers: OutlierFrame[];
  /** More than half of the frames agree with each other. When false, the frames show several people or nobody clearly. */
  onePerson: boolean;
}

const SAME_WITHIN = 0.52;

/**
 * The template of k frames is the plain mean of their descriptors: the point with the least sum of squared Euclidean distances.
 *
 * It is not scaled to length 1. The built-in descriptors have a length near 1.5 and are compared by their Euclidean distance as they
 * are (that is how the network was trained and what the thresholds were measured with); scaling would shift every threshold.
 *
 * A frame counts when it lies within `sameWithin` of the frame in the middle (the one with most others near it, then the one
 * nearest to them), so one stranger among the frames cannot pull the template towards itself.
 * @throws RangeError without frames, or when they differ in length.
 */
export function makeTemplate({ descriptors, sameWithin = SAME_WITHIN }: TemplateProps): Template {
  const frames = descriptors.map((descriptor) => Float64Array.from(descriptor));
  const first = frames[0];
  if (!first) throw new RangeError('a template needs at least one frame');
  if (frames.some((frame) => frame.length !== first.length)) throw new RangeError('frames differ in length');

  const middle = frameInTheMiddle(frames, sameWithin);
  const fits = frames.map((frame) => distanceBetween(frame, middle) <= sameWithin);
  const mean = meanOf(frames.filter((_, index) => fits[index]));
  const distances = frames.map((frame, index) => ({ frame: index, distance: distanceBetween(frame, mean) }));
  const used = distances.filter(({ frame }) => fits[frame]);
  return {
    descriptor: Float32Array.from(mean),
    frames: used.map(({ frame }) => frame),
    spread: Math.max(...used.map(({ distance }) => distance)),
    outliers: distances.filter(({ frame }) => !fits[frame]).sort((a, b) => b.distance - a.distance),
    onePerson: used.length * 2 > frames.length,
  };
}

function frameInTheMiddle(frames: readonly Float64Array[], sameWithin: number): Float64Array {
  const standing = frames.map((frame) => {
    const near = frames.map((other) => distanceBetween(frame, other)).filter((distance) => distance <= sameWithin);
    return { frame, near: near.length, sum: near.reduce((total, distance) => total + distance, 0) };
  });
  return standing.reduce((best, one) =>
    one.near > best.near || (one.near === best.near && one.sum < best.sum) ? one : best,
  ).frame;
}

function meanOf(frames: readonly Float64Array[]): Float64Array {
  const mean = new Float64Array(frames[0]!.length);
  for (const frame of frames) {
    for (let at = 0; at < mean.length; at++) mean[at]! += frame[at]! / frames.length;
  }
  return mean;
}

/** Euclidean distance of two descriptors, in double precision. */
export function distanceBetween(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) throw new RangeError(`descriptors of ${a.length} and ${b.length} numbers do not compare`);
  let sum = 0;
  for (let at = 0; at < a.length; at++) sum += (a[at]! - b[at]!) ** 2;
  return Math.sqrt(sum);
}
