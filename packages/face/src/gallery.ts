import { NearestRows } from './gallery-nearest.ts';
import { Rows } from './gallery-rows.ts';
import {
  BLOCK_ROWS,
  createJavaScriptScanner,
  createWasmScanner,
  norm,
  type RowScanner,
  type ScanProbe,
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
   * The `k` nearest, nearest first, equal distances ordered by id; fewer when the gallery is smaller. Synchronous; with the
   * kernel a large gallery takes about as long as reading its templates' memory once.
   */
  search(probe: ArrayLike<number>, k: number): Match[];
  /** The same for several probes, cheaper than one by one: memory is read once for all. */
  searchBatch(probes: readonly ArrayLike<number>[], k: number): Match[][];
  /** Forgets everyone and overwrites all numbers. */
  clear(): void;
}

/** Squares of larger numbers, summed, could overflow a 32-bit float. */
const LARGEST_NORM = 1e15;

export function createGallery({ dimensions, metric = 'l2', kernel }: GalleryOptions): Gallery {
  const rows = new Rows(checkedDimensions(dimensions));
  return new ExactGallery({ rows, metric, ...openScanner(rows, kernel) });
}

/** Another way to find the rows that may be nearest: for each probe at least the true top k, by number. */
export type FindRows = (props: { probes: readonly Float32Array[]; k: number; size: number }) => Promise<number[][]>;

/** A gallery whose rows are looked through by others as well; `changed` hears of each one that is written. */
export function createOpenGallery(
  { dimensions, metric = 'l2', kernel }: GalleryOptions,
  changed: (row: number) => void,
): { gallery: ExactGallery; rows: Rows } {
  const rows = new Rows(checkedDimensions(dimensions));
  const { scanner, kernel: opened } = openScanner(rows, kernel);
  const noteRow = (row: number) => {
    scanner.noteRow(row);
    changed(row);
  };
  const blank = (row: number) => {
    scanner.blank(row);
    changed(row);
  };
  return { gallery: new ExactGallery({ rows, metric, scanner: { ...scanner, noteRow, blank }, kernel: opened }), rows };
}

export function checkedDimensions(dimensions: number): number {
  if (Number.isInteger(dimensions) && dimensions >= 1 && dimensions <= 4096) return dimensions;
  throw new RangeError(`dimensions must be a whole number from 1 to 4096, not ${dimensions}`);
}

type Kernel = NonNullable<GalleryOptions['kernel']>;

function openScanner(rows: Rows, wanted?: Kernel): { scanner: RowScanner; kernel: Kernel } {
  if (wanted !== 'javascript') {
    try {
      return { scanner: createWasmScanner(rows), kernel: 'wasm' };
    } catch (error) {
      if (wanted === 'wasm') throw error;
    }
  }
  return { scanner: createJavaScriptScanner(rows), kernel: 'javascript' };
}

/** Scans roughly, then decides among the few rows that may be nearest by their exact distances. */
export class ExactGallery implements Gallery {
  readonly dimensions: number;
  readonly metric: Metric;
  readonly kernel: Kernel;
  readonly #rows: Rows;
  readonly #scanner: RowScanner;
  /** Id of each row; rows are dense: removing one moves the last into its place. */
  readonly #ids: string[] = [];
  readonly #rowOf = new Map<string, number>();

  constructor(props: { rows: Rows; metric: Metric; kernel: Kernel; scanner: RowScanner }) {
    this.dimensions = props.rows.length;
    this.metric = props.metric;
    this.kernel = props.kernel;
    this.#rows = props.rows;
    this.#scanner = props.scanner;
  }

  get size(): number {
    return this.#ids.length;
  }

  has(id: string): boolean {
    return this.#rowOf.has(id);
  }

  add(id: string, template: ArrayLike<number>): void {
    const values = this.#prepared(template);
    const known = this.#rowOf.get(id);
    const index = known ?? this.#ids.length;
    this.#put(index, { values, half: this.metric === 'l2' ? norm(values) ** 2 / 2 : 0 });
    if (known !== undefined) return;
    this.#ids.push(id);
    this.#rowOf.set(id, index);
  }

  remove(id: string): boolean {
    const index = this.#rowOf.get(id);
    if (index === undefined) return false;
    const last = this.#ids.length - 1;
    if (index !== last) {
      this.#put(index, { values: this.#rows.row(last), half: this.#rows.half(last) });
      const moved = this.#ids[last]!;
      this.#ids[index] = moved;
      this.#rowOf.set(moved, index);
    }
    this.#blank(last);
    this.#ids.pop();
    this.#rowOf.delete(id);
    return true;
  }

  clear(): void {
    for (let index = this.#ids.length - 1; index >= 0; index--) this.#blank(index);
    this.#ids.length = 0;
    this.#rowOf.clear();
  }

  #put(index: number, row: { values: Float32Array; half: number }): void {
    this.#rows.put(index, row);
    this.#scanner.noteRow(index);
  }

  #blank(index: number): void {
    this.#rows.blank(index);
    this.#scanner.blank(index);
  }

  search(probe: ArrayLike<number>, k: number): Match[] {
    return this.searchBatch([probe], k)[0]!;
  }

  searchBatch(probes: readonly ArrayLike<number>[], k: number): Match[][] {
    requireCount(k);
    const searches = probes.map((given) => {
      const values = this.#prepared(given);
      const probe = this.#scanner.prepare(values);
      return { values, probe, nearest: new NearestRows(k, probe.slack) };
    });
    for (let first = 0; first < this.#ids.length; first += BLOCK_ROWS) {
      const count = Math.min(BLOCK_ROWS, this.#ids.length - first);
      for (let at = 0; at < searches.length; at += 2) this.#scanBlock({ first, count }, searches.slice(at, at + 2));
    }
    return searches.map(({ values, nearest }) => this.#ranked({ probe: values, rows: nearest.rows(), k }));
  }

  /** As `searchBatch`, with another look for the rows that are ranked. Nothing may be added or removed meanwhile. */
  async searchBy(find: FindRows, given: readonly ArrayLike<number>[], k: number): Promise<Match[][]> {
    requireCount(k);
    const probes = given.map((probe) => this.#prepared(probe));
    const found = await find({ probes, k, size: this.size });
    return probes.map((probe, at) => this.#ranked({ probe, rows: found[at]!, k }));
  }

  #scanBlock(block: { first: number; count: number }, searches: readonly { probe: ScanProbe; nearest: NearestRows }[]) {
    this.#scanner.scan(
      block,
      searches.map(({ probe }) => probe),
    );
    searches.forEach(({ nearest }, at) => {
      nearest.offer({
        firstRow: block.first,
        count: block.count,
        scores: this.#scanner.scores(at),
        best: this.#scanner.best(at),
      });
    });
  }

  #ranked({ probe, rows, k }: { probe: Float32Array; rows: readonly number[]; k: number }): Match[] {
    const distance = this.metric === 'l2' ? euclidean : oneMinusDot;
    return rows
      .map((index) => ({ id: this.#ids[index]!, distance: distance(probe, this.#rows.row(index)) }))
      .sort((a, b) => a.distance - b.distance || (a.id < b.id ? -1 : 1))
      .slice(0, k);
  }

  #prepared(template: ArrayLike<number>): Float32Array {
    return prepared(template, this);
  }
}

/**
 * A template as it is kept: checked, as 32-bit floats, for cosine scaled to length 1.
 * @throws RangeError as `Gallery.add` says.
 */
export function prepared(
  template: ArrayLike<number>,
  { dimensions, metric }: { dimensions: number; metric: Metric },
): Float32Array {
  if (template.length !== dimensions) {
    throw new RangeError(`a template of ${dimensions} numbers is expected, not of ${template.length}`);
  }
  const values = Float32Array.from(template);
  const length = norm(values);
  if (!(length <= LARGEST_NORM)) throw new RangeError('a template must hold finite numbers of ordinary size');
  if (metric === 'l2') return values;
  if (length === 0) throw new RangeError('a template of zeros has no direction to compare');
  return values.map((value) => value / length);
}

export function requireCount(k: number): void {
  if (!Number.isInteger(k) || k < 1) throw new RangeError(`k must be a whole number from 1 on, not ${k}`);
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
