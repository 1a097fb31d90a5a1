import type { JobKind } from '@smart-presence/contract';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import type { Config } from './config/config.ts';
import type { Secrets } from './crypto/index.ts';
import type { Db } from './db/index.ts';
import type { EventFeed } from './events/index.ts';
import type { Csrf, Router } from './http/index.ts';
import type { RegularJob } from './jobs/every.ts';
import type { JobWork } from './jobs/run-jobs.ts';

/** What every feature is handed at boot. */
export interface Platform {
  config: Config;
  secrets: Secrets;
  db: Db;
  feed: EventFeed;
  /** Milliseconds UTC; tests set it. */
  clock: () => number;
  log: Logger;
  app: FastifyInstance;
  router: Router;
  csrf: Csrf;
  /** Adds a repeated job; it starts when the server listens and stops before the database closes. */
  job: (job: RegularJob) => void;
  /** Says how work of one kind is done, which requests ask for with `enqueueJob`. */
  work: (kind: JobKind, work: JobWork) => void;
  /** Adds a line to `/ready`. */
  readiness: (name: string, check: () => Promise<{ ok: boolean; detail: string }>) => void;
  /** Runs while the server drains, in reverse order of adding. */
  onClose: (work: () => Promise<void>) => void;
}
