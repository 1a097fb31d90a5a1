import type { CsvKind } from '@smart-presence/contract';
import Papa from 'papaparse';
import { fail } from '../../../platform/http/index.ts';
import { type Cell, CellProblem, plain } from './cells.ts';
import { type CsvRow, cellsOf, type Values } from './columns.ts';
import type { Problems } from './plan.ts';

export const MOST_ROWS = 300_000;
const MOST_COLUMNS = 100;
/** Characters looked at to find headings and separator. */
const HEAD = 64 * 1024;
/** Characters read at a time: a few milliseconds. */
const CHUNK = 64 * 1024;

/**
 * The text of a file as spreadsheets save it: UTF-8, UTF-16 with a mark, or Windows-1252.
 * @throws AppError `import_unreadable` for what is no text.
 */
export const textOf = (bytes: Uint8Array): string => {
  const text = decode(bytes);
  if (text.includes('\0') || text.trim() === '') fail('import_unreadable');
  return text;
};

const decode = (bytes: Uint8Array): string => {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
};

/** The headings of a file, and what is between them. @throws AppError `import_unreadable`. */
export const readHeadings = (text: string): { headings: string[]; delimiter: string } => {
  const { data, meta } = Papa.parse<string[]>(text.slice(0, HEAD), {
    preview: 1,
    delimitersToGuess: [',', ';', '\t'],
  });
  const headings = (data[0] ?? []).map((heading) => plain(heading).slice(0, 500));
  if (headings.length === 0 || headings.length > MOST_COLUMNS || headings.every((one) => one === ''))
    fail('import_unreadable');
  return { headings, delimiter: meta.delimiter };
};

export interface CsvFile<K extends CsvKind> {
  kind: K;
  text: string;
  /** Our column → heading. */
  mapping: Readonly<Record<string, string>>;
  problems: Problems;
  breathe: () => Promise<void>;
  /** How far, in characters. */
  progress?: (done: number, total: number) => void;
}

/**
 * Reads the rows of a file, a piece at a time. Rows with a problem are told and left out.
 * @returns the rows that can be read, and how many there are in all.
 * @throws AppError `import_too_large`.
 */
export const readRows = async <K extends CsvKind>(file: CsvFile<K>): Promise<{ rows: CsvRow<K>[]; total: number }> => {
  const { kind, text, mapping, problems, breathe, progress } = file;
  const { headings, delimiter } = readHeadings(text);
  const cells = Object.entries(cellsOf[kind] as Record<string, Cell<unknown>>).flatMap(([column, cell]) => {
    const at = mapping[column] ? headings.indexOf(mapping[column]) : -1;
    return at < 0 ? [] : [{ column, cell, at }];
  });
  const rows: CsvRow<K>[] = [];
  let total = 0;
  let row = 0;
  const onPiece: OnPiece = async (records, read) => {
    for (const record of records) {
      row += 1;
      if (row === 1 || record.every((one) => one.trim() === '')) continue;
      total += 1;
      if (total > MOST_ROWS) fail('import_too_large');
      const before = problems.count;
      const says: Record<string, unknown> = {};
      for (const { column, cell, at } of cells) {
        try {
          says[column] = cell(plain(record[at] ?? ''));
        } catch (error) {
          if (!(error instanceof CellProblem)) throw error;
          problems.add({ row, column, code: error.code, value: error.value });
        }
      }
      if (problems.count === before) rows.push({ row, says: says as Values<K> });
    }
    progress?.(read, text.length);
    await breathe();
  };
  await eachPiece({ text, delimiter, onPiece }).catch((error: unknown) => {
    if (!(error instanceof MalformedCsv)) throw error;
    problems.add({ row: row + 1, code: 'malformed' });
  });
  return { rows, total };
};

export interface TableText {
  text: string;
  problems: Problems;
  /** Named in problems. */
  file: string;
  breathe: () => Promise<void>;
}

/** All rows of a text with a heading row, their cells trimmed and plain; empty rows are left out. */
export const readTable = async ({ text, problems, file, breathe }: TableText) => {
  const { headings, delimiter } = readHeadings(text);
  const records: { row: number; cells: string[] }[] = [];
  let row = 0;
  const onPiece: OnPiece = async (pieces) => {
    for (const record of pieces) {
      row += 1;
      if (row > 1 && record.some((one) => one.trim() !== '')) records.push({ row, cells: record.map(plain) });
    }
    if (records.length > MOST_ROWS) fail('import_too_large');
    await breathe();
  };
  await eachPiece({ text, delimiter, onPiece }).catch((error: unknown) => {
    if (!(error instanceof MalformedCsv)) throw error;
    problems.add({ row: row + 1, column: file, code: 'malformed' });
  });
  return { headings, records };
};

/** From here on the file is not written as CSV. */
class MalformedCsv extends Error {}

type OnPiece = (records: string[][], read: number) => Promise<void>;

/** Hands over a text record by record, in pieces, each when the one before was dealt with. */
const eachPiece = ({
  text,
  delimiter,
  onPiece,
}: {
  text: string;
  delimiter: string;
  onPiece: OnPiece;
}): Promise<void> =>
  new Promise((resolve, reject) => {
    let before: Promise<void> = Promise.resolve();
    // Texts are read in pieces like files, though the types know it of files alone.
    const settings: Papa.ParseLocalConfig<string[]> = {
      delimiter,
      chunkSize: CHUNK,
      chunk: ({ data, errors, meta }, parser) => {
        parser.pause();
        const broken = errors.find(({ type }) => type === 'Quotes');
        before = onPiece(broken ? data.slice(0, broken.row) : data, meta.cursor)
          .then(() => {
            if (broken) throw new MalformedCsv();
            parser.resume();
          })
          .catch((error: unknown) => {
            reject(error);
            parser.abort();
          });
      },
      complete: () => {
        before.then(resolve, reject);
      },
    };
    Papa.parse<string[]>(text, settings as Papa.ParseConfig<string[]>);
  });
