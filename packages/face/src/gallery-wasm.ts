/**
 * Writes the scan kernel of the gallery as WebAssembly SIMD bytes, for one descriptor length.
 *
 * Rows are 32-bit floats, one after the other, padded with zeros to a multiple of 8; beside them lies one float `h` per row.
 * For each row the kernel computes `q·x − h`, larger meaning nearer; what `h` is, is the gallery's business (half the
 * squared norm turns it into an L2 ranking, 0 into a dot product, +Infinity marks an empty place).
 * Opcodes: WebAssembly core specification 2.0, section 5.4.
 */

type Bytes = number[];

/** Unsigned LEB128. */
function unsigned(value: number): Bytes {
  const bytes: Bytes = [];
  let rest = value;
  do {
    const low = rest % 128;
    rest = Math.floor(rest / 128);
    bytes.push(rest > 0 ? low + 128 : low);
  } while (rest > 0);
  return bytes;
}

/** Signed LEB128, for 32-bit constants. */
function signed(value: number): Bytes {
  const bytes: Bytes = [];
  let rest = value;
  for (;;) {
    const low = rest & 0x7f;
    rest >>= 7;
    const done = (rest === 0 && (low & 0x40) === 0) || (rest === -1 && (low & 0x40) !== 0);
    bytes.push(done ? low : low | 0x80);
    if (done) return bytes;
  }
}

const counted = (items: readonly Bytes[]): Bytes => [...unsigned(items.length), ...items.flat()];
const sized = (bytes: Bytes): Bytes => [...unsigned(bytes.length), ...bytes];
const section = (id: number, bytes: Bytes): Bytes => [id, ...sized(bytes)];
const text = (value: string): Bytes => sized([...new TextEncoder().encode(value)]);
const float32 = (value: number): Bytes => [...new Uint8Array(new Float32Array([value]).buffer)];

const I32 = 0x7f;
const V128 = 0x7b;
const BLOCK_WITHOUT_VALUE = 0x40;
const ALIGN_4 = 2;
const ALIGN_16 = 4;

const get = (local: number): Bytes => [0x20, ...unsigned(local)];
const set = (local: number): Bytes => [0x21, ...unsigned(local)];
const integer = (value: number): Bytes => [0x41, ...signed(value)];
const add = (): Bytes => [0x6a];
/** Unsigned: addresses reach past 2 GiB. */
const lessThan = (): Bytes => [0x49];
/** A loop whose body leaves 1 on the stack to go round again. */
const repeatWhile = (body: readonly Bytes[]): Bytes => [0x03, BLOCK_WITHOUT_VALUE, ...body.flat(), 0x0d, 0, 0x0b];
const vector = (opcode: number): Bytes => [0xfd, ...unsigned(opcode)];
const loadVector = (offset: number): Bytes => [...vector(0x00), ALIGN_16, ...unsigned(offset)];
const storeVector = (offset: number): Bytes => [...vector(0x0b), ALIGN_16, ...unsigned(offset)];
const storeFloat = (offset: number): Bytes => [0x38, ALIGN_4, ...unsigned(offset)];
const splat = (value: number): Bytes => [0x43, ...float32(value), ...vector(0x13)];
const addFloats = (): Bytes => vector(0xe4);
const subtractFloats = (): Bytes => vector(0xe5);
const multiplyFloats = (): Bytes => vector(0xe6);
const largerFloats = (): Bytes => vector(0xeb);
const firstLane = (): Bytes => [...vector(0x1f), 0];
/** Picks four of the eight 32-bit lanes of two vectors. */
const pick = (lanes: readonly number[]): Bytes => [
  ...vector(0x0d),
  ...lanes.flatMap((lane) => [0, 1, 2, 3].map((byte) => lane * 4 + byte)),
];
const advance = (local: number, by: number): Bytes => [...get(local), ...integer(by), ...add(), ...set(local)];

/** Rows are ranked four at a time. */
export const ROWS_TOGETHER = 4;
const VECTOR_BYTES = 16;

const each = (count: number, write: (index: number) => Bytes): Bytes =>
  Array.from({ length: count }, (_, index) => write(index)).flat();

/** Arguments of a scan, all byte addresses: rows in [row, end), a query, the rows' h, where scores and their maximum go. */
const [ROW, END, QUERY, HALF, SCORES, BEST] = [0, 1, 2, 3, 4, 5] as const;
/** Scratch addresses. */
const [AT, PROBE, PROBE_END] = [6, 7, 8] as const;
const FIRST_VECTOR = 9;

/** `sum += x · q`, for local numbers. */
const multiplyAdd = (props: { x: number; q: number; sum: number }): Bytes => [
  ...get(props.x),
  ...get(props.q),
  ...multiplyFloats(),
  ...get(props.sum),
  ...addFloats(),
  ...set(props.sum),
];

/** Adds up the lanes of four vectors: the four totals land, in order, on the stack. */
function foldFour([a, b, c, d]: readonly [number, number, number, number]): Bytes {
  const foldPair = (first: number, second: number): Bytes => [
    ...[...get(first), ...get(second), ...pick([0, 4, 1, 5])],
    ...[...get(first), ...get(second), ...pick([2, 6, 3, 7])],
    ...addFloats(),
    ...set(first),
  ];
  return [
    ...foldPair(a, b),
    ...foldPair(c, d),
    ...[...get(a), ...get(c), ...pick([0, 1, 4, 5])],
    ...[...get(a), ...get(c), ...pick([2, 3, 6, 7])],
    ...addFloats(),
  ];
}

interface ScoreProps {
  sums: readonly [number, number, number, number];
  scratch: number;
  best: number;
  /** Bytes from SCORES on. */
  at: number;
}

/** Four scores out of four sums, written down and compared with the best so far. */
const writeScores = ({ sums, scratch, best, at }: ScoreProps): Bytes => [
  ...foldFour(sums),
  ...[...get(HALF), ...loadVector(0), ...subtractFloats(), ...set(scratch)],
  ...[...get(SCORES), ...get(scratch), ...storeVector(at)],
  ...[...get(best), ...get(scratch), ...largerFloats(), ...set(best)],
];

/** Largest lane of `best` to memory. */
const writeBest = (best: number, at: number): Bytes => [
  ...[...get(best), ...get(best), ...get(best), ...pick([2, 3, 0, 1]), ...largerFloats(), ...set(best)],
  ...get(BEST),
  ...[...get(best), ...get(best), ...get(best), ...pick([1, 0, 3, 2]), ...largerFloats(), ...firstLane()],
  ...storeFloat(at),
];

/** Runs `steps` for all numbers of a row, `lanes` vectors a time, AT and PROBE moving along. */
const alongRow = (props: { rowBytes: number; lanes: number; steps: Bytes }): Bytes => [
  ...[...get(QUERY), ...set(PROBE)],
  ...[...get(QUERY), ...integer(props.rowBytes), ...add(), ...set(PROBE_END)],
  ...repeatWhile([
    props.steps,
    advance(AT, props.lanes * VECTOR_BYTES),
    advance(PROBE, props.lanes * VECTOR_BYTES),
    [...get(PROBE), ...get(PROBE_END), ...lessThan()],
  ]),
];

const nextFour = (rowBytes: number): Bytes[] => [
  advance(ROW, ROWS_TOGETHER * rowBytes),
  advance(HALF, VECTOR_BYTES),
  advance(SCORES, VECTOR_BYTES),
  [...get(ROW), ...get(END), ...lessThan()],
];

const functionBody = (vectors: number, code: Bytes): Bytes =>
  sized([
    ...counted([
      [...unsigned(FIRST_VECTOR - AT), I32],
      [...unsigned(vectors), V128],
    ]),
    ...code,
    0x0b,
  ]);

/**
 * One query. Memory is read strictly forward, one row after the other: reading four rows side by side, though it loads the
 * query less often, measured four times slower once the gallery outgrows the caches (too many streams for the prefetcher).
 */
function scanBody(dimensions: number): Bytes {
  const rowBytes = dimensions * 4;
  const lanes = dimensions % 32 === 0 ? 8 : 2;
  const [x, q, best, firstTotal] = [FIRST_VECTOR, FIRST_VECTOR + 1, FIRST_VECTOR + 2, FIRST_VECTOR + 3] as const;
  const firstSum = firstTotal + ROWS_TOGETHER;
  const steps = each(lanes, (lane) => [
    ...[...get(AT), ...loadVector(lane * VECTOR_BYTES), ...set(x)],
    ...[...get(PROBE), ...loadVector(lane * VECTOR_BYTES), ...set(q)],
    ...multiplyAdd({ x, q, sum: firstSum + lane }),
  ]);
  const oneRow = (r: number): Bytes => [
    ...each(lanes, (lane) => [...splat(0), ...set(firstSum + lane)]),
    ...alongRow({ rowBytes, lanes, steps }),
    ...get(firstSum),
    ...each(lanes - 1, (lane) => [...get(firstSum + 1 + lane), ...addFloats()]),
    ...set(firstTotal + r),
  ];
  return functionBody(firstSum + lanes - FIRST_VECTOR, [
    ...[...splat(Number.NEGATIVE_INFINITY), ...set(best)],
    ...repeatWhile([
      [...get(ROW), ...set(AT)],
      each(ROWS_TOGETHER, oneRow),
      writeScores({ sums: [firstTotal, firstTotal + 1, firstTotal + 2, firstTotal + 3], scratch: x, best, at: 0 }),
      ...nextFour(rowBytes),
    ]),
    ...writeBest(best, 0),
  ]);
}

/**
 * Two queries, lying one after the other: four rows by two queries stay in registers, so each number is loaded once for
 * eight products. For rows already in the cache. The second query's scores start `stride` bytes after the first's.
 */
function scanPairBody(dimensions: number, stride: number): Bytes {
  const rowBytes = dimensions * 4;
  const queries = 2;
  const x = FIRST_VECTOR;
  const probeOf = (q: number) => FIRST_VECTOR + 1 + q;
  const bestOf = (q: number) => FIRST_VECTOR + 3 + q;
  const sumOf = (q: number, r: number) => FIRST_VECTOR + 5 + q * ROWS_TOGETHER + r;
  const steps = each(2, (lane) => [
    ...each(queries, (q) => [
      ...[...get(PROBE), ...loadVector(q * rowBytes + lane * VECTOR_BYTES)],
      ...set(probeOf(q)),
    ]),
    ...each(ROWS_TOGETHER, (r) => [
      ...[...get(AT), ...loadVector(r * rowBytes + lane * VECTOR_BYTES), ...set(x)],
      ...each(queries, (q) => multiplyAdd({ x, q: probeOf(q), sum: sumOf(q, r) })),
    ]),
  ]);
  return functionBody(5 + queries * ROWS_TOGETHER, [
    ...each(queries, (q) => [...splat(Number.NEGATIVE_INFINITY), ...set(bestOf(q))]),
    ...repeatWhile([
      [...get(ROW), ...set(AT)],
      each(queries * ROWS_TOGETHER, (index) => [...splat(0), ...set(sumOf(0, 0) + index)]),
      alongRow({ rowBytes, lanes: 2, steps }),
      each(queries, (q) =>
        writeScores({
          sums: [sumOf(q, 0), sumOf(q, 1), sumOf(q, 2), sumOf(q, 3)],
          scratch: x,
          best: bestOf(q),
          at: q * stride,
        }),
      ),
      ...nextFour(rowBytes),
    ]),
    ...each(queries, (q) => writeBest(bestOf(q), q * 4)),
  ]);
}

export interface KernelShape {
  /** Length of a padded row, a multiple of 8. */
  dimensions: number;
  /** Bytes between the scores of the two queries of `scanPair`, a multiple of 16. */
  scoreStride: number;
}

/**
 * A module that imports `m.memory` and exports `scan` and `scanPair`, both `(row, end, query, half, scores, best)`: byte
 * addresses, multiples of 16, `end − row` a positive multiple of four rows.
 */
export function writeScanModule({ dimensions, scoreStride }: KernelShape): Uint8Array<ArrayBuffer> {
  const sixAddresses = [0x60, ...counted([[I32], [I32], [I32], [I32], [I32], [I32]]), ...counted([])];
  const exported = (name: string, index: number): Bytes => [...text(name), 0x00, ...unsigned(index)];
  return new Uint8Array([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, counted([sixAddresses])),
    ...section(2, counted([[...text('m'), ...text('memory'), 0x02, 0x00, ...unsigned(1)]])),
    ...section(3, counted([unsigned(0), unsigned(0)])),
    ...section(7, counted([exported('scan', 0), exported('scanPair', 1)])),
    ...section(10, counted([scanBody(dimensions), scanPairBody(dimensions, scoreStride)])),
  ]);
}
