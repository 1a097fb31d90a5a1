import type { Picture } from './picture.ts';
import type { Spans } from './spans.ts';
import {
  ALIGN_4,
  ALIGN_16,
  add,
  advance,
  atLeast,
  type Bytes,
  each,
  float32,
  functionBody,
  get,
  lessThan,
  pictureKernel,
  repeatWhile,
  set,
  unsigned,
  vector,
} from './wasm.ts';

/**
 * Area averages as WebAssembly SIMD, one target row at a time: the source rows under it are summed by weight, sixteen bytes
 * at once, then the columns. JavaScript takes three times as long, mostly to turn single bytes into numbers.
 */

/** Arguments, all addresses but the stride: source rows and their weights, where sums go, columns, where pixels go. */
const [ROWS, STRIDE, ROW_WEIGHTS, ROW_WEIGHTS_END, SUMS, SUMS_END] = [0, 1, 2, 3, 4, 5] as const;
const [COLUMNS, COLUMNS_END, WEIGHTS, OUT] = [6, 7, 8, 9] as const;
const PARAMETERS = OUT + 1;
const [FROM, WEIGHT] = [10, 11] as const;
/** Bytes and their weight, then four times four sums. */
const [BYTES, SHARE, SUM] = [12, 13, 14] as const;
const VECTORS = 6;
const LANES = 16;

const at = (opcode: number, align: number, offset = 0): Bytes => [...vector(opcode), align, ...unsigned(offset)];
const load = (): Bytes => at(0x00, 0);
const loadSplat = (): Bytes => at(0x09, ALIGN_4);
const store = (offset: number): Bytes => at(0x0b, ALIGN_16, offset);
const loadInteger = (offset: number): Bytes => [0x28, ALIGN_4, ...unsigned(offset)];
const storeInteger = (): Bytes => [0x36, 0, ...unsigned(0)];
const splat = (value: number): Bytes => [0x43, ...float32(value), ...vector(0x13)];
const multiply = (): Bytes => vector(0xe6);
const addFloats = (): Bytes => vector(0xe4);
/** Bytes to 16 bits, 16 to 32, 32 to floats: the lower or upper half each time. */
const quarter = (index: number): Bytes => [
  ...vector(index < 2 ? 0x89 : 0x8a),
  ...vector(index % 2 === 0 ? 0xa9 : 0xaa),
  ...vector(0xfa),
];
const toByteLanes = (): Bytes => [
  ...vector(0xf9),
  ...[...set(BYTES), ...get(BYTES), ...get(BYTES), ...vector(0x86)],
  ...[...set(BYTES), ...get(BYTES), ...get(BYTES), ...vector(0x66)],
];
const firstLane = (): Bytes => [...vector(0x1b), 0];

function rowBody(channels: number): Bytes {
  const sumRows = repeatWhile([
    each(4, (i) => [...splat(0), ...set(SUM + i)]),
    [...get(ROWS), ...set(FROM), ...get(ROW_WEIGHTS), ...set(WEIGHT)],
    repeatWhile([
      [...get(WEIGHT), ...loadSplat(), ...set(SHARE), ...get(FROM), ...load(), ...set(BYTES)],
      each(4, (i) => [
        ...[...get(SUM + i), ...get(BYTES), ...quarter(i), ...get(SHARE), ...multiply()],
        ...[...addFloats(), ...set(SUM + i)],
      ]),
      [...get(FROM), ...get(STRIDE), ...add(), ...set(FROM), ...advance(WEIGHT, 4)],
      [...get(WEIGHT), ...get(ROW_WEIGHTS_END), ...lessThan()],
    ]),
    each(4, (i) => [...get(SUMS), ...get(SUM + i), ...store(16 * i)]),
    [...advance(ROWS, LANES), ...advance(SUMS, 4 * LANES)],
    [...get(SUMS), ...get(SUMS_END), ...lessThan()],
  ]);
  const sumColumns = repeatWhile([
    [...get(COLUMNS), ...loadInteger(0), ...set(FROM), ...get(COLUMNS), ...loadInteger(4), ...set(WEIGHT)],
    [...splat(0.5), ...set(SUM)],
    repeatWhile([
      [...get(SUM), ...get(FROM), ...load(), ...get(WEIGHTS), ...loadSplat(), ...multiply()],
      [...addFloats(), ...set(SUM), ...advance(FROM, 4 * channels), ...advance(WEIGHTS, 4)],
      [...get(WEIGHTS), ...get(WEIGHT), ...lessThan()],
    ]),
    [...get(OUT), ...get(SUM), ...toByteLanes(), ...firstLane(), ...storeInteger()],
    [...advance(OUT, 3), ...advance(COLUMNS, 8)],
    [...get(COLUMNS), ...get(COLUMNS_END), ...lessThan()],
  ]);
  return functionBody({ integers: WEIGHT - PARAMETERS + 1, vectors: VECTORS, code: [...sumRows, ...sumColumns] });
}

type Row = (...values: [number, number, number, number, number, number, number, number, number, number]) => void;
const openKernel = pictureKernel<Row>(PARAMETERS, rowBody);

export interface AverageRowsProps {
  picture: Picture;
  /** Source columns under the target: first, and one past the last. */
  left: number;
  right: number;
  rows: Spans;
  columns: Spans;
  out: Uint8Array;
  rowBytes: number;
}

/** Averages, unless nothing of the picture is under the target or there is no WebAssembly SIMD: then it answers `false`. */
export function averageRows({ picture, left, right, rows, columns, out, rowBytes }: AverageRowsProps): boolean {
  const kernel = right > left ? openKernel() : null;
  if (!kernel) return false;
  const { channels, width, data } = picture;
  const targetWidth = columns.count.length;
  const stride = (right - left) * channels;
  const most = rows.count.reduce((one, other) => Math.max(one, other), 1);
  const columnWeights = columns.count.reduce((sum, count) => sum + Math.max(1, count), 0);
  const steps = Math.ceil(stride / LANES) * LANES;
  // A load of three numbers reads a fourth, a store of three bytes writes one, and rows are read in whole steps.
  const [table, weights, shares, sums, pixels, source, end] = placesOf([
    ...[targetWidth * 8, columnWeights * 4, most * 4],
    ...[steps * 4 + 16, targetWidth * 3 + 1, most * stride + LANES],
  ]) as [number, number, number, number, number, number, number];
  const { memory } = kernel;
  const bytes = atLeast(memory, end);
  writeColumns({ columns, left, channels, addresses: { table, weights, sums }, buffer: memory.buffer });
  const rowShares = new Float32Array(memory.buffer, shares, most);
  for (let row = 0; row < rows.count.length; row++) {
    const [count, to] = [rows.count[row]!, row * rowBytes];
    if (count === 0) {
      out.fill(0, to, to + targetWidth * 3);
      continue;
    }
    for (let i = 0; i < count; i++) {
      rowShares[i] = shareOf(rows, row, i);
      const from = ((rows.first[row]! + i) * width + left) * channels;
      bytes.set(data.subarray(from, from + stride), source + i * stride);
    }
    const sumPlaces = [shares, shares + count * 4, sums, sums + steps * 4] as const;
    kernel.run[channels](source, stride, ...sumPlaces, table, table + targetWidth * 8, weights, pixels);
    out.set(bytes.subarray(pixels, pixels + targetWidth * 3), to);
  }
  // Nobody's picture stays behind.
  bytes.fill(0, sums, end);
  return true;
}

/** Where things of these sizes lie one after the other, each at a multiple of sixteen, and where the last ends. */
function placesOf(sizes: readonly number[]): number[] {
  const places = [0];
  for (const size of sizes) places.push(places.at(-1)! + Math.ceil(size / LANES) * LANES);
  return places;
}

/** Weight of the i-th source pixel of a span. */
function shareOf({ count, head, tail, whole }: Spans, span: number, i: number): number {
  if (i === 0) return head[span]!;
  return i === count[span]! - 1 ? tail[span]! : whole;
}

interface ColumnsProps {
  columns: Spans;
  left: number;
  channels: number;
  addresses: { table: number; weights: number; sums: number };
  buffer: ArrayBuffer;
}

/** For each target pixel the address of its first sum and of the end of its weights; one that is black has a weight of nothing. */
function writeColumns({ columns, left, channels, addresses, buffer }: ColumnsProps): void {
  const { first, count } = columns;
  const entries = new Int32Array(buffer, addresses.table, count.length * 2);
  const weights = new Float32Array(buffer, addresses.weights);
  let written = 0;
  for (let i = 0; i < count.length; i++) {
    const within = count[i]! > 0 ? first[i]! - left : 0;
    for (let pixel = 0; pixel < count[i]!; pixel++) weights[written++] = shareOf(columns, i, pixel);
    if (count[i] === 0) weights[written++] = 0;
    entries[i * 2] = addresses.sums + within * channels * 4;
    entries[i * 2 + 1] = addresses.weights + written * 4;
  }
}
