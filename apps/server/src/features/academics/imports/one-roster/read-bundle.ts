import { type Cell, CellProblem } from '../cells.ts';
import type { Problems } from '../plan.ts';
import { readTable, textOf } from '../read-csv.ts';
import { readZip } from './zip.ts';

/** The files of a bundle that are read. */
export const bundleFiles = ['orgs', 'academicSessions', 'courses', 'users', 'classes', 'enrollments'] as const;
export type BundleFile = (typeof bundleFiles)[number];

/** One row of one file. */
export interface BundleLine {
  row: number;
  /** A cell by the name of its column; undefined where the file has no such column. */
  get: (column: string) => string | undefined;
  /** Reads a cell; tells a problem, and is undefined then. */
  read: <T>(column: string, cell: Cell<T>) => T | undefined;
  tell: (column: string, code: Parameters<Problems['add']>[0]['code'], value?: string) => undefined;
}

export type Bundle = Readonly<Record<BundleFile, readonly BundleLine[]>>;

interface Reading {
  problems: Problems;
  breathe: () => Promise<void>;
}

/**
 * Reads a OneRoster 1.1 ZIP: the manifest says which files are there, whole (`bulk`). Files of changes alone (`delta`) are not taken.
 * @throws AppError `import_unreadable`, `import_too_large`.
 */
export const readBundle = async (
  zip: Buffer,
  { problems, breathe }: Reading,
): Promise<{ bundle: Bundle; total: number }> => {
  const files = await readZip(zip);
  const lines = async (name: string): Promise<BundleLine[]> => {
    const bytes = files.get(`${name}.csv`);
    if (!bytes) return [];
    const { headings, records } = await readTable({ text: textOf(bytes), breathe, problems, file: `${name}.csv` });
    return records.map(({ row, cells }) => lineOf({ file: `${name}.csv`, row, headings, cells, problems }));
  };
  const manifest = await lines('manifest');
  if (manifest.length === 0) problems.add({ row: 1, column: 'manifest.csv', code: 'missing' });
  const bundle = Object.fromEntries(bundleFiles.map((name) => [name, [] as BundleLine[]])) as Record<
    BundleFile,
    BundleLine[]
  >;
  let total = 0;
  for (const line of manifest) {
    const name = bundleFiles.find((one) => `file.${one}` === line.get('propertyName'));
    const value = line.get('value') ?? '';
    if (!name || value === 'absent') continue;
    if (value !== 'bulk') line.tell('value', 'invalid', value);
    else if (!files.has(`${name}.csv`)) line.tell('value', 'unknown', `${name}.csv`);
    else bundle[name] = await lines(name);
    total += bundle[name].length;
  }
  return { bundle, total };
};

interface RawLine {
  file: string;
  row: number;
  headings: readonly string[];
  cells: readonly string[];
  problems: Problems;
}

const lineOf = ({ file, row, headings, cells, problems }: RawLine): BundleLine => {
  const get = (column: string) => {
    const at = headings.indexOf(column);
    return at < 0 ? undefined : (cells[at] ?? '');
  };
  const tell: BundleLine['tell'] = (column, code, value = '') =>
    problems.add({ row, column: `${file} ${column}`, code, value }) as undefined;
  return {
    row,
    get,
    tell,
    read: (column, cell) => {
      try {
        return cell(get(column) ?? '');
      } catch (error) {
        if (!(error instanceof CellProblem)) throw error;
        return tell(column, error.code, error.value);
      }
    },
  };
};
