/** `npm test`: everything `npm run check` does, then both databases, the web build and the stories in a browser. */
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { CHECKS } from './check.ts';
import { prepareWeb } from './prepare-web.ts';
import { nodeTests } from './tasks/node-tests.ts';
import { endCommandsWithUs } from './tasks/run-command.ts';
import { ROOT, sourceFiles } from './tasks/source-files.ts';
import { conclude, type Outcome, print, runTasks, type Task } from './tasks/task.ts';

const MINUTES = 60_000;

const SERVER = {
  folders: ['apps/server'],
  ending: '.test.ts',
  isolation: 'none',
  timeoutMs: 12 * MINUTES,
  testTimeoutMs: 2 * MINUTES,
} as const;

/** What `check` ran on SQLite, and beside it what it left out: each fills a core. */
const serverTests: readonly Task[] = [
  nodeTests({ ...SERVER, name: 'server tests on PostgreSQL', env: { TEST_DATABASES: 'postgres' } }),
  nodeTests({
    ...SERVER,
    name: 'slow server tests on both',
    slow: 'only',
    env: { TEST_DATABASES: 'sqlite,postgres' },
  }),
];

/** Slow tests of the other workspaces, where there are any. */
const slowTests = (await foldersWithSlowTests()).map((folder) =>
  nodeTests({
    name: `slow tests of ${folder}`,
    folders: [folder],
    ending: '.test.ts',
    slow: 'only',
    isolation: 'none',
    timeoutMs: 8 * MINUTES,
    testTimeoutMs: 4 * MINUTES,
  }),
);

const webBuild: Task = {
  name: 'web build',
  async run() {
    const ended = await prepareWeb({ force: true });
    const files = await readdir(join(ROOT, 'apps/web/dist'), { recursive: true }).catch((): string[] => []);
    const built = ended?.code === 0 && files.includes('index.html');
    return {
      passed: built ? 1 : 0,
      failed: built ? 0 : 1,
      note: `${files.length} files`,
      output: ended?.output ?? '',
    };
  },
};

const stories = nodeTests({
  name: 'stories in a browser',
  folders: ['e2e'],
  ending: '.story.ts',
  isolation: 'process',
  // A story waits for its pages most of the time: two fill two cores.
  filesAtOnce: 2,
  timeoutMs: 17 * MINUTES,
  testTimeoutMs: 5 * MINUTES,
  echo: true,
});

/** One part after the other: what a later part needs, an earlier one proved. All parts run whatever fails. */
const PARTS: readonly { title: string; tasks: readonly Task[]; atOnce?: number }[] = [
  { title: 'Check', tasks: CHECKS },
  { title: 'Databases and build', tasks: [...serverTests, webBuild, ...slowTests] },
  { title: 'Stories', tasks: [stories], atOnce: 1 },
];

endCommandsWithUs();
await rm(join(ROOT, 'test-results'), { recursive: true, force: true });
const outcomes: Outcome[] = [];
for (const { title, tasks, atOnce } of PARTS) {
  print(`\n${title}`);
  outcomes.push(...(await runTasks(tasks, atOnce)));
}
process.exitCode = conclude(outcomes);

async function foldersWithSlowTests(): Promise<string[]> {
  const slow = (await sourceFiles()).filter((path) => path.endsWith('.slow.test.ts'));
  const folders = slow.map((path) => path.split('/').slice(0, 2).join('/'));
  return [...new Set(folders)].filter((folder) => folder !== 'apps/server');
}
