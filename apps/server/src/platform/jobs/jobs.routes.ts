import type { Job, JobKind, JobState } from '@smart-presence/contract';
import type { Db } from '../db/index.ts';
import { fail } from '../http/index.ts';
import type { Platform } from '../platform.ts';
import { failureOf } from './job.store.ts';
import { type JobWork, runDueJobs } from './run-jobs.ts';

const LOOK_MS = 300;

/** Serves the list of jobs and works through what waits. @param works what features do, by kind; read at every run. */
export const registerJobs = (platform: Platform, works: ReadonlyMap<JobKind, JobWork>): void => {
  const { db, clock, log, router } = platform;
  router.on('listJobs', ({ query }) => listJobs(db, query));
  router.on('getJob', async ({ params }) => {
    const [job] = await withActor(db).where('job.id', '=', params.id).execute();
    return job ? toJob(job) : fail('not_found');
  });
  platform.job({
    name: 'background jobs',
    everyMs: LOOK_MS,
    run: (stopping) => runDueJobs({ db, clock, log, works, ...(stopping && { stopping }) }),
  });
};

const withActor = (db: Db) =>
  db
    .selectFrom('job')
    .leftJoin('person', 'person.id', 'job.actorId')
    .select(['job.id', 'job.kind', 'job.subject', 'job.state', 'job.done', 'job.total', 'job.failure'])
    .select(['job.createdAt', 'job.startedAt', 'job.endedAt', 'person.id as actorId', 'person.name as actorName']);

type Row = Awaited<ReturnType<ReturnType<typeof withActor>['execute']>>[number];

const toJob = ({ actorId, actorName, failure, ...job }: Row): Job => ({
  ...job,
  failure: failureOf(failure),
  actor: actorId === null ? null : { id: actorId, name: actorName ?? '' },
});

const listJobs = async (
  db: Db,
  { state, page, pageSize }: { state?: JobState | undefined; page: number; pageSize: number },
) => {
  const rows = await withActor(db)
    .$if(state !== undefined, (query) => query.where('job.state', '=', state as JobState))
    .orderBy('job.id', 'desc')
    .limit(pageSize)
    .offset((page - 1) * pageSize)
    .execute();
  const { total } = await db
    .selectFrom('job')
    .select(({ fn }) => fn.countAll<number>().as('total'))
    .$if(state !== undefined, (query) => query.where('state', '=', state as JobState))
    .executeTakeFirstOrThrow();
  return { items: rows.map(toJob), total, page, pageSize };
};
