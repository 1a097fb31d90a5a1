import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { RouteName } from '@smart-presence/contract';
import { type App, createApp } from '../app.ts';
import { readConfig } from '../platform/config/config.ts';
import type { Db } from '../platform/db/index.ts';
import { watchAudit } from './watch-audit.ts';

/** Compiled models are shared by all tests of this checkout; they are verified by hash on every load. */
const modelCache = fileURLToPath(new URL('../../../../node_modules/.cache/smart-presence/models', import.meta.url));

export interface TestApp extends App {
  dataDir: string;
  /** The instant the app believes in; move it by assigning. */
  clock: { now: number };
  /** Unsafe routes that did something here, each with an entry in the audit log. */
  recorded: ReadonlySet<RouteName>;
}

export interface TestAppOptions {
  /** Open and migrated; the app closes it. */
  db: Db;
  now?: number;
  env?: Record<string, string>;
}

/** The whole product without a listening port (use `app.http.inject`), with a clock that tests set. */
export const createTestApp = async ({
  db,
  now = Date.UTC(2026, 7, 3, 9),
  env = {},
}: TestAppOptions): Promise<TestApp> => {
  const dataDir = await mkdtemp(join(tmpdir(), 'smart-presence-test-'));
  const clock = { now };
  const config = readConfig({
    NODE_ENV: 'test',
    DATA_DIR: dataDir,
    MODEL_CACHE_DIR: modelCache,
    LOG_LEVEL: 'silent',
    FACE_THREADS: '1',
    ...env,
  });
  const app = await createApp({ config, clock: () => clock.now, db });
  const recorded = watchAudit(app.http, db).seen;
  return {
    ...app,
    dataDir,
    clock,
    recorded,
    close: async () => {
      await app.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
};
