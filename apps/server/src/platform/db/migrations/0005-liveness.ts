import { type Kysely, sql } from 'kysely';
import type { Columns } from './columns.ts';

/** When the steps of a challenge were revealed, and how its pictures are known again. */
export const up = async (db: Kysely<unknown>, type: Columns): Promise<void> => {
  const run = (statement: string) => sql.raw(statement).execute(db);

  await run(`alter table challenge add column revealed text not null default '[]'`);
  await run(`create table seen_pictures (challenge_id text primary key, student_id text not null references person (id),
    session_id text not null, hashes ${type.blob} not null, taken_at ${type.ms} not null)`);
  await run('create index seen_pictures_by_student on seen_pictures (student_id, taken_at)');
  await run('create index seen_pictures_by_session on seen_pictures (session_id)');
  await run('create index seen_pictures_by_age on seen_pictures (taken_at)');
};
