import { type Kysely, sql } from 'kysely';
import type { Columns } from './columns.ts';

/** Terms come from others and are archived, sections are split into batches, and students join and leave on days to come. */
export const up = async (db: Kysely<unknown>, type: Columns): Promise<void> => {
  const run = (statement: string) => sql.raw(statement).execute(db);

  await run(`alter table term add column archived_at ${type.ms}`);
  await run('alter table section add column rolled_from_id text references section (id)');
  await run('alter table section add column batch_of_id text references section (id)');
  await run(`create unique index section_rolled_over_once on section (term_id, rolled_from_id)
    where rolled_from_id is not null`);
  await run('create index section_by_origin on section (batch_of_id) where batch_of_id is not null');

  await run(`create table planned_enrolment (id text primary key, section_id text not null references section (id),
    student_id text not null references person (id), kind text not null check (kind in ('enrol','drop')), day text not null,
    planned_by text not null references person (id), planned_at ${type.ms} not null, unique (section_id, student_id))`);
  await run('create index planned_enrolment_by_day on planned_enrolment (day)');
};
