import { type Kysely, sql } from 'kysely';
import type { Columns } from './columns.ts';

/** Mails that gather what a day or a week came to: who wants them how often, how far they are, and what waits for them. */
export const up = async (db: Kysely<unknown>, type: Columns): Promise<void> => {
  const run = (statement: string) => sql.raw(statement).execute(db);

  await run(
    'alter table notification add column is_for_digest integer not null default 0 check (is_for_digest in (0,1))',
  );
  await run('create index notification_for_digest on notification (person_id) where is_for_digest = 1');
  await run(
    'alter table notification_choice add column is_in_digest integer not null default 0 check (is_in_digest in (0,1))',
  );
  await run(`create table digest_choice (person_id text primary key references person (id) on delete cascade,
    rhythm text not null check (rhythm in ('off','daily','weekly')), changed_at ${type.ms} not null)`);
  await run(
    'create table digest (person_id text primary key references person (id) on delete cascade, day text not null)',
  );
};
