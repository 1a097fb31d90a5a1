import type { Register } from '@smart-presence/contract';

/** A place in the register, by what it stands for: rows may be filtered and columns added meanwhile. */
export interface Place {
  studentId: string;
  sessionId: string;
}

export interface Edit extends Place {
  /** What was shown before; null: no mark. */
  from: string | null;
  to: string;
}

export const keyOf = ({ studentId, sessionId }: Place): string => `${studentId} ${sessionId}`;

export interface Cell {
  code: string | null;
  /** 0: no mark. */
  version: number;
}

const none: Cell = { code: null, version: 0 };

/** What the register has at a place. */
export const cellAt = (register: Register, { studentId, sessionId }: Place): Cell => {
  const row = register.students.find(({ student }) => student.id === studentId);
  const column = register.sessions.findIndex(({ id }) => id === sessionId);
  if (!row || column < 0) return none;
  return { code: row.codes[column] ?? null, version: row.versions[column] ?? 0 };
};

/** The register with other marks; one that is older than what is there changes nothing. */
export const withMarks = (
  register: Register,
  marks: readonly (Place & { code: string; version: number })[],
): Register => {
  const columns = new Map(register.sessions.map(({ id }, index) => [id, index]));
  const byStudent = Map.groupBy(marks, ({ studentId }) => studentId);
  let isChanged = false;
  const students = register.students.map((row) => {
    const codes = [...row.codes];
    const versions = [...row.versions];
    let isNew = false;
    for (const { sessionId, code, version } of byStudent.get(row.student.id) ?? []) {
      const at = columns.get(sessionId);
      if (at === undefined || version <= (versions[at] ?? 0)) continue;
      codes[at] = code;
      versions[at] = version;
      isNew = true;
    }
    isChanged ||= isNew;
    return isNew ? { ...row, codes, versions } : row;
  });
  return isChanged ? { ...register, students } : register;
};

/** Whether the register has the row and the column of a mark. */
export const isKnown = (register: Register, { studentId, sessionId }: Place): boolean =>
  register.students.some(({ student }) => student.id === studentId) &&
  register.sessions.some(({ id }) => id === sessionId);

export interface Span {
  row: number;
  column: number;
}

/** First and last row and column of what lies between two cells. */
export const rangeOf = (a: Span, b: Span) => ({
  rows: [Math.min(a.row, b.row), Math.max(a.row, b.row)] as const,
  columns: [Math.min(a.column, b.column), Math.max(a.column, b.column)] as const,
});

/** The edits that take these back; where there was no mark before there is none, because marks are never removed. */
export const reversed = (edits: readonly Edit[]): Edit[] =>
  edits.flatMap(({ from, to, ...place }) => (from === null ? [] : [{ ...place, from: to, to: from }]));
