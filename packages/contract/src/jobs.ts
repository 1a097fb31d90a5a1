import { z } from 'zod';
import { Id, IdParams, Instant, Page, PersonRef, paged } from './common.ts';
import { route } from './route.ts';

/** Work that outlives the request that asked for it. */
export const JobKind = z.enum([
  'import-check',
  'import-apply',
  'import-undo',
  'photo-check',
  'photo-apply',
  'photo-undo',
  'accuracy-study',
  'report',
]);
export type JobKind = z.infer<typeof JobKind>;

/** `undone`: what it did was taken back by a later job. */
export const JobState = z.enum(['queued', 'running', 'done', 'failed', 'undone']);
export type JobState = z.infer<typeof JobState>;

/** How far a job is, as lists and live events tell it. */
export const JobProgress = z.object({
  id: Id,
  kind: JobKind,
  state: JobState,
  done: z.int(),
  /** 0 while nobody knows. */
  total: z.int(),
});
export type JobProgress = z.infer<typeof JobProgress>;

/** Why a job failed: a code of the error table with its words. */
export const JobFailure = z.object({ code: z.string(), message: z.string(), advice: z.string() });
export type JobFailure = z.infer<typeof JobFailure>;

export const Job = JobProgress.extend({
  /** What it works on, such as the name of a file. */
  subject: z.string(),
  failure: JobFailure.nullable(),
  /** Who started it; null: the server. */
  actor: PersonRef.nullable(),
  createdAt: Instant,
  startedAt: Instant.nullable(),
  endedAt: Instant.nullable(),
});
export type Job = z.infer<typeof Job>;

const tag = 'jobs';

export const jobRoutes = {
  listJobs: route({
    method: 'GET',
    path: '/api/jobs',
    tag,
    summary: 'Background jobs, newest first',
    query: Page.extend({ state: JobState.optional() }),
    reply: paged(Job),
  }),
  getJob: route({ method: 'GET', path: '/api/jobs/:id', tag, summary: 'One job', params: IdParams, reply: Job }),
};
