import type { Report, ReportPart } from '@smart-presence/contract';
import { stringify } from 'csv-stringify/sync';
import { twoDigits, wallClock } from '../cell-text.ts';
import type { Writing } from './writing.ts';

const BREATH = 2_000;

/**
 * A report for other programs: a header and rows, numbers rounded down to hundredths, times on the institution's wall clocks, and no
 * cell that a spreadsheet would run. Of several tables each stands under its title, with an empty line between them.
 */
export const writeCsv = async (report: Report, { breathe, progress }: Writing): Promise<Buffer> => {
  const time = wallClock(report.timeZone, 'medium');
  const total = report.parts.reduce((sum, { rows }) => sum + rows.length, 0);
  const texts: string[] = [];
  let done = 0;
  for (const part of report.parts) {
    if (report.parts.length > 1) texts.push(`${texts.length > 0 ? '\r\n' : ''}${lines([[part.title]])}`);
    texts.push(lines([part.columns.map(({ key }) => key)]));
    for (let from = 0; from < part.rows.length; from += BREATH) {
      texts.push(
        lines(part.rows.slice(from, from + BREATH).map((row) => row.map((cell, at) => value(part, at, cell, time)))),
      );
      await breathe();
      progress(done + from, total);
    }
    done += part.rows.length;
  }
  return Buffer.from(texts.join(''));
};

const value = (
  { columns }: ReportPart,
  at: number,
  cell: string | number | null,
  time: (instant: number) => string,
): string | number | null => {
  if (typeof cell !== 'number') return cell;
  return columns[at]?.type === 'instant' ? time(cell) : twoDigits(cell);
};

const lines = (rows: readonly (readonly unknown[])[]): string =>
  stringify([...rows] as unknown[][], { escape_formulas: true, record_delimiter: 'windows' });
