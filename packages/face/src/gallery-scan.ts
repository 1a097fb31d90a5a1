import { type Rows, SEGMENT_ROWS } from './gallery-rows.ts';
import { queryBytes, ROW_UNIT, ROWS_TOGETHER, writeScanModule } from './gallery-wasm.ts';
import { type CompiledModule, compileModule, instantiate, newMemory, PAGE_BYTES } from './wasm.ts';

/** Rows ranked by one call: few enough that they and their scores stay in the cache while several probes pass. */
export const BLOCK_ROWS = 512;

/** Consecutive rows: `first` is a multiple of `BLOCK_ROWS`, `count` at most that. */
export interface Block {
  first: number;
  count: number;
}

/** A probe made ready for a scanner. `slack` bounds how far any score may be from `probe·row − half`. */
export interface ScanProbe {
  slack: number;
}

/** Ranks rows: `score ≈ probe·row − half`, larger is nearer. How roughly, `slack` says. */
export interface RowScanner<Probe extends ScanProbe = ScanProbe> {
  /** Takes note of a row that was put into `Rows`. @throws RangeError when the memory cannot grow. */
  noteRow(index: number): void;
  /** The place of a row, now the last one, is empty again: nothing of it is left. */
  blank(index: number): void;
  prepare(values: Float32Array): Probe;
  /** Ranks a block against one or two probes; read it with `best` and `scores`. */
  scan(block: Block, probes: readonly Probe[]): void;
  /** Highest score of the last block for probe 0 or 1. */
  best(probe: number): number;
  /** Scores of the last block for probe 0 or 1, `count` of them. */
  scores(probe: number): Float32Array;
}

const UNIT_ROUNDOFF = 2 ** -24;

export function norm(values: Float32Array): number {
  let sum = 0;
  for (let at = 0; at < values.length; at++) sum += values[at]! ** 2;
  return Math.sqrt(sum);
}

/** Numbers rounded to whole multiples of `scale`, and the length of what rounding took away. */
export interface Rounded {
  scale: number;
  error: number;
}

/** Writes `values / scale`, rounded, to `codes`, the largest becoming `limit`. */
export function roundTo(props: { values: Float32Array; codes: Int8Array | Int16Array; limit: number }): Rounded {
  const { values, codes, limit } = props;
  let largest = 0;
  for (let at = 0; at < values.length; at++) largest = Math.max(largest, Math.abs(values[at]!));
  const scale = Math.fround(largest / limit);
  let sum = 0;
  for (let at = 0; at < values.length; at++) {
    const value = values[at]!;
    const code = scale === 0 ? 0 : Math.max(-limit, Math.min(limit, Math.round(value / scale)));
    codes[at] = code;
    sum += (value - code * scale) ** 2;
  }
  return { scale, error: Math.sqrt(sum) };
}

const LARGEST_BYTE = 127;
const LARGEST_SHORT = 32_767;

type Scan = (
  row: number,
  end: number,
  query: number,
  scale: number,
  half: number,
  scores: number,
  best: number,
) => void;

const modules = new Map<number, CompiledModule>();

function moduleFor(stride: number): CompiledModule {
  let module = modules.get(stride);
  if (!module) {
    module = compileModule(writeScanModule({ stride, scoreStride: BLOCK_ROWS * 4 }));
    modules.set(stride, module);
  }
  return module;
}

interface ShortProbe extends ScanProbe {
  factor: number;
  shorts: Int16Array;
}

/**
 * Ranks with the WebAssembly kernel, by rows rounded to bytes. Memory: a header (two probes, two scores of a block), then per
 * segment the rows' halves, scales and bytes.
 * @throws WebAssembly.CompileError (or ReferenceError) where WebAssembly or its SIMD is missing.
 */
export function createWasmScanner(rows: Rows): RowScanner<ShortProbe> {
  const stride = Math.ceil(rows.length / ROW_UNIT) * ROW_UNIT;
  const bestAt = 2 * queryBytes(stride);
  const scoresAt = bestAt + 16;
  const segmentsAt = Math.ceil((scoresAt + 2 * BLOCK_ROWS * 4) / PAGE_BYTES) * PAGE_BYTES;
  const floatsBytes = SEGMENT_ROWS * 4;
  const segmentBytes = 2 * floatsBytes + SEGMENT_ROWS * stride;
  /** The sum of `stride` products must fit 32 bits. */
  const largestShort = Math.min(LARGEST_SHORT, Math.floor((2 ** 31 - 1) / (LARGEST_BYTE * stride)));

  const memory = newMemory(segmentsAt / PAGE_BYTES);
  const exports = instantiate<{ scan: Scan; scanPair: Scan }>(moduleFor(stride), memory);
  let floats = new Float32Array(memory.buffer);
  let segments = 0;
  let largestNorm = 0;
  let largestError = 0;

  const addressesOf = (index: number) => {
    const start = segmentsAt + Math.floor(index / SEGMENT_ROWS) * segmentBytes;
    const at = index % SEGMENT_ROWS;
    const scale = start + floatsBytes + at * 4;
    return { half: start + at * 4, scale, row: start + 2 * floatsBytes + at * stride };
  };
  const grow = () => {
    const missing = segmentsAt + (segments + 1) * segmentBytes - memory.buffer.byteLength;
    if (missing > 0) memory.grow(Math.ceil(missing / PAGE_BYTES));
    floats = new Float32Array(memory.buffer);
    const { half } = addressesOf(segments * SEGMENT_ROWS);
    floats.fill(Number.POSITIVE_INFINITY, half / 4, half / 4 + SEGMENT_ROWS);
    segments += 1;
  };
  return {
    noteRow(index) {
      if (index === segments * SEGMENT_ROWS) grow();
      const { half, scale, row } = addressesOf(index);
      const codes = new Int8Array(memory.buffer, row, stride);
      const rounded = roundTo({ values: rows.row(index), codes, limit: LARGEST_BYTE });
      floats[half / 4] = rows.half(index);
      floats[scale / 4] = rounded.scale;
      largestNorm = Math.max(largestNorm, norm(rows.row(index)));
      largestError = Math.max(largestError, rounded.error);
    },
    blank(index) {
      const { half, scale, row } = addressesOf(index);
      new Int8Array(memory.buffer, row, stride).fill(0);
      floats[half / 4] = Number.POSITIVE_INFINITY;
      floats[scale / 4] = 0;
      if (index === 0) largestNorm = largestError = 0;
    },
    /**
     * |q·x − q̃·x̃| ≤ |q|·|x − x̃| + |q − q̃|·|x̃| by Cauchy and Schwarz; the rest are the few roundings of 32-bit floats on the way, bounded
     * generously.
     */
    prepare(values) {
      const shorts = new Int16Array(stride);
      const { scale: factor, error } = roundTo({ values, codes: shorts, limit: largestShort });
      const [length, rowLength] = [norm(values), largestNorm + largestError];
      const rounding = 16 * UNIT_ROUNDOFF * ((length + error) * rowLength + largestNorm ** 2) + 2 ** -120;
      return { factor, shorts, slack: 1.001 * (length * largestError + error * rowLength) + rounding };
    },
    scan({ first, count }, probes) {
      probes.forEach(({ factor, shorts }, probe) => {
        const at = probe * queryBytes(stride);
        floats.fill(factor, at / 4, at / 4 + 4);
        new Int16Array(memory.buffer, at + 16, stride).set(shorts);
      });
      const { half, scale, row } = addressesOf(first);
      const end = row + Math.ceil(count / ROWS_TOGETHER) * ROWS_TOGETHER * stride;
      const run = probes.length === 2 ? exports.scanPair : exports.scan;
      run(row, end, 0, scale, half, scoresAt, bestAt);
    },
    best: (probe) => floats[bestAt / 4 + probe]!,
    scores: (probe) => floats.subarray(scoresAt / 4 + probe * BLOCK_ROWS, scoresAt / 4 + (probe + 1) * BLOCK_ROWS),
  };
}

interface PlainProbe extends ScanProbe {
  values: Float32Array;
}

/** Plain JavaScript over the rows as they are: slower, works everywhere, and is what the kernel is tested against. */
export function createJavaScriptScanner(rows: Rows): RowScanner<PlainProbe> {
  const scored = [new Float32Array(BLOCK_ROWS), new Float32Array(BLOCK_ROWS)];
  const best = new Float32Array(2);
  let largestNorm = 0;

  function scanOne({ first, count }: Block, probe: Float32Array, scores: Float32Array): number {
    let highest = Number.NEGATIVE_INFINITY;
    for (let index = 0; index < count; index++) {
      const row = rows.row(first + index);
      let sum = 0;
      for (let at = 0; at < row.length; at++) sum += row[at]! * probe[at]!;
      const score = Math.fround(sum - rows.half(first + index));
      scores[index] = score;
      if (score > highest) highest = score;
    }
    return highest;
  }
  return {
    noteRow(index) {
      largestNorm = Math.max(largestNorm, norm(rows.row(index)));
    },
    blank(index) {
      if (index === 0) largestNorm = 0;
    },
    /** Sums are in double precision; scores and halves are rounded to 32 bits. */
    prepare: (values) => ({
      values,
      slack: 4 * UNIT_ROUNDOFF * (norm(values) * largestNorm + largestNorm ** 2) + 2 ** -120,
    }),
    scan(block, probes) {
      probes.forEach(({ values }, index) => {
        best[index] = scanOne(block, values, scored[index]!);
      });
    },
    best: (probe) => best[probe]!,
    scores: (probe) => scored[probe]!,
  };
}
