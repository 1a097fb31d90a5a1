/** `npm run check`: types, lint, import rules and unit tests, in under half a minute. */
import { nodeTests } from './tasks/node-tests.ts';
import { endCommandsWithUs } from './tasks/run-command.ts';
import { lint, script, types } from './tasks/static-checks.ts';
import { conclude, runTasks, type Task } from './tasks/task.ts';

const UNIT = { ending: '.test.ts', isolation: 'none', timeoutMs: 180_000, testTimeoutMs: 60_000 } as const;

/** Longest first: what is left at the end is short. */
export const CHECKS: readonly Task[] = [
  nodeTests({ ...UNIT, name: 'face tests', folders: ['packages/face'] }),
  nodeTests({ ...UNIT, name: 'server tests on SQLite', folders: ['apps/server'], env: { TEST_DATABASES: 'sqlite' } }),
  types,
  lint,
  script('floating promises', 'scripts/floating-promises.ts'),
  script('import rules', 'scripts/import-rules.ts'),
  nodeTests({
    ...UNIT,
    name: 'other tests',
    folders: ['packages/contract', 'apps/web', 'apps/cli', 'scripts', 'e2e/support'],
  }),
];

if (import.meta.main) {
  endCommandsWithUs();
  process.exitCode = conclude(await runTasks(CHECKS));
}
