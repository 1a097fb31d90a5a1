export interface RegularJob {
  name: string;
  /** Pause between the end of one run and the start of the next, milliseconds. */
  everyMs: number;
  run: () => Promise<unknown>;
}

export interface JobRunner {
  /** Starts no new run and waits for the one under way. */
  stop(): Promise<void>;
}

/**
 * Repeats small jobs in this process. Runs of one job never overlap here; several servers may run the same job at the
 * same time, so each job claims its work in the database.
 */
export const startJobs = (jobs: readonly RegularJob[], onError: (name: string, error: unknown) => void): JobRunner => {
  const loops = jobs.map((job) => startLoop(job, onError));
  return {
    stop: async () => {
      await Promise.all(loops.map((loop) => loop.stop()));
    },
  };
};

const startLoop = (job: RegularJob, onError: (name: string, error: unknown) => void): JobRunner => {
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<unknown> = Promise.resolve();
  const next = (): void => {
    if (stopped) return;
    timer = setTimeout(() => {
      running = job
        .run()
        .catch((error: unknown) => onError(job.name, error))
        .finally(next);
    }, job.everyMs);
  };
  next();
  return {
    stop: async () => {
      stopped = true;
      clearTimeout(timer);
      await running;
    },
  };
};
