import { type Kysely, sql } from 'kysely';
import type { Columns } from './columns.ts';

/** When each rule of retention was carried out last, and indexes by age of what it looks for. */
export const up = async (db: Kysely<unknown>, type: Columns): Promise<void> => {
  const run = (statement: string) => sql.raw(statement).execute(db);

  await run(`create table retention_run (rule text primary key, due_at ${type.ms} not null, claimed_until ${type.ms},
    ran_at ${type.ms}, count integer, count_at ${type.ms})`);
  await run('create index domain_event_by_time on domain_event (at)');
  await run("create index mark_by_evidence on mark (recorded_at) where evidence <> '{}'");
  await run("create index review_by_evidence on review (requested_at) where evidence <> '{}'");
  await run('create index class_photo_by_age on class_photo (created_at)');
  await run('create index feedback_by_words on feedback (given_at) where comment is not null');
};
