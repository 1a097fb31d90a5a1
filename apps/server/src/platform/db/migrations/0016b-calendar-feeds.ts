import { type Kysely, sql } from 'kysely';
import type { Columns } from './columns.ts';

/** Secret links under which calendars fetch a person's classes. */
export const up = async (db: Kysely<unknown>, type: Columns): Promise<void> => {
  await sql
    .raw(
      `create table calendar_feed (person_id text primary key references person (id) on delete cascade,
      token_hash text not null unique, created_at ${type.ms} not null, last_fetched_at ${type.ms},
      window_from ${type.ms} not null, fetches integer not null)`,
    )
    .execute(db);
};
