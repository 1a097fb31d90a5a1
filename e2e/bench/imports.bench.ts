/**
 * `npm run bench -- imports`: how long files of thousands of people take, from the file to the last row and back, on both
 * databases, how long the process is held at a time, and how long somebody else who reads waits meanwhile. All in this
 * process, the bench's own reading included. Processor times are told beside, since a machine that does other things makes
 * everything wait.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import type { Import } from '@smart-presence/contract';
import { figure, type Suite, type SuiteProps, type Table } from '@smart-presence/face/bench/suite.ts';
import { importer, startCollege } from '@smart-presence/server/features/academics/imports/testing-imports.ts';
import type { Db, Engine } from '@smart-presence/server/platform/db/index.ts';
import { testDatabases } from '@smart-presence/server/platform/db/testing.ts';
import { processorSeconds, watchTurns } from './processor.ts';

const ROWS = [5_000, 50_000];
const ENGINES: readonly Engine[] = ['sqlite', 'postgres'];

export const suite: Suite = {
  title: 'Imports on one machine',
  byDefault: false,
  async run({ progress }) {
    const rows: string[][] = [];
    for (const engine of ENGINES) for (const count of ROWS) rows.push(...(await measure({ engine, count, progress })));
    const table: Table = {
      title: 'People from one CSV file',
      note:
        'Ten columns, 93 characters a row. A dry run reads and compares; applying does both again and writes all rows in one transaction. "Held": how long the event loop waited at a time; on the processor: how much of that it computed. "Processor": of this process, and of the database server where it is another one. ' +
        '"Others wait": the longest of the reads another request does every 20 ms; SQLite has one writer, which an import holds until it is done. PostgreSQL runs without fsync here.',
      columns: [
        ...[
          'database',
          'rows',
          'step',
          's',
          'processor s',
          'held p99 ms',
          'held at most ms',
          'of it computing, at most ms',
        ],
        'others wait at most ms',
      ],
      rows,
    };
    return [table];
  },
};

const fileOf = (count: number): string => {
  const header = 'name,email,role,usn,department,year,semester,section,guardian_email,under_18';
  const lines = Array.from({ length: count }, (_, n) => {
    const id = String(n).padStart(6, '0');
    return `Student Number ${id},student${id}@college.example,student,1SP26CS${id},CS,${1 + (n % 4)},${1 + (n % 8)},A,guardian${id}@mail.example,no`;
  });
  return [header, ...lines].join('\n');
};

interface Measuring {
  engine: Engine;
  count: number;
  progress: SuiteProps['progress'];
}

const measure = async ({ engine, count, progress }: Measuring): Promise<string[][]> => {
  const databases = testDatabases(engine);
  try {
    const db = await databases.open();
    const { admin } = await startCollege(db);
    const { check, apply, undo } = importer(db, admin);
    const text = fileOf(count);
    const rows: string[][] = [];
    const step = async (
      name: string,
      work: () => Promise<Import>,
      isRight: (one: Import) => boolean,
    ): Promise<Import> => {
      progress(`${engine}, ${count} rows: ${name}`);
      const { result, seconds, processor, held, waited } = await watch(db, work);
      if (!isRight(result)) throw new Error(`${name}: ${result.state}, ${result.failure?.code ?? ''}`);
      const times = [seconds, processor, held.p99, held.most, held.computing, waited];
      rows.push([engine, String(count), name, ...times.map(figure)]);
      return result;
    };
    const checked = await step(
      'dry run',
      () => check('people', text),
      (one) => one.report?.counts[0]?.create === count,
    );
    const applied = await step(
      'apply',
      () => apply(checked),
      (one) => one.state === 'applied',
    );
    await step(
      'dry run again',
      () => check('people', text),
      (one) => one.report?.counts[0]?.unchanged === count,
    );
    await step(
      'undo',
      () => undo(applied),
      (one) => one.state === 'undone',
    );
    return rows;
  } finally {
    await databases.close();
  }
};

const READ_EVERY_MS = 20;

/** Does the work while another request reads again and again. */
const watch = async <T>(db: Db, work: () => Promise<T>) => {
  const delay = monitorEventLoopDelay({ resolution: 2 });
  const turns = watchTurns();
  let isOver = false;
  let waited = 0;
  const reader = (async () => {
    while (!isOver) {
      const before = performance.now();
      await db.selectFrom('institution').select('name').execute();
      waited = Math.max(waited, performance.now() - before);
      await wait(READ_EVERY_MS);
    }
  })();
  delay.enable();
  const processorBefore = await processorSeconds(db);
  const start = performance.now();
  const result = await work();
  const seconds = (performance.now() - start) / 1000;
  delay.disable();
  const processor = (await processorSeconds(db)) - processorBefore;
  const computing = turns.end();
  isOver = true;
  await reader;
  const held = { p99: delay.percentile(99) / 1e6, most: delay.max / 1e6, computing };
  return { result, seconds, processor, waited, held };
};
