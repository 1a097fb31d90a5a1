/** Which source pixels make a target pixel: `count` of them from `first` on, the outer two in part. */
export interface Spans {
  readonly first: Int32Array;
  readonly count: Int32Array;
  /** Weights of the first and the last pixel of a span; those between weigh `whole`. */
  readonly head: Float32Array;
  readonly tail: Float32Array;
  readonly whole: number;
}

/** Target pixel `i` lies over [start + i·step, start + (i+1)·step) of `length` source pixels; what is outside weighs nothing. */
export function spansOf({
  start,
  step,
  count,
  length,
}: {
  start: number;
  step: number;
  count: number;
  length: number;
}): Spans {
  const spans = {
    first: new Int32Array(count),
    count: new Int32Array(count),
    head: new Float32Array(count),
    tail: new Float32Array(count),
    whole: 1 / step,
  };
  for (let i = 0; i < count; i++) {
    const from = Math.max(0, start + i * step);
    const to = Math.min(length, start + (i + 1) * step);
    if (to - from < 1e-6) continue;
    const first = Math.floor(from + 1e-6);
    const last = Math.max(first, Math.ceil(to - 1e-6) - 1);
    spans.first[i] = first;
    spans.count[i] = last - first + 1;
    spans.head[i] = (Math.min(first + 1, to) - from) / step;
    spans.tail[i] = last > first ? (to - last) / step : 0;
  }
  return spans;
}
