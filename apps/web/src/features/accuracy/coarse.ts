type Histogram = readonly number[];

/** Steps of a histogram that are drawn as one: 0.02 of distance. */
const TOGETHER = 4;
/** Distances beyond this are not drawn: nothing is decided there. */
const DRAWN = 280;

export const sumOf = (histograms: readonly Histogram[]): number =>
  histograms.reduce((sum, histogram) => sum + histogram.reduce((total, count) => total + count, 0), 0);

/** Several histograms as one line: percent in each group of steps, and the step each group begins with. */
export function coarse(histograms: readonly Histogram[]): { shares: number[]; from: number[] } {
  const total = sumOf(histograms);
  const from = Array.from({ length: DRAWN / TOGETHER }, (_, at) => at * TOGETHER);
  const inGroup = (start: number) => sumOf(histograms.map((histogram) => histogram.slice(start, start + TOGETHER)));
  return { from, shares: from.map((start) => (total === 0 ? 0 : (100 * inGroup(start)) / total)) };
}
