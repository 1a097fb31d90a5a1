import { Email, type ImportProblemCode } from '@smart-presence/contract';

/** Why one cell cannot be taken. */
export class CellProblem extends Error {
  readonly code: ImportProblemCode;
  readonly value: string;
  constructor(code: ImportProblemCode, value: string) {
    super(code);
    this.code = code;
    this.value = value;
  }
}

/** Reads one trimmed cell. `undefined`: it says nothing, what is known stays. @throws CellProblem. */
export type Cell<T> = (text: string) => T;

const MOST_SHOWN = 80;
const refuse = (code: ImportProblemCode, text: string): never => {
  throw new CellProblem(code, text.slice(0, MOST_SHOWN));
};

/** Empty becomes null. */
export const orNull =
  <T>(cell: Cell<T>): Cell<T | null> =>
  (text) =>
    text === '' ? null : cell(text);

/** Empty says nothing. */
export const orUnsaid =
  <T>(cell: Cell<T>): Cell<T | undefined> =>
  (text) =>
    text === '' ? undefined : cell(text);

/** Empty is a problem. */
export const needed =
  <T>(cell: Cell<T>): Cell<T> =>
  (text) =>
    text === '' ? refuse('missing', '') : cell(text);

/** One line of text. */
export const line =
  (max: number): Cell<string> =>
  (text) => {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: refusing control characters is the point
    if (/[\u0000-\u001f\u007f]/.test(text)) refuse('invalid', text);
    return text.length > max ? refuse('too_long', text) : text;
  };

/** Short identifier such as `CS` or `21CS52`. */
export const code: Cell<string> = (text) => {
  if (text.length > 32) refuse('too_long', text);
  return /^[\p{L}\p{N}][\p{L}\p{N} ._/-]*$/u.test(text) ? text : refuse('invalid', text);
};

/** In lower case. */
export const email: Cell<string> = (text) => {
  const read = Email.safeParse(text);
  return read.success ? read.data : refuse('invalid', text);
};

export const wholeNumber =
  (least: number, most: number): Cell<number> =>
  (text) => {
    const number = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
    return number >= least && number <= most ? number : refuse('invalid', text);
  };

export const yesOrNo: Cell<boolean> = (text) => {
  if (/^(y|yes|true|1)$/i.test(text)) return true;
  return /^(n|no|false|0|)$/i.test(text) ? false : refuse('invalid', text);
};

export const oneOf =
  <const T extends string>(values: readonly T[]): Cell<T> =>
  (text) =>
    values.find((value) => value === text.toLowerCase()) ?? refuse('invalid', text);

/** Several e-mails between spaces, commas or semicolons. */
export const emails: Cell<string[]> = (text) =>
  text
    .split(/[\s,;]+/)
    .filter(Boolean)
    .map(email);

/** `YYYY-MM-DD`. */
export const day: Cell<string> = (text) =>
  /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(`${text}T00:00:00Z`)) && isRealDay(text)
    ? text
    : refuse('invalid', text);
const isRealDay = (text: string): boolean => new Date(`${text}T00:00:00Z`).toISOString().startsWith(text);

/** `9:30` or `09:30`, by the clock on the wall. */
export const wallTime: Cell<string> = (text) => {
  const padded = text.padStart(5, '0');
  return /^([01]\d|2[0-3]):[0-5]\d$/.test(padded) ? padded : refuse('invalid', text);
};

export const weekdays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;

/** A name, its first three letters, or 1 (Monday) to 7. */
export const weekday: Cell<number> = (text) => {
  if (/^[1-7]$/.test(text)) return Number(text);
  const name = text.toLowerCase();
  const found = weekdays.findIndex((one) => one === name || one.slice(0, 3) === name);
  return found < 0 ? refuse('invalid', text) : found + 1;
};

/** Spreadsheets run cells that begin like this as formulas, also after an apostrophe of ours was taken off. */
const LIKE_A_FORMULA = /^'*[=+\-@\t\r\uFF1D\uFF0B\uFF0D\uFF20]/;

/** A cell no spreadsheet runs: an apostrophe goes before what looks like a formula. `plain` takes it off again. */
export const neutral = (text: string): string => (LIKE_A_FORMULA.test(text) ? `'${text}` : text);

/** What a cell says: trimmed, without the apostrophe of `neutral`. */
export const plain = (cell: string): string => {
  const text = cell.trim();
  return text.startsWith("'") && LIKE_A_FORMULA.test(text.slice(1)) ? text.slice(1) : text;
};
