import { Email, peopleCsvColumns, Role, type StudentProfile } from '@smart-presence/contract';
import Papa from 'papaparse';
import { z } from 'zod';

export type PeopleColumn = (typeof peopleCsvColumns)[number];

/** One person as a row describes them; `department` is still a code. */
export interface PersonRow {
  row: number;
  name: string;
  email: string | null;
  role: 'admin' | 'faculty' | 'student';
  department: string | null;
  profile: Omit<StudentProfile, 'departmentId'>;
}

export interface RowProblem {
  /** Line of the file as a spreadsheet counts it: the header is 1. */
  row: number;
  column: string;
  message: string;
}

export interface ReadPeople {
  columns: string[];
  mapping: Record<string, string>;
  rows: number;
  people: PersonRow[];
  errors: RowProblem[];
}

const text = (max: number) => z.string().trim().max(max, `at most ${max} characters`);
const optional = <T extends z.ZodType>(inner: T) => z.union([z.literal('').transform(() => null), inner.nullable()]);
const yes = /^(y|yes|true|1)$/i;
const no = /^(n|no|false|0|)$/i;
const wholeNumber = (max: number) =>
  z
    .string()
    .trim()
    .regex(/^\d+$/, 'must be a whole number')
    .transform(Number)
    .refine((n) => n >= 1 && n <= max, `must be 1 to ${max}`);

const Row = z.object({
  name: text(120).min(1, 'is missing'),
  email: optional(Email),
  role: z
    .string()
    .trim()
    .toLowerCase()
    .transform((role) => role || 'student')
    .pipe(Role.exclude(['kiosk'], 'must be admin, faculty or student')),
  usn: optional(text(32).regex(/^[\p{L}\p{N}][\p{L}\p{N} ._/-]*$/u, 'letters, digits, space and . _ / - only')),
  department: optional(text(32)),
  year: optional(wholeNumber(10)),
  semester: optional(wholeNumber(20)),
  section: optional(text(16)),
  guardian_email: optional(Email),
  under_18: z
    .string()
    .trim()
    .refine((value) => yes.test(value) || no.test(value), 'must be yes or no')
    .transform((value) => yes.test(value)),
});

/** Undoes the apostrophe with which our export neutralises formulas, so that export → import is exact. */
const plain = (cell: string): string => cell.trim().replace(/^'(?=[=+\-@\t\r])/, '');

const sameName = (a: string, b: string): boolean => fold(a) === fold(b);
const fold = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]/g, '');

/**
 * Reads a people CSV: separators `,` `;` or tab are recognised. Pure; says every problem, row by row.
 * @param mapping our column → file column; columns not named are matched by equal names.
 */
export const readPeopleCsv = (csv: string, mapping: Record<string, string> = {}): ReadPeople => {
  const parsed = Papa.parse<Record<string, string>>(csv.replace(/^\uFEFF/, ''), {
    header: true,
    skipEmptyLines: 'greedy',
    delimitersToGuess: [',', ';', '\t'],
  });
  const columns = parsed.meta.fields ?? [];
  const used = chooseColumns(columns, mapping);
  const errors: RowProblem[] = parsed.errors
    .filter((problem) => problem.type !== 'Delimiter')
    .map((problem) => ({ row: (problem.row ?? 0) + 2, column: '', message: problem.message }));
  if (!used.name) errors.push({ row: 1, column: 'name', message: 'no column is mapped to the name' });
  const broken = new Set(errors.map((problem) => problem.row));
  const people: PersonRow[] = [];
  parsed.data.forEach((cells, index) => {
    const row = index + 2;
    if (broken.has(row) || !used.name) return;
    const cell = (column: PeopleColumn) => (used[column] === undefined ? '' : plain(cells[used[column]] ?? ''));
    const result = Row.safeParse(Object.fromEntries(peopleCsvColumns.map((column) => [column, cell(column)])));
    if (!result.success) {
      for (const issue of result.error.issues)
        errors.push({ row, column: String(issue.path[0]), message: issueText(issue) });
      return;
    }
    people.push(toPersonRow(row, result.data));
  });
  errors.push(...repeats(people));
  return { columns, mapping: used, rows: parsed.data.length, people, errors };
};

/** A union reports "invalid input"; what helps is the reason of its last branch. */
const issueText = (issue: z.core.$ZodIssue): string => {
  if (issue.code !== 'invalid_union') return issue.message;
  return issue.errors.at(-1)?.[0]?.message ?? issue.message;
};

const chooseColumns = (
  columns: readonly string[],
  mapping: Record<string, string>,
): Partial<Record<PeopleColumn, string>> => {
  const chosen: Partial<Record<PeopleColumn, string>> = {};
  for (const ours of peopleCsvColumns) {
    const asked = mapping[ours];
    const found =
      asked === undefined
        ? columns.find((column) => sameName(column, ours))
        : columns.find((column) => column === asked);
    if (found !== undefined) chosen[ours] = found;
  }
  return chosen;
};

const toPersonRow = (row: number, cells: z.output<typeof Row>): PersonRow => ({
  row,
  name: cells.name,
  email: cells.email,
  role: cells.role,
  department: cells.department,
  profile: {
    usn: cells.usn,
    year: cells.year,
    semester: cells.semester,
    sectionLabel: cells.section,
    guardianEmail: cells.guardian_email,
    isUnder18: cells.under_18,
  },
});

/** Two rows about one person, or a row that names nobody we could find again. */
const repeats = (people: readonly PersonRow[]): RowProblem[] => {
  const problems: RowProblem[] = [];
  const seen = new Map<string, number>();
  for (const { row, email, profile } of people) {
    if (email === null && profile.usn === null)
      problems.push({ row, column: 'email', message: 'needs an e-mail or a USN' });
    const keys = [
      email && `email ${email}`,
      profile.usn && `USN ${profile.usn.toUpperCase().replace(/\s+/g, '')}`,
    ].filter((key): key is string => Boolean(key));
    for (const key of keys) {
      const first = seen.get(key);
      if (first === undefined) seen.set(key, row);
      else
        problems.push({
          row,
          column: key.split(' ')[0]?.toLowerCase() ?? '',
          message: `is the same as in row ${first}`,
        });
    }
  }
  return problems;
};
