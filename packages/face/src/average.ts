import { averageRows } from './average-wasm.ts';
import type { Picture, Size } from './picture.ts';
import { type Spans, spansOf } from './spans.ts';

export interface AverageProps {
  /** Where the first target pixel starts, and how many source pixels each is wide and high, at least 1. */
  x: number;
  y: number;
  stepX: number;
  stepY: number;
  /** Target pixels. */
  size: Size;
  /** RGB, rows `rowBytes` apart. */
  out: Uint8Array;
  rowBytes: number;
}

/** Each target pixel is the mean of the source under it; black outside the picture. */
export function averageArea(picture: Picture, props: AverageProps): void {
  const work = { picture, ...groundOf(picture, props), out: props.out, rowBytes: props.rowBytes };
  if (!averageRows(work)) averageByScript(picture, props);
}

/** Which source columns and rows are under the target. */
function groundOf({ width, height }: Size, { x, y, stepX, stepY, size }: AverageProps) {
  return {
    left: Math.max(0, Math.floor(x)),
    right: Math.min(width, Math.ceil(x + size.width * stepX)),
    columns: spansOf({ start: x, step: stepX, count: size.width, length: width }),
    rows: spansOf({ start: y, step: stepY, count: size.height, length: height }),
  };
}

/** The same without the kernel, which rounds in other places: no value differs by more than one. */
export function averageByScript(picture: Picture, props: AverageProps): void {
  const { left, right, columns, rows } = groundOf(picture, props);
  const { size, out, rowBytes } = props;
  const sums = new Float32Array(Math.max(0, right - left) * picture.channels);
  for (let row = 0; row < size.height; row++) {
    sumRows({ picture, left, rows, row, sums });
    averageColumns({ sums, left, columns, channels: picture.channels, out: out.subarray(row * rowBytes) });
  }
}

interface RowProps {
  picture: Picture;
  left: number;
  rows: Spans;
  row: number;
  sums: Float32Array;
}

/** Weighted sum of the source rows under a target row, from column `left` on. */
function sumRows({ picture: { data, width, channels }, left, rows, row, sums }: RowProps): void {
  const count = rows.count[row]!;
  if (count === 0) {
    sums.fill(0);
    return;
  }
  let from = (rows.first[row]! * width + left) * channels;
  const head = rows.head[row]!;
  for (let at = 0; at < sums.length; at++) sums[at] = data[from + at]! * head;
  for (let i = 1; i < count; i++) {
    from += width * channels;
    const weight = i === count - 1 ? rows.tail[row]! : rows.whole;
    for (let at = 0; at < sums.length; at++) sums[at]! += data[from + at]! * weight;
  }
}

interface ColumnProps {
  sums: Float32Array;
  left: number;
  columns: Spans;
  channels: number;
  out: Uint8Array;
}

/** Weighted sums of the pixels under each target pixel, rounded. */
function averageColumns({ sums, left, columns, channels, out }: ColumnProps): void {
  const { first, count, head, tail, whole } = columns;
  for (let i = 0, at = 0; i < first.length; i++, at += 3) {
    const last = count[i]! - 1;
    if (last < 0) {
      out.fill(0, at, at + 3);
      continue;
    }
    let from = (first[i]! - left) * channels;
    const weight = head[i]!;
    let red = sums[from]! * weight + 0.5;
    let green = sums[from + 1]! * weight + 0.5;
    let blue = sums[from + 2]! * weight + 0.5;
    for (let pixel = 1; pixel <= last; pixel++) {
      from += channels;
      const share = pixel === last ? tail[i]! : whole;
      red += sums[from]! * share;
      green += sums[from + 1]! * share;
      blue += sums[from + 2]! * share;
    }
    out[at] = red;
    out[at + 1] = green;
    out[at + 2] = blue;
  }
}
