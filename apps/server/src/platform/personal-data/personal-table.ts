import type { Schema } from '../db/index.ts';

type Table = keyof Schema;
type Column<T extends Table> = Extract<keyof Schema[T], string>;
/** What a column is set to, so that it says nothing about anybody any more. */
type Blank<T extends Table> = { [C in Column<T>]?: string | number | boolean | null | 'now' };

/** How rows of a table belong to people, by the feature that owns it. */
export interface PersonalTable<T extends Table = Table> {
  table: T;
  /** Columns that say whose a row is: what is held about them, and what ends or is emptied with them. */
  subject: readonly Column<T>[];
  /** Columns that say who did something, or whom else a row names: it is another's, and keeps a pseudonym. */
  actors?: readonly Column<T>[];
  /** Rows that belong to somebody by way of another row: `column` here is the `id` of `table`, whose `subject` says whose. */
  through?: { column: Column<T>; table: Table; subject: string };
  /** What they are, for people: names the kind of data in exports, reports and certificates. */
  kind: string;
  /** Never handed out: hashes, keys, sealed bytes. Why, in a few words, stands beside the data. */
  withheld?: { columns: readonly Column<T>[]; why: string };
  /** How what matters in it is stored, for reports about breaches; in clear when absent. */
  protection?: 'sealed' | 'hashed';
  /** Texts that are JSON. */
  json?: readonly Column<T>[];
  /** When a row was made, for reports about a time. */
  madeAt?: Column<T>;
  /** `delete`: goes; `keep`: stays under the pseudonym; otherwise these columns are emptied and the row stays. */
  onErasure: 'delete' | 'keep' | { empty: Blank<T> };
}

/** Keeps table and columns together: a column of another table does not compile. */
export const personalTable = <const T extends Table>(table: PersonalTable<T>): PersonalTable =>
  table as unknown as PersonalTable;

/** What one feature holds about people. */
export interface PersonalData {
  owner: string;
  tables: readonly PersonalTable[];
}
