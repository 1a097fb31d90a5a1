import { sql } from 'kysely';
import { type Db, engineFor, referencesTo } from '../db/index.ts';
import type { PersonalTable } from './personal-table.ts';

/** Columns that name a person without a reference, by how columns of people are called. */
const LOOKS_LIKE_A_PERSON = /(^|_)(person|student|teacher|faculty|substitute|actor|kiosk)_ids?$|_by$/;
/** Called the same, and nobody's. */
const NOT_PEOPLE = new Set([
  'student_request.answer_by',
  'student_request.second_reading_by',
  'ceremony.asked_by',
  'standing_section.judged_by',
]);

/**
 * Columns of the database that name people and that no feature has declared: they would be in no export, and outlive an
 * erasure. The database itself is asked, so a new table cannot be forgotten.
 */
export const undeclaredColumns = async (db: Db, tables: readonly PersonalTable[]): Promise<string[]> => {
  const declared = new Set(
    tables.flatMap(({ table, subject, actors = [] }) =>
      [...subject, ...actors].map((column) => `${snake(table)}.${snake(column)}`),
    ),
  );
  const references = await referencesTo(db, 'person');
  const named = (await columnsOf(db)).filter(({ column }) => LOOKS_LIKE_A_PERSON.test(column));
  const found = [...references, ...named].map(({ table, column }) => `${table}.${column}`);
  return [...new Set(found)].filter((name) => !declared.has(name) && !NOT_PEOPLE.has(name)).sort();
};

const snake = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

const columnsOf = async (db: Db): Promise<{ table: string; column: string }[]> => {
  const query =
    engineFor(db) === 'sqlite'
      ? sql<{ table: string; column: string }>`select m.name as "table", c.name as "column" from sqlite_master m,
          pragma_table_info(m.name) c where m.type = 'table'`
      : sql<{ table: string; column: string }>`select table_name as "table", column_name as "column"
          from information_schema.columns where table_schema = current_schema()`;
  return (await query.execute(db)).rows;
};
