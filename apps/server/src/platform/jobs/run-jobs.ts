import type { ErrorCode, JobKind } from '@smart-presence/contract';
import type { Logger } from 'pino';
import { type Db, isContention, isUnavailable, isUniqueViolation, type Trx, transact } from '../db/index.ts';
import { takeTurn } from '../events/index.ts';
import { AppError } from '../http/app-error.ts';
import { breather } from './breathe.ts';
import { announce, claimJob, endJob, type JobRow, updateHeld } from './job.store.ts';

export interface JobContext {
  db: Db;
  input: unknown;
  actorId: string | null;
  /** Milliseconds UTC. */
  clock: () => number;
  /** Lets others use the processor; throws when the server drains or lost the job. Call it in every long loop. */
  breathe: () => Promise<void>;
  /** Tells how far it is, now and then. Never waited for, so it may be called anywhere. */
  progress: (done: number, total: number) => void;
  /**
   * Ends the job. Call it last in the one transaction that does the work: then a killed server has done all or nothing,
   * and of two that hold the same job only one can commit.
   */
  finish: (trx: Trx, result?: unknown) => Promise<void>;
}

export type JobWork = (context: JobContext) => Promise<void>;

/** The job cannot be done, and trying again would not help. */
export class JobRefused extends Error {
  readonly code: ErrorCode;
  readonly result: unknown;
  constructor(code: ErrorCode, result?: unknown) {
    super(code);
    this.code = code;
    this.result = result;
  }
}

/** Another server holds the job by now: it believed this one dead. */
class LeaseLost extends Error {}

/** A job whose server dies is taken over after this long. */
export const LEASE_MS = 30_000;
/** A job that stops its server every time is given up. */
export const MAX_ATTEMPTS = 3;
const TELL_MS = 400;

export interface JobHouse {
  db: Db;
  clock: () => number;
  log: Logger;
  works: ReadonlyMap<JobKind, JobWork>;
  stopping?: AbortSignal;
}

/** Does what waits, one job after the other. @returns how many it began. */
export const runDueJobs = async (house: JobHouse): Promise<number> => {
  let begun = 0;
  while (!house.stopping?.aborted) {
    const job = await claimJob(house.db, { kinds: [...house.works.keys()], now: house.clock(), leaseMs: LEASE_MS });
    if (!job) break;
    begun += 1;
    await runJob(house, job);
  }
  return begun;
};

const runJob = async (house: JobHouse, job: JobRow): Promise<void> => {
  const { db, clock, log, works } = house;
  const lost = new AbortController();
  const stopping = house.stopping ?? new AbortController().signal;
  const beat = setInterval(() => {
    updateHeld(db, job, { leaseUntil: clock() + LEASE_MS })
      .then((isHeld) => isHeld || lost.abort(new LeaseLost()))
      .catch((err: unknown) => log.warn({ err, job: job.id }, 'could not extend the lease of a job'));
  }, LEASE_MS / 3);
  const teller = tellProgress(house, job);
  let isFinished = false;
  const context: JobContext = {
    db,
    input: JSON.parse(job.input),
    actorId: job.actorId,
    clock,
    breathe: breather(AbortSignal.any([stopping, lost.signal])),
    progress: teller.progress,
    finish: async (trx, result) => {
      if (!(await endJob(trx, job, { state: 'done', result, now: clock() }))) throw new LeaseLost();
      isFinished = true;
    },
  };
  try {
    if (job.attempts > MAX_ATTEMPTS) throw new JobRefused('job_interrupted');
    await works.get(job.kind)?.(context);
    if (!isFinished) await transact(db, context.finish);
  } catch (error) {
    await teller.settled();
    await letGo(house, job, error).catch((err: unknown) =>
      log.error({ err, job: job.id }, 'could not let go of a job'),
    );
  } finally {
    clearInterval(beat);
    await teller.settled();
  }
};

/** What becomes of a job that threw: nothing of its transaction is left. */
const letGo = async ({ db, clock, log, stopping }: JobHouse, job: JobRow, error: unknown): Promise<void> => {
  if (error instanceof LeaseLost) return log.warn({ job: job.id }, 'another server took a job over');
  const now = clock();
  const mayHelp = isUnavailable(error) || isContention(error) || isUniqueViolation(error);
  if (stopping?.aborted || (mayHelp && job.attempts < MAX_ATTEMPTS)) {
    await transact(db, (trx) => endJob(trx, job, { state: 'queued', now }));
    return;
  }
  const { code, result } = refusalOf(error);
  if (code === 'internal') log.error({ err: error, job: job.id, kind: job.kind }, 'a job failed');
  await transact(db, (trx) => endJob(trx, job, { state: 'failed', failure: code, result, now }));
};

const refusalOf = (error: unknown): { code: ErrorCode; result?: unknown } => {
  if (error instanceof JobRefused) return error;
  if (error instanceof AppError) return { code: error.code };
  return { code: 'internal' };
};

/** Writes progress at most every `TELL_MS`, one at a time, the newest figure. */
const tellProgress = ({ db, clock, log }: JobHouse, job: JobRow) => {
  let told = Number.NEGATIVE_INFINITY;
  let writing: Promise<void> | undefined;
  const write = (done: number, total: number): Promise<void> =>
    transact(db, async (trx) => {
      // As everybody who changes jobs does: the turn first, then the row.
      await takeTurn(trx);
      if (await updateHeld(trx, job, { done, total }))
        await announce(trx, { job: { ...job, done, total }, actorId: job.actorId, at: clock() });
    });
  return {
    progress: (done: number, total: number) => {
      if (writing || performance.now() - told < TELL_MS) return;
      told = performance.now();
      writing = write(done, total)
        .catch((err: unknown) => log.warn({ err, job: job.id }, 'could not tell how far a job is'))
        .finally(() => {
          writing = undefined;
        });
    },
    settled: async () => {
      await writing;
    },
  };
};
