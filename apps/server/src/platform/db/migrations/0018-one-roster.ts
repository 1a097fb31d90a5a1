import { type Kysely, sql } from 'kysely';

/** What other systems call our objects. */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  const run = (statement: string) => sql.raw(statement).execute(db);

  await run(`create table one_roster_id (id text primary key,
    kind text not null check (kind in ('department','term','course','person','section')), sourced_id text not null,
    object_id text not null, unique (kind, sourced_id))`);
  await run('create index one_roster_id_by_object on one_roster_id (object_id)');
};
