import type { Report, ReportFormat } from '@smart-presence/contract';
import { wallClock } from '../cell-text.ts';
import { writePdf } from '../pdf/write-pdf.ts';
import { writeCsv } from './write-csv.ts';
import { writeXlsx } from './write-xlsx.ts';
import type { Writing } from './writing.ts';

const writers: Record<ReportFormat, (report: Report, writing: Writing) => Promise<Buffer>> = {
  csv: writeCsv,
  xlsx: writeXlsx,
  pdf: writePdf,
};

const types: Record<ReportFormat, string> = {
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  pdf: 'application/pdf',
};

export const writeReport = (report: Report, format: ReportFormat, writing: Writing): Promise<Buffer> =>
  writers[format](report, writing);

export const typeOf = (format: ReportFormat): string => types[format];

/** `shortage-list-2026-08-03.pdf`: plain letters, the day in the institution's zone. */
export const fileName = (
  { title, asOf, timeZone }: Pick<Report, 'title' | 'asOf' | 'timeZone'>,
  format: string,
): string => {
  const words = title
    .normalize('NFD')
    .replaceAll(/[^A-Za-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 60);
  return `${words === '' ? 'report' : words}-${wallClock(timeZone)(asOf).slice(0, 10)}.${format}`;
};
