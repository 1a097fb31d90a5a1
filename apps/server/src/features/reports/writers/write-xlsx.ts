import type { Report, ReportCell, ReportColumn, ReportPart } from '@smart-presence/contract';
import writeXlsxFile, { type Cell, type Row, type Sheet } from 'write-excel-file/node';
import { cellText, twoDigits, wallClock } from '../cell-text.ts';
import type { Writing } from './writing.ts';

const WIDEST = 60;
const SAMPLE = 400;
const BREATH = 500;
/** Of a sheet's name, by the format. */
const MOST_LETTERS = 31;
const SHADE = '#eef1f4';

/** A report as a workbook: a sheet for each table with real numbers and dates under a frozen header, and one that says what it is. */
export const writeXlsx = async (report: Report, { breathe, progress }: Writing): Promise<Buffer> => {
  const time = wallClock(report.timeZone, 'medium');
  const show = cellText(report.timeZone);
  const total = report.parts.reduce((sum, { rows }) => sum + rows.length, 0);
  const sheets: Sheet<Buffer>[] = [];
  let done = 0;
  for (const part of report.parts) {
    const data: Row[] = [part.columns.map((column) => header(column))];
    for (const row of part.rows) {
      data.push(row.map((cell, at) => typed(cell, part.columns[at], time)));
      done += 1;
      if (done % BREATH === 0) {
        await breathe();
        progress(done, total);
      }
    }
    sheets.push({
      sheet: sheetName(part.title, sheets.length),
      data,
      columns: part.columns.map((column, at) => ({ width: widthOf(part, { at, column, show }) })),
      stickyRowsCount: 1,
      ...(part.fixed > 0 && part.columns.length > part.fixed ? { stickyColumnsCount: part.fixed } : {}),
      orientation: 'landscape',
    });
  }
  sheets.push(about(report, time));
  await breathe();
  return writeXlsxFile(sheets, { fontFamily: 'Calibri', fontSize: 11 }).toBuffer();
};

const header = ({ label, type }: ReportColumn): Cell => ({
  value: label,
  type: String,
  fontWeight: 'bold',
  backgroundColor: SHADE,
  wrap: true,
  alignVertical: 'top',
  ...(type === 'number' || type === 'percent' ? { align: 'right' as const } : {}),
});

/** Text is always text: what looks like a formula is none. */
const text = (value: string): Cell => (value === '' ? null : { value, type: String });

const typed = (cell: ReportCell, column: ReportColumn | undefined, time: (instant: number) => string): Cell => {
  if (cell === null) return null;
  if (typeof cell === 'string') {
    if (column?.type === 'day') return { value: new Date(`${cell}T00:00:00Z`), type: Date, format: 'yyyy-mm-dd' };
    return column?.type === 'code' ? { value: cell, type: String, align: 'center' } : text(cell);
  }
  // A workbook knows no time zones: what stands in it is what the wall clock said.
  if (column?.type === 'instant')
    return { value: new Date(`${time(cell).replace(' ', 'T')}Z`), type: Date, format: 'yyyy-mm-dd hh:mm:ss' };
  if (column?.type === 'percent')
    return { value: Math.round(twoDigits(cell) * 100) / 10_000, type: Number, format: '0.00%' };
  return { value: twoDigits(cell), type: Number };
};

const widthOf = (
  { rows }: ReportPart,
  { at, column, show }: { at: number; column: ReportColumn; show: ReturnType<typeof cellText> },
): number => {
  const longest = rows
    .slice(0, SAMPLE)
    .reduce((most, row) => Math.max(most, show(row[at] ?? null, column.type).length), column.label.length);
  return Math.min(WIDEST, longest + 2);
};

const sheetName = (title: string, at: number): string =>
  `${at + 1} ${title.replaceAll(/[\\/*?:[\]']/g, ' ')}`.slice(0, MOST_LETTERS).trim();

const about = (report: Report, time: (instant: number) => string): Sheet<Buffer> => {
  const line = (label: string, value: string): Row => [{ value: label, type: String, fontWeight: 'bold' }, text(value)];
  return {
    sheet: 'About',
    data: [
      line('Institution', report.institution),
      line('Report', report.title),
      ...report.facts.map(({ label, value }) => line(label, value)),
      line('As of', `${time(report.asOf)} (${report.timeZone})`),
      line('Policy version', String(report.policyVersion)),
      ...report.notes.map((note, at) => line(at === 0 ? 'Notes' : '', note)),
    ],
    columns: [{ width: 18 }, { width: 80 }],
  };
};
