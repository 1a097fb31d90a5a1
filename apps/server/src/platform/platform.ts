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
import type { EventCursor, Hold, RetentionWork } from './retention/index.ts';

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
  /** Says how rules of retention are counted and carried out; `features/administration/retention` runs them. */
  retain: (...works: RetentionWork[]) => void;
  /** Says what must not be erased yet, although its time is over. */
  hold: (hold: Hold) => void;
  /** Says how far a job that follows the events has read: what is younger than that is kept, however old it is. */
  follows: (cursor: EventCursor) => void;
  /** Adds a line to `/ready`. */
  readiness: (name: string, check: () => Promise<{ ok: boolean; detail: string }>) => void;
  /** Runs while the server drains, in reverse order of adding. */
  onClose: (work: () => Promise<void>) => void;
}
