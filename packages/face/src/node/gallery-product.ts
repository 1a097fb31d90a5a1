import { InferenceSession, Tensor } from 'onnxruntime-node';
import { NearestRows } from '../gallery-nearest.ts';
import { type Rows, SEGMENT_ROWS } from '../gallery-rows.ts';
import { norm } from '../gallery-scan.ts';
import { OnnxGraph } from '../models/onnx-graph.ts';
import { SESSION } from './nets.ts';

/**
 * Many probes at once, as a product of matrices in whole numbers: rows as bytes, probes as 7-bit numbers (no processor's
 * 16-bit sums overflow then). Per segment of rows the product stays in the cache and leaves only the highest score of every
 * sixteen rows; which of them are looked at exactly, the bound on the rounding errors decides.
 */

const CHUNK_ROWS = 16;
const LARGEST_CODE = 64;
/** Bytes stand for `scale · (byte − ZERO)`. */
const ZERO = 128;
const LARGEST_BYTE = 127;
/** Columns that carry what is taken off a row's dot product; its factor may be larger than one number can hold. */
const HALF_COLUMNS = 8;
const UNIT_ROUNDOFF = 2 ** -24;

/** A segment of rows as bytes, and how far they are from the rows. */
interface Segment {
  bytes: Uint8Array;
  /** Rows that were there when it was written. */
  count: number;
  scale: number;
  /** Halves are `low + step · byte`. */
  low: number;
  step: number;
  /** Largest length of a row, and of what rounding took from one. */
  norm: number;
  error: number;
}

/** Finds the rows that may be nearest to many probes. */
export class RowProduct {
  readonly #rows: Rows;
  readonly #columns: number;
  readonly #segments: (Segment | undefined)[] = [];
  /** By number of probes. */
  readonly #sessions = new Map<number, Promise<InferenceSession>>();

  constructor(rows: Rows) {
    this.#rows = rows;
    this.#columns = rows.length + HALF_COLUMNS;
  }

  /** A row was written: its segment is read again before the next search, and nothing of the old one is kept. */
  changed(row: number): void {
    const at = Math.floor(row / SEGMENT_ROWS);
    this.#segments[at]?.bytes.fill(0);
    this.#segments[at] = undefined;
  }

  /** For each probe the numbers of rows that hold its `k` nearest among the first `size`. */
  async find({ probes, k, size }: { probes: readonly Float32Array[]; k: number; size: number }): Promise<number[][]> {
    const segments = Array.from({ length: Math.ceil(size / SEGMENT_ROWS) }, (_, at) => this.#segmentAt(at, size));
    const looks = this.#looksOf(probes, segments, k);
    const factors = this.#factorsOf(looks);
    for (const [at, segment] of segments.entries()) await this.#offer({ at, segment, looks, factors });
    return looks.map(({ nearest }) => nearest.rows().flatMap((chunk) => rowsOf(chunk, size)));
  }

  #segmentAt(at: number, size: number): Segment {
    const count = Math.min(SEGMENT_ROWS, size - at * SEGMENT_ROWS);
    const known = this.#segments[at];
    if (known?.count === count) return known;
    const written = writeSegment(this.#rows, at * SEGMENT_ROWS, count);
    this.#segments[at] = written;
    return written;
  }

  /** Probes as whole numbers, small enough a step apart that the columns of the halves can hold theirs. */
  #looksOf(probes: readonly Float32Array[], segments: readonly Segment[], k: number): Look[] {
    const coarsest = Math.max(0, ...segments.map(({ step, scale }) => step / scale));
    const [length, error] = [
      Math.max(0, ...segments.map((one) => one.norm)),
      Math.max(0, ...segments.map((one) => one.error)),
    ];
    const steps = Math.max(0, ...segments.map(({ step }) => step));
    return probes.map((values) => {
      const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
      const scale = Math.max(largest, coarsest / HALF_COLUMNS) / LARGEST_CODE || 1;
      const codes = Int8Array.from(values, (value) => Math.round(value / scale));
      const lost = Math.sqrt(values.reduce((sum, value, at) => sum + (value - codes[at]! * scale) ** 2, 0));
      const own = norm(values);
      // Cauchy and Schwarz for the products; halves are rounded to their step, and its factor to a whole number.
      const products = own * error + lost * (length + error);
      const halves = steps / 2 + Math.max(0, ...segments.map((one) => ((one.scale * scale) / 2) * (LARGEST_BYTE + 1)));
      const rounding = 16 * UNIT_ROUNDOFF * ((own + lost) * (length + error) + length ** 2) + 2 ** -120;
      return { codes, scale, nearest: new NearestRows(k, 1.001 * (products + halves) + rounding) };
    });
  }

  async #offer({ at, segment, looks, factors }: OfferProps): Promise<void> {
    const session = await this.#sessionFor(looks.length);
    this.#writeHalfFactors(factors, segment, looks);
    const { best } = (await session.run({
      rows: new Tensor('uint8', segment.bytes, [SEGMENT_ROWS, this.#columns]),
      probes: new Tensor('int8', factors, [this.#columns, looks.length]),
    })) as { best: Tensor };
    const sums = best.data as Float32Array;
    const every = SEGMENT_ROWS / CHUNK_ROWS;
    const chunks = Math.ceil(segment.count / CHUNK_ROWS);
    // What every half has in common: their lowest one, and the byte that stands for nothing.
    const less = segment.low + segment.step * ZERO;
    looks.forEach(({ scale, nearest }, probe) => {
      const scores = sums.subarray(probe * every, probe * every + chunks);
      const unit = scale * segment.scale;
      let highest = Number.NEGATIVE_INFINITY;
      for (let chunk = 0; chunk < chunks; chunk++) if (scores[chunk]! > highest) highest = scores[chunk]!;
      if (highest * unit - less < nearest.floor) return;
      for (let chunk = 0; chunk < chunks; chunk++) scores[chunk] = scores[chunk]! * unit - less;
      nearest.offer({ firstRow: at * every, count: chunks, scores, best: highest * unit - less });
    });
  }

  /** Column by column of the rows, the number of each probe it is multiplied with. */
  #factorsOf(looks: readonly Look[]): Int8Array {
    const factors = new Int8Array(this.#columns * looks.length);
    looks.forEach(({ codes }, probe) => {
      for (let at = 0; at < codes.length; at++) factors[at * looks.length + probe] = codes[at]!;
    });
    return factors;
  }

  #writeHalfFactors(factors: Int8Array, segment: Segment, looks: readonly Look[]): void {
    looks.forEach(({ scale }, probe) => {
      let rest = Math.round(segment.step / (scale * segment.scale));
      for (let at = this.#rows.length; at < this.#columns; at++) {
        const part = Math.min(rest, LARGEST_CODE);
        factors[at * looks.length + probe] = -part;
        rest -= part;
      }
    });
  }

  #sessionFor(probes: number): Promise<InferenceSession> {
    let session = this.#sessions.get(probes);
    if (!session) {
      session = InferenceSession.create(writeProduct(this.#columns, probes), SESSION);
      this.#sessions.set(probes, session);
    }
    return session;
  }
}

interface OfferProps {
  at: number;
  segment: Segment;
  looks: readonly Look[];
  factors: Int8Array;
}

interface Look {
  codes: Int8Array;
  scale: number;
  /** Of chunks: k of them with scores that high hold k rows as near. */
  nearest: NearestRows;
}

function rowsOf(chunk: number, size: number): number[] {
  const first = chunk * CHUNK_ROWS;
  return Array.from({ length: Math.min(CHUNK_ROWS, size - first) }, (_, at) => first + at);
}

/** Places after the last row repeat it, so that the best of its sixteen is one of them. */
function writeSegment(rows: Rows, first: number, count: number): Segment {
  const columns = rows.length + HALF_COLUMNS;
  const bytes = new Uint8Array(SEGMENT_ROWS * columns);
  let [largest, low, high] = [0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let at = 0; at < count; at++) {
    for (const value of rows.row(first + at)) largest = Math.max(largest, Math.abs(value));
    const half = rows.half(first + at);
    [low, high] = [Math.min(low, half), Math.max(high, half)];
  }
  const scale = largest / LARGEST_BYTE || 1;
  const step = (high - low) / 255;
  let [longest, error] = [0, 0];
  for (let at = 0; at < count; at++) {
    const values = rows.row(first + at);
    let lost = 0;
    for (let column = 0; column < values.length; column++) {
      const code = Math.round(values[column]! / scale);
      bytes[at * columns + column] = code + ZERO;
      lost += (values[column]! - code * scale) ** 2;
    }
    const half = step === 0 ? 0 : Math.round((rows.half(first + at) - low) / step);
    bytes.fill(half, at * columns + values.length, (at + 1) * columns);
    longest = Math.max(longest, norm(values));
    error = Math.max(error, Math.sqrt(lost));
  }
  for (let at = count; at < SEGMENT_ROWS; at++) {
    bytes.copyWithin(at * columns, (count - 1) * columns, count * columns);
  }
  return { bytes, count, scale, low, step, norm: longest, error };
}

/** rows × probes, and of every sixteen rows the highest: [probes, chunks]. */
function writeProduct(columns: number, probes: number): Uint8Array<ArrayBuffer> {
  const graph = new OnnxGraph('row_product');
  const rows = graph.input('rows', 'uint8', [SEGMENT_ROWS, columns]);
  const factors = graph.input('probes', 'int8', [columns, probes]);
  const sums = graph.node('MatMulInteger', [rows, factors, graph.constant(Uint8Array.of(ZERO), [])]);
  const chunks = SEGMENT_ROWS / CHUNK_ROWS;
  const chunked = graph.node('Reshape', [sums, graph.integers([chunks, CHUNK_ROWS, probes])]);
  const highest = graph.node('ReduceMax', [chunked], { axes: [1], keepdims: 0 });
  const byProbe = graph.node('Transpose', [graph.node('Cast', [highest], { to: 1 })], { perm: [1, 0] });
  graph.output('best', byProbe, [probes, chunks]);
  return graph.encode();
}
