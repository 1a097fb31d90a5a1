import type { JobKind } from '@smart-presence/contract';
import type { FastifyInstance } from 'fastify';
import { pino } from 'pino';
import {
  findDepartment,
  registerAcademics,
  startOfDay,
  startStructure,
  studentsTaughtBy,
  timeZone,
} from './features/academics/index.ts';
import { installAuthentication, permit, registerAccounts } from './features/accounts/index.ts';
import { registerAdministration } from './features/administration/index.ts';
import { countSessions, registerAttendance, timetableFollower } from './features/attendance/index.ts';
import { registerAudit } from './features/audit/index.ts';
import { registerBiometrics } from './features/biometrics/index.ts';
import { registerDigests } from './features/digests/index.ts';
import { registerFeedback } from './features/feedback/index.ts';
import { registerInsights } from './features/insights/index.ts';
import { registerLive } from './features/live/index.ts';
import { registerMonitoring } from './features/monitoring/index.ts';
import { accountNews, openMail, registerNotifications, tellAdmins } from './features/notifications/index.ts';
import { currentPolicy, registerPolicies } from './features/policies/index.ts';
import { registerReports } from './features/reports/index.ts';
import { countLeave, registerRequests } from './features/requests/index.ts';
import { registerSecurity, watchIntrusions } from './features/security/index.ts';
import { countStandings, registerStanding } from './features/standing/index.ts';
import type { Config } from './platform/config/config.ts';
import { loadSecrets } from './platform/crypto/index.ts';
import { type Db, migrate, openDatabase } from './platform/db/index.ts';
import { openEventFeed } from './platform/events/index.ts';
import { registerApiDocs } from './platform/http/api-docs.ts';
import { registerHealth } from './platform/http/health.ts';
import { buildHttp, createCsrf, createRouter } from './platform/http/index.ts';
import { registerStaticWeb } from './platform/http/static-web.ts';
import { type JobRunner, type JobWork, type RegularJob, startJobs } from './platform/jobs/index.ts';
import { registerJobs } from './platform/jobs/jobs.routes.ts';
import type { Platform } from './platform/platform.ts';
import { type EventCursor, type Hold, oldEvents, oldReplies, type RetentionWork } from './platform/retention/index.ts';
import { hideWith, openSecurityWatch } from './platform/security-events/index.ts';

export interface App {
  http: FastifyInstance;
  platform: Platform;
  /** Starts the regular jobs; call once the server listens. */
  startJobs: () => void;
  /** Drains requests and streams, stops jobs, closes the database. */
  close: () => Promise<void>;
}

export interface AppOptions {
  config: Config;
  clock?: () => number;
  /** An open, migrated database; opened from the config when absent. */
  db?: Db;
}

const LOOK_EVERY_MS = 500;

/** The whole product, in boot order. */
export const createApp = async ({ config, clock = Date.now, db: given }: AppOptions): Promise<App> => {
  const log = pino({ level: config.logLevel, base: null });
  const secrets = loadSecrets(config);
  const db =
    given ??
    (await openDatabase(config.databaseUrl, { onIdleError: (err) => log.warn({ err }, 'database connection lost') }));
  if (!given) await migrate(db);
  const feed = await openEventFeed(db, (err) => log.warn({ err }, 'event feed'));
  hideWith(db, secrets.signing);
  const watch = openSecurityWatch(db, (err) => log.warn({ err }, 'security events not written yet'));
  const http = await buildHttp({ config, log });
  const csrf = createCsrf({ signing: secrets.signing, publicUrl: config.publicUrl, isSecure: isSecure(config) });
  const router = createRouter({ app: http, db, clock, permit });

  const jobs: RegularJob[] = [];
  const works = new Map<JobKind, JobWork>();
  const retained: RetentionWork[] = [];
  const holds: Hold[] = [];
  const cursors: EventCursor[] = [];
  const closers: (() => Promise<void>)[] = [];
  const checks = new Map<string, () => Promise<{ ok: boolean; detail: string }>>();
  const platform: Platform = {
    config,
    secrets,
    db,
    feed,
    clock,
    log,
    app: http,
    router,
    csrf,
    job: (job) => jobs.push(job),
    work: (kind, work) => works.set(kind, work),
    retain: (...more) => retained.push(...more),
    hold: (hold) => holds.push(hold),
    follows: (cursor) => cursors.push(cursor),
    readiness: (name, check) => checks.set(name, check),
    onClose: (work) => closers.unshift(work),
  };

  await registerApiDocs(platform);
  registerHealth(platform, checks);
  installAuthentication(platform);
  watchIntrusions(platform);
  registerJobs(platform, works);
  const mail = openMail(platform);
  registerAccounts(platform, {
    startStructure,
    studentsTaughtBy,
    findDepartment,
    mail: mail.forAccounts,
    news: accountNews,
  });
  registerNotifications(platform, mail);
  registerSecurity(platform, tellAdmins);
  registerPolicies(platform, { startOf: async (on, day) => startOfDay(await timeZone(on), day) });
  // Written at boot, so that no reader is ever the one to write the first policy.
  await currentPolicy(db, clock());
  registerAcademics(platform, { follower: timetableFollower, census: { countSessions, countLeave, countStandings } });
  await registerBiometrics(platform);
  registerAttendance(platform);
  registerRequests(platform);
  registerStanding(platform, { warnGuardian: mail.warnGuardian });
  registerFeedback(platform);
  registerMonitoring(platform);
  registerInsights(platform);
  registerDigests(platform, mail.sendDigests);
  registerLive(platform);
  registerAudit(platform);
  registerReports(platform);
  platform.retain(oldEvents(cursors), oldReplies);
  await registerAdministration(platform, { works: retained, holds });
  await registerStaticWeb(platform);
  router.assertComplete();
  platform.job({ name: 'write security events', everyMs: LOOK_EVERY_MS, run: () => watch.flush(clock()) });

  let runner: JobRunner | undefined;
  return {
    http,
    platform,
    startJobs: () => {
      runner = startJobs(jobs, (name, err) => log.error({ err, job: name }, 'job failed'));
    },
    close: async () => {
      await runner?.stop();
      for (const work of closers) await work();
      await http.close();
      await watch.close();
      await feed.close();
      await db.destroy();
    },
  };
};

/** Cookies are marked Secure when people reach the server by https. */
const isSecure = (config: Config): boolean => config.publicUrl?.startsWith('https:') ?? false;
