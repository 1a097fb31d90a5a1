import { NearestRows } from './gallery-nearest.ts';
import {
  BLOCK_ROWS,
  createJavaScriptScanner,
  createWasmScanner,
  paddedLength,
  type RowScanner,
  roundedUp,
  SEGMENT_ROWS,
} from './gallery-scan.ts';

export type Metric = 'l2' | 'cosine';

/** `distance`: Euclidean for `l2`, 1 − cosine (0 to 2) for `cosine`; double precision over the stored 32-bit numbers. */
export interface Match {
  id: string;
  distance: number;
}

export interface GalleryOptions {
  /** Length of every descriptor, 1 to 4096. */
  dimensions: number;
  /** Default `l2`, what the built-in descriptor was trained for. */
  metric?: Metric;
  /** Default: WebAssembly SIMD where there is any, else JavaScript. Answers are identical. */
  kernel?: 'wasm' | 'javascript';
}

/** Exact nearest-neighbour search (1:N) over templates of one model. Holds them in clear: keep it short-lived, `clear` it. */
export interface Gallery {
  readonly dimensions: number;
  readonly metric: Metric;
  readonly kernel: 'wasm' | 'javascript';
  readonly size: number;
  has(id: string): boolean;
  /**
   * Adds a copy of a template, or replaces the one of that id.
   * @throws RangeError for a wrong length, a number that is not finite or absurdly large, or (cosine) all zeros.
   */
  add(id: string, template: ArrayLike<number>): void;
  /** Forgets a template and overwrites its numbers. `false` when there was none. */
  remove(id: string): boolean;
  /**
   * The `k` nearest, nearest first, equal distances ordered by id; fewer when the gallery is smaller. Synchronous: takes about
   * as long as reading the gallery's memory once.
   */
  search(probe: ArrayLike<number>, k: number): Match[];
  /** The same for several probes, cheaper than one by one: memory is read once for all. */
  searchBatch(probes: readonly ArrayLike<number>[], k: number): Match[][];
  /** Forgets everyone and overwrites all numbers. */
  clear(): void;
}

/** Squares of larger numbers, summed, could overflow a 32-bit float. */
const LARGEST_NORM = 1e15;
const UNIT_ROUNDOFF = 2 ** -24;

export function createGallery({ dimensions, metric = 'l2', kernel }: GalleryOptions): Gallery {
  if (!Number.isInteger(dimensions) || dimensions < 1 || dimensions > 4096) {
    throw new RangeError(`dimensions must be a whole number from 1 to 4096, not ${dimensions}`);
  }
  const { scanner, used } = openScanner(dimensions, kernel);
  return new ExactGallery({ dimensions, metric, kernel: used, scanner });
}

function openScanner(dimensions: number, wanted?: 'wasm' | 'javascript') {
  if (wanted !== 'javascript') {
    try {
      return { scanner: createWasmScanner(dimensions), used: 'wasm' as const };
    } catch (error) {
      if (wanted === 'wasm') throw error;
    }
  }
  return { scanner: createJavaScriptScanner(dimensions), used: 'javascript' as const };
}

class ExactGallery implements Gallery {
  readonly dimensions: number;
  readonly metric: Metric;
  readonly kernel: 'wasm' | 'javascript';
  readonly #scanner: RowScanner;
  /** Id of each row; rows are dense: removing one moves the last into its place. */
  readonly #ids: string[] = [];
  readonly #rowOf = new Map<string, number>();
  #largestNorm = 0;

  constructor(props: Required<GalleryOptions> & { scanner: RowScanner }) {
    this.dimensions = props.dimensions;
    this.metric = props.metric;
    this.kernel = props.kernel;
    this.#scanner = props.scanner;
  }

  get size(): number {
    return this.#ids.length;
  }

  has(id: string): boolean {
    return this.#rowOf.has(id);
  }

  add(id: string, template: ArrayLike<number>): void {
    const { row, norm } = this.#prepared(template);
    let index = this.#rowOf.get(id);
    if (index === undefined) {
      index = this.#ids.length;
      if (index === this.#scanner.segments * SEGMENT_ROWS) this.#scanner.grow();
      this.#ids.push(id);
      this.#rowOf.set(id, index);
    }
    const { values, segment, at } = this.#place(index);
    values.set(row);
    segment.half[at] = this.metric === 'l2' ? norm ** 2 / 2 : 0;
    this.#largestNorm = Math.max(this.#largestNorm, norm);
  }

  remove(id: string): boolean {
    const index = this.#rowOf.get(id);
    if (index === undefined) return false;
    const lastIndex = this.#ids.length - 1;
    const last = this.#place(lastIndex);
    if (index !== lastIndex) {
      const freed = this.#place(index);
      freed.values.set(last.values);
      freed.segment.half[freed.at] = last.segment.half[last.at]!;
      const moved = this.#ids[lastIndex]!;
      this.#ids[index] = moved;
      this.#rowOf.set(moved, index);
    }
    last.values.fill(0);
    last.segment.half[last.at] = Number.POSITIVE_INFINITY;
    this.#ids.pop();
    this.#rowOf.delete(id);
    return true;
  }

  clear(): void {
    for (let index = 0; index < this.#scanner.segments; index++) {
      const { rows, half } = this.#scanner.segment(index);
      rows.fill(0);
      half.fill(Number.POSITIVE_INFINITY);
    }
    this.#ids.length = 0;
    this.#rowOf.clear();
    this.#largestNorm = 0;
  }

  search(probe: ArrayLike<number>, k: number): Match[] {
    return this.searchBatch([probe], k)[0]!;
  }

  searchBatch(probes: readonly ArrayLike<number>[], k: number): Match[][] {
    if (!Number.isInteger(k) || k < 1) throw new RangeError(`k must be a whole number from 1 on, not ${k}`);
    const searches = probes.map((probe) => {
      const { row, norm } = this.#prepared(probe);
      return { row, nearest: new NearestRows(k, this.#scoreError(norm)) };
    });
    for (let start = 0; start < this.#ids.length; start += BLOCK_ROWS) {
      const count = roundedUp(Math.min(BLOCK_ROWS, this.#ids.length - start));
      const block = { segment: Math.floor(start / SEGMENT_ROWS), first: start % SEGMENT_ROWS, count };
      for (let first = 0; first < searches.length; first += 2) {
        const pair = searches.slice(first, first + 2);
        this.#scanner.scan(
          block,
          pair.map(({ row }) => row),
        );
        pair.forEach(({ nearest }, index) => {
          nearest.offer({
            firstRow: start,
            scores: this.#scanner.scores(index),
            count,
            best: this.#scanner.best(index),
          });
        });
      }
    }
    return searches.map(({ row, nearest }) => this.#ranked({ probe: row, rows: nearest.rows(), k }));
  }

  /**
   * Bound on the error of a score: a dot product of n terms in any order of summation is off by at most
   * n·u/(1 − n·u)·|q|·|x| (Higham, Accuracy and Stability of Numerical Algorithms, 3.1); eight more roundings and one percent cover
   * half the squared norm, the subtraction and the exact distance itself.
   */
  #scoreError(norm: number): number {
    const size = norm * this.#largestNorm + this.#largestNorm ** 2 / 2;
    const tiny = this.#scanner.stride * 2 ** -148;
    return 1.01 * (this.#scanner.stride + 8) * UNIT_ROUNDOFF * size + tiny;
  }

  #ranked({ probe, rows, k }: { probe: Float32Array; rows: readonly number[]; k: number }): Match[] {
    const distance = this.metric === 'l2' ? euclidean : oneMinusDot;
    return rows
      .map((index) => ({ id: this.#ids[index]!, distance: distance(probe, this.#place(index).values) }))
      .sort((a, b) => a.distance - b.distance || (a.id < b.id ? -1 : 1))
      .slice(0, k);
  }

  #place(index: number) {
    const segment = this.#scanner.segment(Math.floor(index / SEGMENT_ROWS));
    const at = index % SEGMENT_ROWS;
    return { segment, at, values: segment.rows.subarray(at * this.#scanner.stride, (at + 1) * this.#scanner.stride) };
  }

  /** Checked, for cosine scaled to length 1, padded. `norm` is that of the result. */
  #prepared(template: ArrayLike<number>): { row: Float32Array; norm: number } {
    if (template.length !== this.dimensions) {
      throw new RangeError(`a template of ${this.dimensions} numbers is expected, not of ${template.length}`);
    }
    const row = new Float32Array(paddedLength(this.dimensions));
    row.set(template);
    const norm = Math.sqrt(dot(row, row));
    if (!(norm <= LARGEST_NORM)) throw new RangeError('a template must hold finite numbers of ordinary size');
    if (this.metric === 'l2') return { row, norm };
    if (norm === 0) throw new RangeError('a template of zeros has no direction to compare');
    for (let at = 0; at < row.length; at++) row[at]! /= norm;
    return { row, norm: Math.sqrt(dot(row, row)) };
  }
}

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let at = 0; at < a.length; at++) sum += a[at]! * b[at]!;
  return sum;
}

function euclidean(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let at = 0; at < a.length; at++) sum += (a[at]! - b[at]!) ** 2;
  return Math.sqrt(sum);
}

const oneMinusDot = (a: Float32Array, b: Float32Array): number => 1 - dot(a, b);
