export interface RegularJob {
  name: string;
  /** Pause between the end of one run and the start of the next, milliseconds. */
  everyMs: number;
  /** @param stopping aborted when the server drains: finish what is begun and begin nothing more. */
  run: (stopping?: AbortSignal) => Promise<unknown>;
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
  const stopping = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<unknown> = Promise.resolve();
  const next = (): void => {
    if (stopping.signal.aborted) return;
    timer = setTimeout(() => {
      running = job
        .run(stopping.signal)
        .catch((error: unknown) => onError(job.name, error))
        .finally(next);
    }, job.everyMs);
  };
  next();
  return {
    stop: async () => {
      stopping.abort();
      clearTimeout(timer);
      await running;
    },
  };
};
