/**
 * `npm run bench -- reports`: what a report costs to write in each format: a register of 200 × 60 and a department of 5,000
 * students, with names in three scripts; and for how long the server answers nobody else meanwhile.
 */
import { setImmediate as turn } from 'node:timers/promises';
import type { Report, ReportFormat } from '@smart-presence/contract';
import type { Suite } from '@smart-presence/face/bench/suite.ts';
import { writeAside } from '@smart-presence/server/features/reports/index.ts';
import { departmentOf, wideReport } from '@smart-presence/server/features/reports/testing-report.ts';
import { breather } from '@smart-presence/server/platform/jobs/index.ts';

const ROUNDS = 5;
const FORMATS: readonly ReportFormat[] = ['csv', 'xlsx', 'pdf'];

interface Cost {
  ms: number;
  /** The longest time in which nothing else ran. */
  blockedMs: number;
  bytes: number;
  /** Memory of the process at its highest, above what it was before. */
  memory: number;
}

const held = (): number => process.memoryUsage.rss();

const write = async (report: Report, format: ReportFormat): Promise<Cost> => {
  const before = held();
  let [isOver, blockedMs, memory, last] = [false, 0, 0, performance.now()];
  const watching = (async () => {
    while (!isOver) {
      await turn();
      blockedMs = Math.max(blockedMs, performance.now() - last);
      last = performance.now();
      memory = Math.max(memory, held() - before);
    }
  })();
  const from = performance.now();
  const bytes = (await writeAside(report, format, { breathe: breather(), progress: () => {} })).length;
  const ms = performance.now() - from;
  isOver = true;
  await watching;
  return { ms, blockedMs, bytes, memory };
};

const middle = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;

export const suite: Suite = {
  title: 'Reports',
  byDefault: false,
  async run({ progress }) {
    const reports: [string, Report][] = [
      ['register, 200 × 60', wideReport({ students: 200, sessions: 60 })],
      ['department, 5,000 students', departmentOf(5_000)],
    ];
    const rows = [];
    for (const [name, report] of reports) {
      for (const format of FORMATS) {
        progress(`${name} as ${format}`);
        await write(report, format);
        const costs: Cost[] = [];
        for (let round = 0; round < ROUNDS; round += 1) costs.push(await write(report, format));
        const of = (key: keyof Cost) => middle(costs.map((cost) => cost[key]));
        const cells = report.parts.reduce((sum, part) => sum + part.rows.length * part.columns.length, 0);
        rows.push([
          ...[name, format, cells.toLocaleString('en'), of('ms').toFixed(0), of('blockedMs').toFixed(0)],
          ...[(of('bytes') / 1000).toFixed(0), (of('memory') / 1e6).toFixed(0)],
        ]);
      }
    }
    return [
      {
        title: 'Writing a report',
        note: `The middle of ${ROUNDS}, after one that is not counted; PDF and XLSX in a thread of their own; every third name in another script.`,
        columns: ['report', 'format', 'cells', 'ms', 'longest block, ms', 'kB', 'MB above before'],
        rows,
      },
    ];
  },
};
