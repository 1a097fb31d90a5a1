import { randomUUID } from 'node:crypto';
import { type ErrorCode, errorTable, type Job, type JobKind, type JobProgress } from '@smart-presence/contract';
import type { Selectable } from 'kysely';
import { type Db, newId, type Schema, type Trx, transact } from '../db/index.ts';
import { publish, takeTurn } from '../events/index.ts';

export type JobRow = Selectable<Schema['job']>;

export interface NewJob {
  kind: JobKind;
  /** What it works on, for people. */
  subject: string;
  input: unknown;
  actorId: string | null;
  now: number;
}

/** Asks for work in the transaction that wants it done. @returns the job's id. */
export const enqueueJob = async (trx: Trx, { kind, subject, input, actorId, now }: NewJob): Promise<string> => {
  const id = newId(now);
  const fresh = { state: 'queued' as const, done: 0, total: 0, attempts: 0 };
  await trx
    .insertInto('job')
    .values({ id, kind, subject, input: JSON.stringify(input), actorId, createdAt: now, ...fresh })
    .execute();
  await announce(trx, { job: { id, kind, ...fresh }, actorId, at: now });
  return id;
};

/** A job of this kind that waits or is at work, if there is one. */
export const jobUnderWay = async (db: Db, kind: JobKind): Promise<JobProgress | undefined> =>
  db
    .selectFrom('job')
    .select(['id', 'kind', 'state', 'done', 'total'])
    .where('kind', '=', kind)
    .where('state', 'in', ['queued', 'running'])
    .orderBy('createdAt')
    .limit(1)
    .executeTakeFirst();

/** Tells whoever started it, and administrators, how far a job is. */
export const announce = async (
  trx: Trx,
  { job, actorId, at }: { job: JobProgress; actorId: string | null; at: number },
): Promise<void> => {
  const { id, kind, state, done, total } = job;
  const about = actorId === null ? {} : { personId: actorId };
  await publish(trx, { type: 'job.changed', at, actorId, ...about, data: { job: { id, kind, state, done, total } } });
};

/** Takes the oldest job that waits, or whose server died, for `leaseMs`; no two servers get the same one. */
export const claimJob = async (
  db: Db,
  { kinds, now, leaseMs }: { kinds: readonly JobKind[]; now: number; leaseMs: number },
): Promise<JobRow | undefined> => {
  const due = (handle: Db) =>
    handle
      .selectFrom('job')
      .select('job.id')
      .where('kind', 'in', kinds)
      .where(({ eb, or, and }) =>
        or([eb('state', '=', 'queued'), and([eb('state', '=', 'running'), eb('leaseUntil', '<=', now)])]),
      )
      .orderBy('createdAt')
      .orderBy('id')
      .limit(1);
  // Looking costs no write lock; most of the time nothing is due.
  if (kinds.length === 0 || !(await due(db).executeTakeFirst())) return undefined;
  return transact(db, async (trx) => {
    // One claims at a time: whoever comes next sees what is no longer due.
    await takeTurn(trx);
    const found = await due(trx).executeTakeFirst();
    if (!found) return undefined;
    const job = await trx
      .updateTable('job')
      .set(({ eb }) => ({
        state: 'running' as const,
        startedAt: now,
        leaseToken: randomUUID(),
        leaseUntil: now + leaseMs,
        attempts: eb('attempts', '+', 1),
      }))
      .where('id', '=', found.id)
      .returningAll()
      .executeTakeFirst();
    if (job) await announce(trx, { job, actorId: job.actorId, at: now });
    return job;
  });
};

export interface Ending {
  state: 'queued' | 'done' | 'failed';
  failure?: ErrorCode;
  result?: unknown;
  now: number;
}

/** Changes a job that this server still holds. @returns whether it does. */
export const updateHeld = async (
  db: Db,
  job: JobRow,
  change: { leaseUntil: number } | { done: number; total: number },
): Promise<boolean> => {
  const held = await db
    .updateTable('job')
    .set(change)
    .where('id', '=', job.id)
    .where('leaseToken', '=', job.leaseToken)
    .returning('id')
    .executeTakeFirst();
  return held !== undefined;
};

/** Lets go of a job: done, failed, or for another try. @returns false when another server has it by now. */
export const endJob = async (trx: Trx, job: JobRow, { state, failure, result, now }: Ending): Promise<boolean> => {
  await takeTurn(trx);
  const ended = await trx
    .updateTable('job')
    .set(({ eb, ref }) => ({
      state,
      failure: failure ?? null,
      result: result === undefined ? null : JSON.stringify(result),
      leaseToken: null,
      leaseUntil: null,
      ...(state === 'queued' ? { startedAt: null, done: 0, total: 0 } : { endedAt: now }),
      ...(state === 'done' && { done: eb(ref('total'), '+', 0) }),
    }))
    .where('id', '=', job.id)
    .where('leaseToken', '=', job.leaseToken)
    .returningAll()
    .executeTakeFirst();
  if (ended) await announce(trx, { job: ended, actorId: job.actorId, at: now });
  return ended !== undefined;
};

/** What a done job did was taken back. Call in the transaction that takes it back. */
export const markUndone = async (trx: Trx, id: string, now: number): Promise<void> => {
  await takeTurn(trx);
  const job = await trx
    .updateTable('job')
    .set({ state: 'undone' })
    .where('id', '=', id)
    .where('state', '=', 'done')
    .returningAll()
    .executeTakeFirst();
  if (job) await announce(trx, { job, actorId: job.actorId, at: now });
};

/** For whoever keeps what jobs did: when that is forgotten, so are they. */
export const forgetJobs = async (trx: Trx, ids: readonly string[]): Promise<void> => {
  if (ids.length > 0) await trx.deleteFrom('job').where('id', 'in', ids).execute();
};

export const failureOf = (code: string | null): Job['failure'] => {
  if (code === null) return null;
  const [, message, advice] = errorTable[code in errorTable ? (code as ErrorCode) : 'internal'];
  return { code, message, advice };
};
