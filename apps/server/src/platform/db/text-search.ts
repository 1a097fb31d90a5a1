import { type RawBuilder, sql } from 'kysely';

/** Makes `%`, `_` and `\` of what a person typed match themselves. */
export const escapeLike = (text: string): string => text.replace(/[\\%_]/g, '\\$&');

/** `column` contains `text`, whatever the case, in both databases. ASCII case folding in SQLite. */
export const likeAnyCase = (
  column: RawBuilder<unknown> | ReturnType<typeof sql.ref>,
  text: string,
): RawBuilder<boolean> => sql<boolean>`lower(${column}) like ${`%${escapeLike(text.toLowerCase())}%`} escape '\\'`;
