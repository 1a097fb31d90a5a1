import { resolve } from 'node:path';
import type { TestEvent } from 'node:test/reporters';

/** What a run of node:test did, told as data: the words it prints are for people. */
export interface Tally {
  passed: number;
  failed: number;
  skipped: number;
  /** Number of tests that ran, by absolute path of their file. A file without tests is absent. */
  files: Record<string, number>;
}

/** A node:test reporter that yields one line of JSON, a `Tally`, once everything has run. */
export default async function* tallyReporter(events: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  const tally: Tally = { passed: 0, failed: 0, skipped: 0, files: {} };
  const empty = new Set<string>();
  for await (const { type, data } of events) {
    // A test that a helper declares is told with the helper's file; the summary of a process names the file it ran.
    if (type === 'test:summary' && data.file && data.counts.tests > 0 && !empty.has(data.file))
      tally.files[data.file] ??= data.counts.tests;
    if (type !== 'test:pass' && type !== 'test:fail') continue;
    if (data.details.type === 'suite') continue;
    if (type === 'test:fail' && data.todo === undefined) tally.failed += 1;
    else if (isEmptyFile(data)) {
      if (data.file) empty.add(data.file);
      continue;
    } else if (data.skip !== undefined || data.todo !== undefined) tally.skipped += 1;
    else tally.passed += 1;
    if (data.file) tally.files[data.file] = (tally.files[data.file] ?? 0) + 1;
  }
  yield JSON.stringify(tally);
}

/** node:test reports a file in which no test was declared as one passed test named like the file. */
function isEmptyFile({ name, file }: { name: string; file?: string }): boolean {
  return file !== undefined && resolve(name) === file;
}
