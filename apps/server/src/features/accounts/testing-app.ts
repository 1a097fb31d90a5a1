import { randomBytes } from 'node:crypto';
import { type RouteName, routes } from '@smart-presence/contract';
import { pino } from 'pino';
import { readConfig } from '../../platform/config/config.ts';
import { loadSecrets } from '../../platform/crypto/index.ts';
import type { Db } from '../../platform/db/index.ts';
import { registerApiDocs } from '../../platform/http/api-docs.ts';
import { registerHealth } from '../../platform/http/health.ts';
import { buildHttp, createCsrf, createRouter, fail, type Router } from '../../platform/http/index.ts';
import { registerStaticWeb } from '../../platform/http/static-web.ts';
import type { Platform } from '../../platform/platform.ts';
import { watchAudit } from '../../testing/watch-audit.ts';
import { findDepartment, studentsTaughtBy } from '../academics/index.ts';
import { type AccountsNeeds, installAuthentication, permit, registerAccounts } from './index.ts';
import { isSecure } from './session-cookie.ts';

export interface AccountsAppOptions {
  db: Db;
  now?: number;
  env?: Record<string, string>;
  needs?: Partial<AccountsNeeds>;
  /** Features to serve besides accounts; every route nobody serves then answers `conflict` when it is reached. */
  register?: (platform: Platform) => void;
}

/** Platform and accounts without any other feature, faces and files: boots in milliseconds. */
export const createAccountsApp = async (options: AccountsAppOptions) => {
  const { db, now = Date.UTC(2026, 7, 3, 9), env = {}, needs, register } = options;
  const clock = { now };
  const key = () => randomBytes(32).toString('base64');
  const config = readConfig({ NODE_ENV: 'test', SMART_PRESENCE_KEK: key(), SMART_PRESENCE_SECRET: key(), ...env });
  const secrets = loadSecrets(config);
  const log = pino({ level: 'silent' });
  const http = await buildHttp({ config, log });
  watchAudit(http, db);
  const served = new Set<RouteName>();
  const router = noting(createRouter({ app: http, db, clock: () => clock.now, permit }), served);
  const checks = new Map<string, () => Promise<{ ok: boolean; detail: string }>>();
  const platform: Platform = {
    config,
    secrets,
    db,
    feed: { position: 0, subscribe: () => () => {}, close: () => Promise.resolve() },
    clock: () => clock.now,
    log,
    app: http,
    router,
    csrf: createCsrf({ signing: secrets.signing, publicUrl: config.publicUrl, isSecure: isSecure(config) }),
    job: () => {},
    work: () => {},
    retain: () => {},
    hold: () => {},
    follows: () => {},
    readiness: (name, check) => checks.set(name, check),
    onClose: () => {},
  };
  await registerApiDocs(platform);
  registerHealth(platform, checks);
  installAuthentication(platform);
  registerAccounts(platform, {
    startStructure: () => Promise.resolve(),
    studentsTaughtBy,
    findDepartment,
    mail: null,
    news: { tellNewDevice: () => Promise.resolve() },
    ...needs,
  });
  register?.(platform);
  for (const name of Object.keys(routes) as RouteName[]) {
    if (!served.has(name)) router.on(name, () => fail('conflict'));
  }
  await registerStaticWeb(platform);
  router.assertComplete();
  await http.ready();
  return { http, platform, clock, close: () => http.close() };
};

export type AccountsApp = Awaited<ReturnType<typeof createAccountsApp>>;

const noting = (router: Router, served: Set<RouteName>): Router => ({
  ...router,
  on: (name, handler) => {
    served.add(name);
    router.on(name, handler);
  },
});
