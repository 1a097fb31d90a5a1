import type { Report } from '@smart-presence/contract';

/** Cells that are written in the slowest format while somebody waits; see docs/benchmarks.md. */
export const MOST_CELLS_AT_ONCE = 15_000;

/** Whether a report is written by a job. */
export const isLarge = ({ parts }: Pick<Report, 'parts'>): boolean =>
  parts.reduce((cells, { rows, columns }) => cells + rows.length * columns.length, 0) > MOST_CELLS_AT_ONCE;
