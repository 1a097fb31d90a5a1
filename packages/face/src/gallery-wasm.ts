import {
  ALIGN_4,
  ALIGN_8,
  ALIGN_16,
  add,
  advance,
  type Bytes,
  each,
  float32,
  functionBody,
  get,
  integer,
  lessThan,
  repeatWhile,
  set,
  unsigned,
  vector,
  writeModule,
} from './wasm.ts';

/**
 * Writes the scan kernel of the gallery as WebAssembly SIMD bytes, for one row length.
 *
 * A row is a descriptor rounded to signed bytes: `x ≈ scale · bytes`. A query is rounded to 16-bit numbers: `q ≈ factor · shorts`.
 * For each row the kernel computes `factor · scale · (shorts · bytes) − half`, larger meaning nearer; what `half` is, is the gallery's
 * business (half the squared norm turns it into an L2 ranking, 0 into a dot product, +Infinity marks an empty place).
 * A quarter of the memory is read that 32-bit floats would take, and reading memory is what such a search costs.
 */

const loadVector = (offset: number): Bytes => [...vector(0x00), ALIGN_16, ...unsigned(offset)];
const storeVector = (offset: number): Bytes => [...vector(0x0b), ALIGN_16, ...unsigned(offset)];
const storeFloat = (offset: number): Bytes => [0x38, ALIGN_4, ...unsigned(offset)];
const splat = (value: number): Bytes => [0x43, ...float32(value), ...vector(0x13)];
/** Eight signed bytes, widened to 16 bits each. */
const loadBytesWidened = (offset: number): Bytes => [...vector(0x01), ALIGN_8, ...unsigned(offset)];
/** Products of 16-bit lanes, neighbours added: four 32-bit sums. */
const dotShorts = (): Bytes => vector(0xba);
const addIntegers = (): Bytes => vector(0xae);
const toFloats = (): Bytes => vector(0xfa);
const subtractFloats = (): Bytes => vector(0xe5);
const multiplyFloats = (): Bytes => vector(0xe6);
const largerFloats = (): Bytes => vector(0xeb);
const firstLane = (): Bytes => [...vector(0x1f), 0];
/** Picks four of the eight 32-bit lanes of two vectors. */
const pick = (lanes: readonly number[]): Bytes => [
  ...vector(0x0d),
  ...lanes.flatMap((lane) => [0, 1, 2, 3].map((byte) => lane * 4 + byte)),
];

/** Rows are ranked four at a time. */
export const ROWS_TOGETHER = 4;
/** Row lengths are multiples of this. */
export const ROW_UNIT = 16;
const VECTOR_BYTES = 16;

/** Arguments of a scan, byte addresses: rows in [row, end), the queries, the rows' scales and halves, and where scores and their maximum go. */
const [ROW, END, QUERY, SCALE, HALF, SCORES, BEST] = [0, 1, 2, 3, 4, 5, 6] as const;
/** Scratch addresses. */
const [AT, PROBE, PROBE_END] = [7, 8, 9] as const;
const FIRST_VECTOR = 10;

/** A query in memory: its factor four times, then its 16-bit numbers. */
export const queryBytes = (stride: number): number => VECTOR_BYTES + 2 * stride;

/** Adds up the lanes of four integer vectors: the four totals land, in order, on the stack. */
function foldFour([a, b, c, d]: readonly [number, number, number, number]): Bytes {
  const foldPair = (first: number, second: number): Bytes => [
    ...[...get(first), ...get(second), ...pick([0, 4, 1, 5])],
    ...[...get(first), ...get(second), ...pick([2, 6, 3, 7])],
    ...addIntegers(),
    ...set(first),
  ];
  return [
    ...foldPair(a, b),
    ...foldPair(c, d),
    ...[...get(a), ...get(c), ...pick([0, 1, 4, 5])],
    ...[...get(a), ...get(c), ...pick([2, 3, 6, 7])],
    ...addIntegers(),
  ];
}

/** Largest lane of `best` to memory. */
const writeBest = (best: number, at: number): Bytes => [
  ...[...get(best), ...get(best), ...get(best), ...pick([2, 3, 0, 1]), ...largerFloats(), ...set(best)],
  ...get(BEST),
  ...[...get(best), ...get(best), ...get(best), ...pick([1, 0, 3, 2]), ...largerFloats(), ...firstLane()],
  ...storeFloat(at),
];

export interface KernelShape {
  /** Bytes of a row, a multiple of `ROW_UNIT`. */
  stride: number;
  /** Bytes between the scores of the two queries of `scanPair`, a multiple of 16. */
  scoreStride: number;
}

/** Four rows by one or two queries stay in registers, so that each number is loaded once for all of its products. */
function scanBody({ stride, scoreStride }: KernelShape, queries: 1 | 2): Bytes {
  const [low, high] = [FIRST_VECTOR, FIRST_VECTOR + 1] as const;
  const probeOf = (q: number, part: 0 | 1) => FIRST_VECTOR + 2 + q * 2 + part;
  const bestOf = (q: number) => probeOf(queries, 0) + q;
  const sumOf = (q: number, r: number) => bestOf(queries) + q * ROWS_TOGETHER + r;
  const vectors = sumOf(queries, 0) - FIRST_VECTOR;

  const multiplyAdd = (q: number, r: number): Bytes => [
    ...get(sumOf(q, r)),
    ...[...get(low), ...get(probeOf(q, 0)), ...dotShorts(), ...addIntegers()],
    ...[...get(high), ...get(probeOf(q, 1)), ...dotShorts(), ...addIntegers()],
    ...set(sumOf(q, r)),
  ];
  const loadProbe = (q: number): Bytes => [
    ...[...get(PROBE), ...loadVector(q * queryBytes(stride)), ...set(probeOf(q, 0))],
    ...[...get(PROBE), ...loadVector(q * queryBytes(stride) + VECTOR_BYTES), ...set(probeOf(q, 1))],
  ];
  const multiplyRow = (r: number): Bytes => [
    ...[...get(AT), ...loadBytesWidened(r * stride), ...set(low)],
    ...[...get(AT), ...loadBytesWidened(r * stride + ROW_UNIT / 2), ...set(high)],
    ...each(queries, (q) => multiplyAdd(q, r)),
  ];
  const alongRows: Bytes = [
    ...[...get(ROW), ...set(AT)],
    ...[...get(QUERY), ...integer(VECTOR_BYTES), ...add(), ...set(PROBE)],
    ...[...get(PROBE), ...integer(2 * stride), ...add(), ...set(PROBE_END)],
    ...repeatWhile([
      each(queries, loadProbe),
      each(ROWS_TOGETHER, multiplyRow),
      advance(AT, ROW_UNIT),
      advance(PROBE, 2 * ROW_UNIT),
      [...get(PROBE), ...get(PROBE_END), ...lessThan()],
    ]),
  ];
  const writeScores = (q: number): Bytes => [
    ...foldFour([sumOf(q, 0), sumOf(q, 1), sumOf(q, 2), sumOf(q, 3)]),
    ...toFloats(),
    ...[...get(SCALE), ...loadVector(0), ...multiplyFloats()],
    ...[...get(QUERY), ...loadVector(q * queryBytes(stride)), ...multiplyFloats()],
    ...[...get(HALF), ...loadVector(0), ...subtractFloats(), ...set(low)],
    ...[...get(SCORES), ...get(low), ...storeVector(q * scoreStride)],
    ...[...get(bestOf(q)), ...get(low), ...largerFloats(), ...set(bestOf(q))],
  ];
  const code: Bytes = [
    ...each(queries, (q) => [...splat(Number.NEGATIVE_INFINITY), ...set(bestOf(q))]),
    ...repeatWhile([
      each(queries * ROWS_TOGETHER, (index) => [...splat(0), ...set(sumOf(0, 0) + index)]),
      alongRows,
      each(queries, writeScores),
      advance(ROW, ROWS_TOGETHER * stride),
      each(3, (index) => advance([SCALE, HALF, SCORES][index]!, VECTOR_BYTES)),
      [...get(ROW), ...get(END), ...lessThan()],
    ]),
    ...each(queries, (q) => writeBest(bestOf(q), q * 4)),
  ];
  return functionBody({ integers: FIRST_VECTOR - AT, vectors, code });
}

/**
 * A module that imports `m.memory` and exports `scan` (one query) and `scanPair` (two, one after the other in memory), both
 * `(row, end, query, scale, half, scores, best)`: byte addresses, multiples of 16, `end − row` a positive multiple of four rows.
 */
export function writeScanModule(shape: KernelShape): Uint8Array<ArrayBuffer> {
  return writeModule(BEST + 1, { scan: scanBody(shape, 1), scanPair: scanBody(shape, 2) });
}
