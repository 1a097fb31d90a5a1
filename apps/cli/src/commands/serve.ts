import { ConfigError, loadEnvFile, startServer } from '@smart-presence/server';

export const help = `Usage: smart-presence serve

Runs the server. Settings come from the environment and from .env:
  HOST (127.0.0.1)  PORT (3000)  DATA_DIR (./data)  DATABASE_URL (SQLite in DATA_DIR)
  PUBLIC_URL  TRUSTED_PROXIES  SMART_PRESENCE_MODELS  FACE_THREADS  FACE_WAIT_SECONDS  LOG_LEVEL`;

/** @returns the exit code once the server has stopped. */
export const serve = async (): Promise<number> => {
  try {
    loadEnvFile();
    // A person at a terminal wants the address, not one line per request.
    const server = await startServer({
      ...process.env,
      LOG_LEVEL: process.env.LOG_LEVEL ?? (process.stdout.isTTY ? 'warn' : 'info'),
    });
    process.stdout.write(`\nSmart Presence is running at ${server.url}\n`);
    process.stdout.write(
      server.setupLink ? `Set it up here (the link works once): ${server.setupLink}\n\n` : 'Press Ctrl+C to stop.\n\n',
    );
    await untilAskedToStop();
    await server.stop();
    return 0;
  } catch (error) {
    process.stderr.write(`${explain(error)}\n`);
    return 1;
  }
};

const untilAskedToStop = (): Promise<void> =>
  new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });

const explain = (error: unknown): string => {
  if (error instanceof ConfigError) return error.message;
  const fault = error as NodeJS.ErrnoException & { port?: number };
  if (fault.code === 'EADDRINUSE')
    return `Port ${fault.port} is already in use. Stop what uses it, or choose another: PORT=3001 npm start`;
  if (fault.code === 'EACCES') return `No permission: ${fault.message}. Check DATA_DIR and PORT.`;
  return error instanceof Error ? `The server could not start: ${error.message}` : String(error);
};
