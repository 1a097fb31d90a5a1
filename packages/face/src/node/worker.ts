import { parentPort, workerData } from 'node:worker_threads';
import sharp from 'sharp';
import { FaceError } from '../errors.ts';
import { describeJob } from './describe-job.ts';
import { createLivenessJobs } from './liveness-job.ts';
import type { Job, PlainError, Reply, WorkerSettings } from './messages.ts';
import { openNets } from './nets.ts';

const port = parentPort!;
const settings = workerData as WorkerSettings;
const say = (reply: Reply) => port.postMessage(reply);

/** Frames must not outlive their request, and a cache of decoded pictures would. */
sharp.cache(false);
sharp.concurrency(1);

try {
  const { nets, model } = await openNets(settings);
  const assessJob = createLivenessJobs({ nets, model, settings });
  port.on('message', async (job: Job) => {
    try {
      const answer = job.kind === 'liveness' ? await assessJob(job) : await describeJob(nets, job, settings.limits);
      say({ kind: 'done', answer });
    } catch (error) {
      say({ kind: 'failed', error: plain(error) });
    }
  });
  say({ kind: 'ready', model });
} catch (error) {
  say({ kind: 'failed', error: plain(error) });
}

function plain(error: unknown): PlainError {
  if (error instanceof FaceError) return { code: error.code, message: error.message, frame: error.frame };
  return { code: undefined, message: error instanceof Error ? error.message : String(error), frame: undefined };
}
