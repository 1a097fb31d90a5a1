import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { FaceError } from '../errors.ts';
import { checkedDimensions, type Match, type Metric, prepared, requireCount } from '../gallery.ts';
import type { GalleryAnswer, GallerySettings, GalleryTask } from './gallery-messages.ts';

export interface LargeGalleryOptions {
  /** Length of every descriptor, 1 to 4096. */
  dimensions: number;
  /** Default `l2`. */
  metric?: Metric;
  /** Worker threads, each with its share of the templates on a core of its own. Default: cores, at most 4. */
  threads?: number;
}

export interface GalleryEntry {
  id: string;
  template: ArrayLike<number>;
}

/**
 * Exact nearest-neighbour search over many templates and many probes at once, away from the caller's thread. Answers are those
 * of `createGallery`; below some ten thousand templates that one is simpler and as fast. Calls take effect in their order.
 */
export interface LargeGallery {
  readonly dimensions: number;
  readonly metric: Metric;
  readonly size: number;
  has(id: string): boolean;
  /**
   * Adds copies of templates, or replaces those of the same ids: all of them or, when one is wrong, none.
   * @throws RangeError as `Gallery.add`.
   */
  add(entries: readonly GalleryEntry[]): Promise<void>;
  /** Forgets templates and overwrites their numbers. @returns how many there were. */
  remove(ids: readonly string[]): Promise<number>;
  /** For each probe the `k` nearest, nearest first, equal distances ordered by id; fewer when the gallery is smaller. */
  search(probes: readonly ArrayLike<number>[], k: number): Promise<Match[][]>;
  /** Forgets everyone and ends the workers. */
  close(): Promise<void>;
}

export function createLargeGallery({ dimensions, metric = 'l2', threads }: LargeGalleryOptions): LargeGallery {
  const count = threads ?? Math.min(4, availableParallelism());
  return new SharedOutGallery({ dimensions, metric }, count);
}

/** One worker and its share. */
class Share {
  readonly ids = new Set<string>();
  readonly #worker: Worker;
  readonly #waiting: { resolve: (matches: Match[][]) => void; reject: (error: Error) => void }[] = [];
  #failure: Error | undefined;

  constructor(settings: GallerySettings) {
    this.#worker = new Worker(new URL('./gallery-worker.ts', import.meta.url), { workerData: settings });
    this.#worker.unref();
    this.#worker.on('message', (answer: GalleryAnswer) => {
      const task = this.#waiting.shift()!;
      if (this.#waiting.length === 0) this.#worker.unref();
      if (answer.kind === 'done') task.resolve(answer.matches);
      else task.reject(new FaceError('engine_failed', answer.message));
    });
    this.#worker.on('error', (cause) =>
      this.#fail(new FaceError('engine_failed', 'A gallery worker failed.', { cause })),
    );
    this.#worker.on('exit', () => this.#fail(new FaceError('engine_failed', 'A gallery worker stopped.')));
  }

  ask(task: GalleryTask, transfer: ArrayBuffer[] = []): Promise<Match[][]> {
    if (this.#failure) return Promise.reject(this.#failure);
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      this.#worker.ref();
      this.#worker.postMessage(task, transfer);
    });
  }

  async end(): Promise<void> {
    if (!this.#failure) await this.ask({ kind: 'clear' });
    this.#failure ??= new FaceError('engine_closed', 'The gallery is closed.');
    await this.#worker.terminate();
  }

  /** Its templates are gone with it, so whoever asks later must hear of it too. */
  #fail(error: Error): void {
    this.#failure ??= error;
    for (const { reject } of this.#waiting.splice(0)) reject(this.#failure);
  }
}

class SharedOutGallery implements LargeGallery {
  readonly dimensions: number;
  readonly metric: Metric;
  readonly #shares: Share[];
  readonly #shareOf = new Map<string, Share>();
  #closed = false;

  constructor(settings: GallerySettings, threads: number) {
    checkedDimensions(settings.dimensions);
    if (!Number.isInteger(threads) || threads < 1) throw new RangeError(`threads must be 1 or more, not ${threads}`);
    this.dimensions = settings.dimensions;
    this.metric = settings.metric;
    this.#shares = Array.from({ length: threads }, () => new Share(settings));
  }

  get size(): number {
    return this.#shareOf.size;
  }

  has(id: string): boolean {
    return this.#shareOf.has(id);
  }

  async add(entries: readonly GalleryEntry[]): Promise<void> {
    this.#check(entries.map(({ template }) => template));
    const parts = new Map<Share, Map<string, ArrayLike<number>>>();
    for (const { id, template } of entries) {
      const share = this.#shareOf.get(id) ?? this.#smallest();
      this.#shareOf.set(id, share);
      share.ids.add(id);
      const part = parts.get(share) ?? new Map<string, ArrayLike<number>>();
      parts.set(share, part.set(id, template));
    }
    await Promise.all(
      [...parts].map(([share, part]) => {
        const values = new Float32Array(part.size * this.dimensions);
        let at = 0;
        for (const template of part.values()) values.set(template, this.dimensions * at++);
        return share.ask({ kind: 'add', ids: [...part.keys()], values }, [values.buffer]);
      }),
    );
  }

  async remove(ids: readonly string[]): Promise<number> {
    this.#requireOpen();
    const known = [...new Set(ids)].filter((id) => this.#shareOf.has(id));
    const parts = Map.groupBy(known, (id) => this.#shareOf.get(id)!);
    for (const [share, part] of parts) {
      for (const id of part) {
        this.#shareOf.delete(id);
        share.ids.delete(id);
      }
    }
    await Promise.all([...parts].map(([share, part]) => share.ask({ kind: 'remove', ids: part })));
    return known.length;
  }

  async search(probes: readonly ArrayLike<number>[], k: number): Promise<Match[][]> {
    this.#check(probes);
    requireCount(k);
    const copies = probes.map((probe) => Float32Array.from(probe));
    const answers = await Promise.all(this.#shares.map((share) => share.ask({ kind: 'search', probes: copies, k })));
    return probes.map((_, probe) =>
      answers
        .flatMap((matches) => matches[probe]!)
        .sort((a, b) => a.distance - b.distance || (a.id < b.id ? -1 : 1))
        .slice(0, k),
    );
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#shareOf.clear();
    await Promise.all(this.#shares.map((share) => share.end()));
  }

  #smallest(): Share {
    return this.#shares.reduce((least, share) => (share.ids.size < least.ids.size ? share : least));
  }

  #requireOpen(): void {
    if (this.#closed) throw new FaceError('engine_closed', 'The gallery is closed.');
  }

  /** By the rules of a gallery, before anything is sent. */
  #check(templates: readonly ArrayLike<number>[]): void {
    this.#requireOpen();
    for (const template of templates) prepared(template, this);
  }
}
