import { type Kysely, sql } from 'kysely';

/** How often the timetable of a section was changed: whoever keeps what follows from it sees that it is not the same any more. */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql
    .raw(
      `create table timetable_revision (section_id text primary key references section (id) on delete cascade,
        revision integer not null)`,
    )
    .execute(db);
};
