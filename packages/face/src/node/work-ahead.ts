import type { Job } from './messages.ts';

/** How much work lies before a job that comes now. */
export interface FaceLoad {
  /** Workers, each on a core of its own. */
  threads: number;
  /** Jobs at work. */
  running: number;
  /** Jobs that wait for a worker. */
  waiting: number;
  /** How long a job that comes now will probably wait, ms. */
  waitMs: number;
  /** What one job has lately taken, ms. */
  jobMs: number;
}

/** Until something has been measured: milliseconds for each picture, on a slow core. */
const GUESSES: Readonly<Record<string, number>> = { frames: 25, liveness: 20, selfie: 40, auto: 150, room: 500 };
/** How much one more measurement counts. */
const NEWEST = 0.2;

/** What a job of this kind costs goes by its pictures. */
const kindOf = (job: Job): string => (job.kind === 'picture' ? (job.options.scene ?? 'auto') : job.kind);

/** Learns from finished jobs how long others will take. */
export class WorkAhead {
  readonly #perPicture = new Map<string, number>(Object.entries(GUESSES));
  #jobMs: number | undefined;

  /** Milliseconds that this job will probably take. */
  expected(job: Job): number {
    return this.#perPicture.get(kindOf(job))! * job.images.length;
  }

  learn(job: Job, ms: number): void {
    const kind = kindOf(job);
    const before = this.#perPicture.get(kind)!;
    this.#perPicture.set(kind, before + (ms / job.images.length - before) * NEWEST);
    this.#jobMs = this.#jobMs === undefined ? ms : this.#jobMs + (ms - this.#jobMs) * NEWEST;
  }

  /** Of the last jobs, whatever their kind. */
  get jobMs(): number {
    return this.#jobMs ?? 0;
  }
}
