import { Worker } from 'node:worker_threads';
import { FaceError } from '../errors.ts';
import type { Answer, Job, PlainError, Reply, WorkerSettings } from './messages.ts';
import type { ModelIdentity } from './nets.ts';
import { type FaceLoad, WorkAhead } from './work-ahead.ts';

interface PendingJob {
  job: Job;
  /** When a worker got it, ms; 0 while it waits. */
  begun: number;
  resolve: (answer: Answer<Job>) => void;
  reject: (error: Error) => void;
}

interface Slot {
  worker: Worker;
  /** What it is doing now. */
  running: PendingJob | undefined;
  ready: boolean;
}

interface PoolSize {
  threads: number;
  /** Jobs that may wait. */
  queueLimit: number;
  /** One more is refused when it would probably wait longer than this, ms. */
  waitLimitMs?: number;
  /** What each worker runs; `worker.ts` unless a test has another. */
  script?: URL;
}

/** Worker threads and a bounded queue before them. A worker that dies fails its own job only and is replaced. */
export class WorkerPool {
  readonly #settings: WorkerSettings;
  readonly #queueLimit: number;
  readonly #waitLimitMs: number;
  readonly #ahead = new WorkAhead();
  readonly #queue: PendingJob[] = [];
  readonly #slots = new Set<Slot>();
  readonly #threads: number;
  #closed = false;
  #drained: (() => void) | undefined;

  readonly #script: URL;

  constructor(settings: WorkerSettings, { threads, queueLimit, waitLimitMs, script }: PoolSize) {
    this.#settings = settings;
    this.#script = script ?? new URL('./worker.ts', import.meta.url);
    this.#threads = threads;
    this.#queueLimit = queueLimit;
    this.#waitLimitMs = waitLimitMs ?? Number.POSITIVE_INFINITY;
  }

  /** The first worker compiles what is missing; the others then find it done. */
  async start(): Promise<ModelIdentity> {
    const model = await this.#addWorker();
    await Promise.all(Array.from({ length: this.#threads - 1 }, () => this.#addWorker()));
    return model;
  }

  submit<Asked extends Job>(job: Asked): Promise<Answer<Asked>> {
    if (this.#closed) return Promise.reject(new FaceError('engine_closed', 'The face engine is closed.'));
    const { waitMs } = this.load();
    if (this.#queue.length >= this.#queueLimit || waitMs > this.#waitLimitMs) {
      return Promise.reject(
        new FaceError('engine_busy', 'Too many pictures are waiting; try again shortly.', { waitMs }),
      );
    }
    return new Promise((resolve, reject) => {
      // The worker answers a job with what belongs to its kind.
      this.#queue.push({ job, begun: 0, resolve: resolve as PendingJob['resolve'], reject });
      this.#refill();
      this.#next();
    });
  }

  /** A free worker takes a job at once; otherwise all of what lies ahead is shared among them. */
  load(): FaceLoad {
    const now = performance.now();
    const running = [...this.#slots].flatMap((slot) => slot.running ?? []);
    const left = ({ job, begun }: PendingJob) => Math.max(0, this.#ahead.expected(job) - (now - begun));
    const waiting = this.#queue.reduce((sum, { job }) => sum + this.#ahead.expected(job), 0);
    const isFree = this.#queue.length === 0 && running.length < this.#threads;
    const ahead = isFree ? 0 : running.reduce((sum, pending) => sum + left(pending), waiting);
    return {
      threads: this.#threads,
      running: running.length,
      waiting: this.#queue.length,
      waitMs: ahead / this.#threads,
      jobMs: this.#ahead.jobMs,
    };
  }

  /** Running jobs finish, waiting ones are refused. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#refuseWaiting(new FaceError('engine_closed', 'The face engine was closed.'));
    if (this.#busy()) await new Promise<void>((resolve) => (this.#drained = resolve));
    await Promise.all([...this.#slots].map(({ worker }) => worker.terminate()));
  }

  #busy(): boolean {
    return [...this.#slots].some(({ running }) => running);
  }

  #refuseWaiting(error: Error): void {
    for (const { reject } of this.#queue.splice(0)) reject(error);
  }

  #next(): void {
    for (const slot of this.#slots) {
      if (!slot.ready || slot.running) continue;
      const pending = this.#queue.shift();
      if (!pending) return;
      pending.begun = performance.now();
      slot.running = pending;
      slot.worker.ref();
      slot.worker.postMessage(
        pending.job,
        pending.job.images.map(({ buffer }) => buffer as ArrayBuffer),
      );
    }
  }

  /** Replaces dead workers. When none can start, nobody should wait for one. */
  #refill(): void {
    for (let missing = this.#threads - this.#slots.size; missing > 0; missing--) {
      this.#addWorker().catch((error: Error) => {
        if (this.#slots.size === 0) this.#refuseWaiting(error);
      });
    }
  }

  #addWorker(): Promise<ModelIdentity> {
    const worker = new Worker(this.#script, { workerData: this.#settings });
    const slot: Slot = { worker, running: undefined, ready: false };
    this.#slots.add(slot);
    return new Promise((resolve, reject) => {
      let reason: Error = new FaceError('engine_failed', 'A face worker stopped unexpectedly.');
      worker.on('message', (reply: Reply) => {
        if (reply.kind === 'ready') {
          slot.ready = true;
          worker.unref();
          resolve(reply.model);
        } else if (slot.ready) this.#finish(slot, reply);
        else if (reply.kind === 'failed') {
          reason = toError(reply.error);
          void worker.terminate();
        }
        this.#next();
      });
      worker.on('error', (cause) => {
        reason = new FaceError(
          'engine_failed',
          `A face worker failed: ${cause instanceof Error ? cause.message : cause}`,
          { cause },
        );
      });
      worker.on('exit', () => {
        this.#slots.delete(slot);
        slot.running?.reject(reason);
        slot.running = undefined;
        reject(reason);
        if (!this.#closed && (slot.ready || this.#queue.length > 0)) this.#afterDeath(slot, reason);
        this.#settle();
      });
    });
  }

  /** One that had been ready is replaced at once; one that could not start is tried again with the next job. */
  #afterDeath(slot: Slot, reason: Error): void {
    if (slot.ready) this.#refill();
    else if (this.#slots.size === 0) this.#refuseWaiting(reason);
  }

  #finish(slot: Slot, reply: Exclude<Reply, { kind: 'ready' }>): void {
    const pending = slot.running;
    slot.running = undefined;
    slot.worker.unref();
    if (pending && reply.kind === 'done') this.#ahead.learn(pending.job, performance.now() - pending.begun);
    if (reply.kind === 'done') pending?.resolve(reply.answer);
    else pending?.reject(toError(reply.error));
    this.#settle();
  }

  #settle(): void {
    if (this.#closed && !this.#busy()) this.#drained?.();
  }
}

function toError({ code, message, frame }: PlainError): FaceError {
  return new FaceError(code ?? 'engine_failed', message, frame === undefined ? {} : { frame });
}
