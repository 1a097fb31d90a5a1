import { type Kysely, sql } from 'kysely';
import type { Columns } from './columns.ts';

/** Reports that people asked for, and those they have sent again and again. */
export const up = async (db: Kysely<unknown>, type: Columns): Promise<void> => {
  const run = (statement: string) => sql.raw(statement).execute(db);

  await run(`create table report_schedule (id text primary key, owner_id text not null references person (id), request text not null,
    title text not null, format text not null, rhythm text not null, next_at ${type.ms} not null, last_at ${type.ms},
    stopped_at ${type.ms}, created_at ${type.ms} not null)`);
  await run('create index report_schedule_by_owner on report_schedule (owner_id)');
  await run('create index report_schedule_due on report_schedule (next_at) where stopped_at is null');
  await run(`create table report_recipient (schedule_id text not null references report_schedule (id) on delete cascade,
    person_id text not null references person (id), primary key (schedule_id, person_id))`);
  await run('create index report_recipient_by_person on report_recipient (person_id)');

  await run(`create table report_file (id text primary key, owner_id text not null references person (id), schedule_id text,
    period ${type.ms}, request text not null, title text not null, format text not null,
    state text not null check (state in ('making','ready','taken','expired')), asked_at ${type.ms} not null, job_id text,
    bytes integer, kek_id text, wrapped ${type.blob}, sealed ${type.blob}, expires_at ${type.ms}, last_taken_at ${type.ms},
    unique (schedule_id, period, owner_id), check ((schedule_id is null) = (period is null)),
    check ((sealed is not null) = (state = 'ready') and (kek_id is null) = (sealed is null) and (wrapped is null) = (sealed is null)))`);
  await run('create index report_file_by_owner on report_file (owner_id, asked_at)');
  await run('create index report_file_by_age on report_file (expires_at) where sealed is not null');
  await run('create index report_file_by_ask on report_file (asked_at)');
};
