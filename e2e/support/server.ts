import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

export interface ServerOptions {
  /** Settings beside the ones given here, such as DATABASE_URL. */
  readonly env?: Readonly<Record<string, string>>;
  /** An existing data folder, to start again on what another server left. Without it a new one that `stop` removes. */
  readonly dataDir?: string;
}

export interface RunningServer {
  /** Origin, without a slash at the end. */
  readonly url: string;
  readonly dataDir: string;
  readonly pid: number;
  /** The one-time link to `/setup`. @throws Error when none was printed, as on a second start. */
  setupLink(): string;
  /** Everything it printed so far. */
  output(): string;
  /** Asks it to end and waits; a server that does not within ten seconds is ended by force, and that is an error. */
  stop(): Promise<void>;
  /** Ends it without warning, as a power cut would. Its data stays. */
  crash(): Promise<void>;
}

const ROOT = resolve(import.meta.dirname, '../..');
const START_TIMEOUT_MS = 90_000;
const DRAIN_TIMEOUT_MS = 10_000;

/** Starts the product as an operator does, on a free port of 127.0.0.1, and waits until it is ready. */
export async function startServer(options: ServerOptions = {}): Promise<RunningServer> {
  const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'smart-presence-data-')));
  const removeData = () => (options.dataDir ? undefined : rm(dataDir, { recursive: true, force: true }));
  const port = await freePort();
  const child = spawn(process.execPath, [join(ROOT, 'apps/cli/src/main.ts'), 'serve'], {
    cwd: ROOT,
    env: environment({ port, dataDir, more: options.env }),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  // A story that ends in an error takes its server along.
  const endWithUs = () => child.kill('SIGKILL');
  process.once('exit', endWithUs);
  const exit = new Promise<void>((done) => child.once('close', () => done()));
  void exit.then(() => process.off('exit', endWithUs));

  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  const crash = async () => {
    child.kill('SIGKILL');
    await exit;
  };
  const url = `http://127.0.0.1:${port}`;
  if (!(await becomesReady({ url, child }))) {
    await crash();
    await removeData();
    throw new Error(`The server did not become ready. It said:\n${output}`);
  }
  return {
    url,
    dataDir,
    pid: child.pid ?? 0,
    output: () => output,
    setupLink: () => findSetupLink(output),
    crash,
    async stop() {
      child.kill('SIGTERM');
      const drained = await Promise.race([exit.then(() => true), wait(DRAIN_TIMEOUT_MS, false, { ref: false })]);
      if (!drained) await crash();
      await removeData();
      if (!drained) throw new Error(`The server was still running ${DRAIN_TIMEOUT_MS / 1000} s after SIGTERM.`);
    },
  };
}

function environment(props: { port: number; dataDir: string; more: ServerOptions['env'] }): NodeJS.ProcessEnv {
  // The server is no part of the test run, though a test started it.
  const { NODE_TEST_CONTEXT: _, NODE_OPTIONS: __, ...ours } = process.env;
  return {
    ...ours,
    NODE_ENV: 'development',
    HOST: '127.0.0.1',
    PORT: String(props.port),
    DATA_DIR: props.dataDir,
    // Compiled models are the same for every story.
    MODEL_CACHE_DIR: join(ROOT, 'node_modules/.cache/models'),
    ...props.more,
  };
}

async function becomesReady({ url, child }: { url: string; child: ChildProcess }): Promise<boolean> {
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (Date.now() < deadline && child.exitCode === null && child.signalCode === null) {
    const answer = await fetch(`${url}/ready`).catch(() => undefined);
    await answer?.body?.cancel();
    if (answer?.ok) return true;
    await wait(50);
  }
  return false;
}

function findSetupLink(output: string): string {
  const link = output.match(/https?:\/\/\S*\/setup[^\s"'\\]*/)?.[0];
  if (link) return link;
  throw new Error(`The server printed no set-up link. It said:\n${output}`);
}

function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const probe = createServer();
    probe.once('error', fail);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => done(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
