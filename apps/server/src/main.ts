import type { AddressInfo } from 'node:net';
import { type App, createApp } from './app.ts';
import { ensureSetupLink } from './features/accounts/index.ts';
import { type Config, readConfig } from './platform/config/config.ts';

export { ConfigError, readConfig } from './platform/config/config.ts';

export interface RunningServer {
  app: App;
  /** Where it answers, e.g. `http://localhost:3000`. */
  url: string;
  /** One-time link that creates the first administrator; absent once somebody exists. */
  setupLink: string | undefined;
  stop: () => Promise<void>;
}

const DRAIN_MS = 10_000;

/** Loads `.env` from the working directory when there is one; the environment wins. */
export const loadEnvFile = (): void => {
  try {
    process.loadEnvFile();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
};

/** config → database → app → listen. @throws ConfigError for unusable settings; EADDRINUSE when the port is taken. */
export const startServer = async (env: Record<string, string | undefined>): Promise<RunningServer> => {
  const config = readConfig(env);
  // Whatever this process writes is for its owner alone: the database holds personal data.
  process.umask(0o077);
  const app = await createApp({ config });
  let started = false;
  app.platform.readiness('start', () => Promise.resolve({ ok: started, detail: started ? 'done' : 'under way' }));
  try {
    await app.http.listen({ host: config.host, port: config.port });
  } catch (error) {
    await app.close();
    throw error;
  }
  app.startJobs();
  const url = config.publicUrl ?? listeningUrl(config, app);
  const { db, clock } = app.platform;
  const setupLink = await ensureSetupLink(db, { now: clock(), baseUrl: url });
  started = true;
  return { app, url, setupLink, stop: () => stopInTime(app) };
};

const listeningUrl = (config: Config, app: App): string => {
  const { port } = app.http.server.address() as AddressInfo;
  // By its name: passkeys do not work at an address that is a number.
  const isHere = ['0.0.0.0', '::', '127.0.0.1'].includes(config.host);
  const host = isHere ? 'localhost' : config.host;
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
};

/** Drains; a request that will not end is cut after ten seconds. */
const stopInTime = async (app: App): Promise<void> => {
  const late = setTimeout(() => app.http.server.closeAllConnections(), DRAIN_MS);
  late.unref();
  await app.close();
  clearTimeout(late);
};
