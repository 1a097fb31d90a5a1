import type { ColumnType } from 'kysely';

/*
 * What columns are, in code. Instants are milliseconds UTC, ids UUIDv7 text, days `YYYY-MM-DD`, JSON is text parsed by the
 * store that owns it. Columns named `is…` are booleans in code and 0/1 in SQL (BooleanPlugin).
 */

export type Id = string;
export type Ms = number;
export type Json = string;
/** Set once at insert, never updated. */
export type Fixed<T> = ColumnType<T, T, never>;
/** A boolean column with a default. */
export type Flag = ColumnType<boolean, boolean | undefined, boolean>;
