import { rmSync } from 'node:fs';
import { chmod, mkdtemp, readFile, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { runCommand } from './run-command.ts';
import { ROOT, sourceFiles } from './source-files.ts';
import type { Tally } from './tally-reporter.ts';
import type { Task, Verdict } from './task.ts';

export interface TestGroup {
  readonly name: string;
  /** Every one of these folders must hold at least one test file. */
  readonly folders: readonly string[];
  /** Which files in them are meant, by the end of their name. */
  readonly ending: '.test.ts' | '.story.ts';
  /** What of them to do with files that end in `.slow.test.ts`; they stay out unless this says otherwise. */
  readonly slow?: 'too' | 'only';
  readonly env?: Readonly<Record<string, string>>;
  /**
   * `none`: one process for all files, which saves the imports of each (hooks outside `describe` then act on every
   * file). `process`: one process per file, for tests that hold a browser or a port.
   */
  readonly isolation: 'none' | 'process';
  /** Files at the same time, with `process`: 1 unless this says otherwise. */
  readonly filesAtOnce?: number;
  /** For the whole group. */
  readonly timeoutMs: number;
  /** For one test, so that one that hangs is named. */
  readonly testTimeoutMs: number;
  readonly echo?: boolean;
}

/** Runs a group of node:test files. Files without tests, folders without files and skipped tests fail it. */
export function nodeTests(group: TestGroup): Task {
  return {
    name: group.name,
    async run() {
      const files = await testFiles(group);
      const missing = group.folders.filter((folder) => !files.some((file) => file.startsWith(`${folder}/`)));
      if (missing.length > 0) return missingTests(missing, group.ending);
      const folder = await scratchFolder(tmpdir());
      const memory = await memoryWithRoom();
      return await runFiles({ group, files, scratch: folder, fast: memory ? await scratchFolder(memory) : folder });
    },
  };
}

const scratch = new Set<string>();

/** What tests leave in the temporary folder goes with ours, also when they are ended half-way. */
async function scratchFolder(parent: string): Promise<string> {
  const folder = await mkdtemp(join(parent, 'smart-presence-tests-'));
  // As /tmp is: PostgreSQL does not run as root, and its account needs a place too.
  await chmod(folder, 0o1777);
  if (scratch.size === 0) process.once('exit', removeScratch);
  scratch.add(folder);
  return folder;
}

function removeScratch(): void {
  for (const folder of scratch) rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
}

const MEMORY = '/dev/shm';
const ROOM_BYTES = 1_000_000_000;

/** Where test databases need not wait for a disk: each of thousands of commits does, and none outlives its test. */
async function memoryWithRoom(): Promise<string | undefined> {
  const { bavail, bsize } = await statfs(MEMORY).catch(() => ({ bavail: 0, bsize: 0 }));
  return bavail * bsize > ROOM_BYTES ? MEMORY : undefined;
}

async function testFiles({ folders, ending, slow }: TestGroup): Promise<string[]> {
  const files = (await sourceFiles(ROOT, folders)).filter((file) => file.endsWith(ending));
  return slow === 'too' ? files : files.filter((file) => file.endsWith('.slow.test.ts') === (slow === 'only'));
}

function missingTests(folders: readonly string[], ending: string): Verdict {
  const note = `no tests in ${folders.join(', ')}`;
  return { passed: 0, failed: folders.length, note, output: `No file ends in ${ending} in: ${folders.join(', ')}.` };
}

async function runFiles(props: { group: TestGroup; files: string[]; scratch: string; fast: string }): Promise<Verdict> {
  const { group, files, scratch, fast } = props;
  const tallyFile = join(scratch, 'tally.json');
  const { code, output } = await runCommand({
    argv: [
      'node',
      '--test',
      `--test-isolation=${group.isolation}`,
      `--test-concurrency=${group.filesAtOnce ?? 1}`,
      `--test-timeout=${group.testTimeoutMs}`,
      '--test-reporter=spec',
      '--test-reporter-destination=stdout',
      `--test-reporter=${join(ROOT, 'scripts/tasks/tally-reporter.ts')}`,
      `--test-reporter-destination=${tallyFile}`,
      ...files,
    ],
    cwd: ROOT,
    env: { NODE_ENV: 'test', TMPDIR: scratch, TEST_DATABASE_DIR: fast, ...group.env },
    timeoutMs: group.timeoutMs,
    echo: group.echo ?? false,
  });
  return judge({ tally: await readTally(tallyFile), files, code, output });
}

/** @returns undefined when the test process ended before it could tell. */
async function readTally(path: string): Promise<Tally | undefined> {
  const text = await readFile(path, 'utf8').catch(() => '');
  return text.endsWith('}') ? (JSON.parse(text) as Tally) : undefined;
}

function judge(props: { tally: Tally | undefined; files: string[]; code: number; output: string }): Verdict {
  const { files, code, output } = props;
  const tally = props.tally ?? { passed: 0, failed: 0, skipped: 0, files: {} };
  const ran = new Set(Object.keys(tally.files).map((path) => relative(ROOT, path)));
  const complaints = files.filter((file) => !ran.has(file)).map((file) => `${file}: no test of it ran.`);
  if (tally.skipped > 0) complaints.push(`${tally.skipped} tests were skipped or marked as to do.`);
  if (code !== 0 && tally.failed === 0) complaints.push(`The test process ended with ${code}.`);
  return {
    passed: tally.passed,
    failed: tally.failed + complaints.length,
    note: `${tally.passed} passed, ${tally.failed} failed in ${files.length} files`,
    output: [firstFailures(output), ...complaints].join('\n'),
  };
}

/** node:test repeats its failures at the end; what comes before is the list of all tests. */
function firstFailures(output: string): string {
  const start = output.lastIndexOf('✖ failing tests:');
  return start < 0 ? output : output.slice(start);
}
