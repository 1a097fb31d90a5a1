import { stringify } from 'csv-stringify/sync';

type Row = Record<string, unknown>;

const LIKE_A_FORMULA = /^\s*[=+\-@\t\r]/;

/** One sheet; no cell is one that a spreadsheet would run. */
export const toSheet = (rows: readonly Row[]): string => {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const cell = (value: unknown): string => {
    const text = textOf(value);
    return typeof value !== 'number' && LIKE_A_FORMULA.test(text) ? `'${text}` : text;
  };
  return stringify([columns, ...rows.map((row) => columns.map((column) => cell(row[column])))], {
    record_delimiter: 'windows',
  });
};

export const textOf = (value: unknown): string => {
  if (value === null || value === undefined) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
};
