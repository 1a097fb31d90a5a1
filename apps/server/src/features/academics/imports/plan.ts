import { createHash } from 'node:crypto';
import {
  type ImportedKind,
  type ImportProblem,
  type ImportProblemCode,
  type ImportReport,
  importProblems,
  MOST_PROBLEMS,
} from '@smart-presence/contract';
import type { Trx } from '../../../platform/db/index.ts';

/** One object a file adds or changes. */
export interface Change {
  kind: ImportedKind;
  id: string;
  /** Row of the file that says so. */
  row: number;
  /** Its fields now; null: it is new. */
  before: object | null;
  after: object;
}

/** What a file would do. Changes are in an order in which they can be written. */
export interface Plan {
  changes: Change[];
  unchanged: Map<ImportedKind, number>;
  problems: Problems;
  /** What somebody should look at although it can be applied. */
  notices: Problems;
}

export interface Problems {
  readonly count: number;
  /** The first ones, by row. */
  list(): ImportProblem[];
  add(problem: { row: number; column?: string; code: ImportProblemCode; value?: string }): void;
}

export const collectProblems = (): Problems => {
  const kept: ImportProblem[] = [];
  let count = 0;
  return {
    get count() {
      return count;
    },
    list: () => kept.toSorted((a, b) => a.row - b.row).slice(0, MOST_PROBLEMS),
    add: ({ row, column = '', code, value = '' }) => {
      count += 1;
      if (kept.length < 4 * MOST_PROBLEMS)
        kept.push({ row, column, code, value, message: sentence({ column, code, value }) });
    },
  };
};

const sentence = ({ column, code, value }: Pick<ImportProblem, 'column' | 'code' | 'value'>): string => {
  const words = importProblems[code];
  if (value !== '') return `“${value}” ${words}`;
  const what = column === '' ? 'This row' : column.replaceAll('_', ' ');
  return `${what.charAt(0).toUpperCase()}${what.slice(1)} ${words}`;
};

export const emptyPlan = (problems: Problems): Plan => ({
  changes: [],
  unchanged: new Map(),
  problems,
  notices: collectProblems(),
});

/**
 * Adds to the plan what makes `before` into `after`, if anything.
 * @param refuse called instead of adding a change that may not be made; what stays as it is was never asked for.
 */
export const propose = (plan: Plan, change: Change, refuse?: () => void): void => {
  if (change.before !== null && hashOf(change.before) === hashOf(change.after))
    plan.unchanged.set(change.kind, (plan.unchanged.get(change.kind) ?? 0) + 1);
  else if (refuse) refuse();
  else plan.changes.push(change);
};

export const reportOf = ({ changes, unchanged, problems, notices }: Plan, rows: number): ImportReport => {
  const counts = new Map<ImportedKind, { create: number; change: number }>();
  for (const { kind, before } of changes) {
    const count = counts.get(kind) ?? { create: 0, change: 0 };
    if (before === null) count.create += 1;
    else count.change += 1;
    counts.set(kind, count);
  }
  return {
    rows,
    counts: [...new Set([...counts.keys(), ...unchanged.keys()])].map((of) => ({
      of,
      ...(counts.get(of) ?? { create: 0, change: 0 }),
      unchanged: unchanged.get(of) ?? 0,
    })),
    problems: problems.list(),
    problemCount: problems.count,
    notices: notices.list(),
  };
};

/** Equal for equal fields, whatever their order. 22 characters: 128 bits of a SHA-256. */
export const hashOf = (fields: object): string => {
  const sorted = Object.entries(fields).sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256').update(JSON.stringify(sorted)).digest('base64url').slice(0, 22);
};

/** Who imports, and when. */
export interface By {
  actorId: string | null;
  now: number;
}

/** How objects of one kind are read, written and taken away; each writes only tables of its feature. */
export interface ObjectStore {
  /** Foreign keys that point here are looked for by this name. */
  table: string;
  /** `table.column` of rows that are part of the object and go with it. */
  parts: readonly string[];
  read: (trx: Trx, ids: readonly string[]) => Promise<Map<string, object>>;
  /** Inserts or updates, at most some hundred. */
  write: (trx: Trx, objects: readonly { id: string; fields: object }[], by: By) => Promise<void>;
  /** The term each of these belongs to; absent: such objects belong to none. */
  termsOf?: (trx: Trx, ids: readonly string[]) => Promise<Map<string, string>>;
  /** Before it is asked who uses them: lets go of what follows them by itself. */
  release?: (trx: Trx, ids: readonly string[], by: By) => Promise<void>;
  remove: (trx: Trx, ids: readonly string[]) => Promise<void>;
}
