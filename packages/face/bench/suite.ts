/** A bench is a file `NAME.bench.ts` that exports a `suite`; `scripts/bench.ts` runs it. */
export interface Suite {
  title: string;
  /** Part of a plain `npm run bench`; others are asked for by name. */
  byDefault: boolean;
  run(props: SuiteProps): Promise<Table[]>;
}

export interface SuiteProps {
  /** Says what is being measured, for whoever waits. */
  progress(what: string): void;
  readonly options: SuiteOptions;
}

/** What a suite may be told on the command line; one that does not know an option leaves it. */
export interface SuiteOptions {
  /** Folder of pictures to use instead of those in installed packages. */
  pictures?: string;
  /** Attempts of each kind that costs time. */
  attempts?: number;
}

export interface Table {
  title: string;
  /** How it was measured, in a sentence or two. */
  note: string;
  columns: readonly string[];
  rows: readonly (readonly string[])[];
}

/** `12.3`, with about three digits that mean something. */
export function figure(value: number): string {
  if (!Number.isFinite(value)) return '–';
  const digits = value >= 100 ? 0 : value >= 10 ? 1 : 2;
  return value.toFixed(digits);
}

export const ratio = (value: number): string => (Number.isFinite(value) ? `${figure(value)}×` : '–');
