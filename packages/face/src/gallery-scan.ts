import { ROWS_TOGETHER, writeScanModule } from './gallery-wasm.ts';

/** Rows are kept in segments of this many, so that a gallery grows without moving what it holds. */
export const SEGMENT_ROWS = 4096;
/** Rows ranked by one call of the kernel: few enough that their scores, and 128 numbers of each, stay in the L2 cache. */
export const BLOCK_ROWS = 512;

export interface Segment {
  /** `SEGMENT_ROWS` rows of `stride` numbers. */
  rows: Float32Array<ArrayBuffer>;
  /** What is taken off each row's dot product; +Infinity where the place is empty. */
  half: Float32Array<ArrayBuffer>;
}

/** Where a block lies: `first` is a multiple of `BLOCK_ROWS`, `count` a multiple of 4 up to `BLOCK_ROWS`. */
export interface Block {
  segment: number;
  first: number;
  count: number;
}

/** Holds rows and ranks them: `score = probe·row − half`, in 32-bit floats, larger is nearer. */
export interface RowScanner {
  /** Numbers per row: the dimensions, padded with zeros to a multiple of 8. */
  readonly stride: number;
  readonly segments: number;
  /** Adds a segment of empty places. @throws RangeError when the memory cannot grow (4 GiB with WebAssembly). */
  grow(): void;
  /** Views, valid until the next `grow`. */
  segment(index: number): Segment;
  /** Ranks a block against one or two probes of `stride` numbers; reads it with `best` and `scores`. */
  scan(block: Block, probes: readonly Float32Array[]): void;
  /** Highest score of the last block for probe 0 or 1. */
  best(probe: number): number;
  /** Scores of the last block for probe 0 or 1. */
  scores(probe: number): Float32Array;
}

/** The part of the WebAssembly API used here; the compiler knows it only together with the whole DOM. */
interface CompiledModule {
  readonly brand?: 'WebAssembly.Module';
}
interface LinearMemory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}
declare const WebAssembly: {
  Module: new (bytes: Uint8Array<ArrayBuffer>) => CompiledModule;
  Memory: new (limits: { initial: number }) => LinearMemory;
  Instance: new (
    module: CompiledModule,
    imports: { m: { memory: LinearMemory } },
  ) => { exports: { scan: Scan; scanPair: Scan } };
};

const PAGE_BYTES = 65_536;
const PROBES_AT = 0;

type Scan = (row: number, end: number, query: number, half: number, scores: number, best: number) => void;

const modules = new Map<number, CompiledModule>();

function moduleFor(stride: number): CompiledModule {
  let module = modules.get(stride);
  if (!module) {
    module = new WebAssembly.Module(writeScanModule({ dimensions: stride, scoreStride: BLOCK_ROWS * 4 }));
    modules.set(stride, module);
  }
  return module;
}

export const paddedLength = (dimensions: number): number => Math.ceil(dimensions / 8) * 8;

/** @throws WebAssembly.CompileError (or ReferenceError) where WebAssembly or its SIMD is missing. */
export function createWasmScanner(dimensions: number): RowScanner {
  const stride = paddedLength(dimensions);
  const rowBytes = stride * 4;
  const bestAt = PROBES_AT + 2 * rowBytes;
  const scoresAt = bestAt + 16;
  const segmentsAt = Math.ceil((scoresAt + 2 * BLOCK_ROWS * 4) / PAGE_BYTES) * PAGE_BYTES;
  const halfBytes = SEGMENT_ROWS * 4;
  const segmentBytes = halfBytes + SEGMENT_ROWS * rowBytes;
  const memory = new WebAssembly.Memory({ initial: segmentsAt / PAGE_BYTES });
  const { exports } = new WebAssembly.Instance(moduleFor(stride), { m: { memory } });
  let segments = 0;
  let header = new Float32Array(memory.buffer, 0, segmentsAt / 4);

  const startOf = (segment: number) => segmentsAt + segment * segmentBytes;
  const segmentAt = (index: number): Segment => ({
    half: new Float32Array(memory.buffer, startOf(index), SEGMENT_ROWS),
    rows: new Float32Array(memory.buffer, startOf(index) + halfBytes, SEGMENT_ROWS * stride),
  });
  return {
    stride,
    get segments() {
      return segments;
    },
    grow() {
      const missing = startOf(segments + 1) - memory.buffer.byteLength;
      if (missing > 0) memory.grow(Math.ceil(missing / PAGE_BYTES));
      header = new Float32Array(memory.buffer, 0, segmentsAt / 4);
      segments += 1;
      segmentAt(segments - 1).half.fill(Number.POSITIVE_INFINITY);
    },
    segment: segmentAt,
    scan({ segment, first, count }, probes) {
      probes.forEach((probe, index) => {
        header.set(probe, (PROBES_AT + index * rowBytes) / 4);
      });
      const half = startOf(segment) + first * 4;
      const row = startOf(segment) + halfBytes + first * rowBytes;
      const run = probes.length === 2 ? exports.scanPair : exports.scan;
      run(row, row + count * rowBytes, PROBES_AT, half, scoresAt, bestAt);
    },
    best: (probe) => header[bestAt / 4 + probe]!,
    scores: (probe) => header.subarray(scoresAt / 4 + probe * BLOCK_ROWS, scoresAt / 4 + (probe + 1) * BLOCK_ROWS),
  };
}

/** The same in plain JavaScript: 6–9 times slower, works everywhere, and is what the kernel is tested against. */
export function createJavaScriptScanner(dimensions: number): RowScanner {
  const stride = paddedLength(dimensions);
  const kept: Segment[] = [];
  const scored = [new Float32Array(BLOCK_ROWS), new Float32Array(BLOCK_ROWS)] as const;
  const best = new Float32Array(2);

  function scanOne({ segment, first, count }: Block, probe: Float32Array, out: Float32Array): number {
    const { rows, half } = kept[segment]!;
    let highest = Number.NEGATIVE_INFINITY;
    for (let index = 0; index < count; index++) {
      const start = (first + index) * stride;
      let sum = 0;
      for (let at = 0; at < stride; at++) sum += rows[start + at]! * probe[at]!;
      const score = Math.fround(sum - half[first + index]!);
      out[index] = score;
      if (score > highest) highest = score;
    }
    return highest;
  }
  return {
    stride,
    get segments() {
      return kept.length;
    },
    grow() {
      kept.push({
        rows: new Float32Array(SEGMENT_ROWS * stride),
        half: new Float32Array(SEGMENT_ROWS).fill(Number.POSITIVE_INFINITY),
      });
    },
    segment: (index) => kept[index]!,
    scan(block, probes) {
      probes.forEach((probe, index) => {
        best[index] = scanOne(block, probe, scored[index as 0 | 1]);
      });
    },
    best: (probe) => best[probe]!,
    scores: (probe) => scored[probe as 0 | 1],
  };
}

/** Rows of a partly filled segment, rounded up to what the kernel takes at a time. */
export const roundedUp = (rows: number): number => Math.ceil(rows / ROWS_TOGETHER) * ROWS_TOGETHER;
