import { availableParallelism } from 'node:os';
import { stripVTControlCharacters } from 'node:util';

/** What a task found. `passed` counts what was really looked at, so that nothing passes by looking nowhere. */
export interface Verdict {
  readonly passed: number;
  readonly failed: number;
  /** What was counted, for the summary: "212 files". */
  readonly note: string;
  /** Shown when the task failed. */
  readonly output: string;
}

export interface Task {
  readonly name: string;
  run(): Promise<Verdict>;
}

export interface Outcome extends Verdict {
  readonly name: string;
  readonly ms: number;
}

/** Runs tasks in order, a few at a time, and prints a line as each one ends. An unexpected error is a failed task. */
export async function runTasks(tasks: readonly Task[], atOnce = availableParallelism()): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  const queue = tasks.entries();
  const work = async () => {
    for (const [index, task] of queue) {
      const outcome = await runTask(task);
      outcomes[index] = outcome;
      print(line(outcome));
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, Math.min(atOnce, tasks.length)) }, work));
  return outcomes;
}

async function runTask(task: Task): Promise<Outcome> {
  const start = performance.now();
  const verdict = await task.run().catch((error: unknown) => ({
    passed: 0,
    failed: 1,
    note: 'could not run',
    output: error instanceof Error ? (error.stack ?? error.message) : String(error),
  }));
  return { name: task.name, ms: performance.now() - start, ...countNothingAsFailure(verdict) };
}

function countNothingAsFailure(verdict: Verdict): Verdict {
  if (verdict.passed + verdict.failed > 0) return verdict;
  return { ...verdict, failed: 1, note: 'nothing was read', output: `${verdict.output}\nNothing was read or run.` };
}

function line({ name, ms, failed, note }: Outcome): string {
  return `${failed === 0 ? '✔' : '✖'} ${name.padEnd(28)} ${(ms / 1000).toFixed(1).padStart(6)} s  ${note}`;
}

/**
 * Prints the output of the first failure and the closing counts, in the words of node:test.
 * @returns the exit code.
 */
export function conclude(outcomes: readonly Outcome[]): number {
  const first = outcomes.find(({ failed }) => failed > 0);
  if (first) {
    print(`\n✖ ${first.name}\n${lastLines(stripVTControlCharacters(first.output), 200)}`);
    const others = outcomes.filter((outcome) => outcome.failed > 0 && outcome !== first);
    if (others.length > 0) print(`\nAlso failed: ${others.map(({ name }) => name).join(', ')}.`);
  }
  const passed = sum(outcomes.map((outcome) => outcome.passed));
  const failed = sum(outcomes.map((outcome) => outcome.failed));
  print(`\nℹ tests ${passed + failed}\nℹ pass ${passed}\nℹ fail ${failed}\n${passed} passed, ${failed} failed`);
  return failed === 0 && passed > 0 ? 0 : 1;
}

function lastLines(text: string, count: number): string {
  const lines = text.trimEnd().split('\n');
  const dropped = lines.length - count;
  return dropped > 0 ? [`… ${dropped} lines before these`, ...lines.slice(dropped)].join('\n') : lines.join('\n');
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

export function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
