export { breather } from './breathe.ts';
export { type JobRunner, type RegularJob, startJobs } from './every.ts';
export { enqueueJob, failureOf, forgetJobs, jobUnderWay, markUndone } from './job.store.ts';
export { type JobContext, JobRefused, type JobWork, runDueJobs } from './run-jobs.ts';
