import { type Kysely, sql } from 'kysely';
import type { Columns } from './columns.ts';

/** Studies of how well faces tell people apart here, and what they say about single students. */
export const up = async (db: Kysely<unknown>, type: Columns): Promise<void> => {
  const run = (statement: string) => sql.raw(statement).execute(db);

  await run(`create table accuracy_study (id text primary key, at ${type.ms} not null, result text not null)`);
  await run(`create table failing_template (student_id text primary key references person (id), check_ins integer not null,
    median ${type.real} not null, unsure integer not null)`);
  await run(`create table enrol_again (student_id text primary key references person (id), asked_at ${type.ms} not null,
    asked_by text not null references person (id))`);
  // Made of two templates: it ends with the key of either, also when that is erased while a study is written down.
  await run(`create table look_alike (person_id text not null references data_key (person_id) on delete cascade,
    other_id text not null references data_key (person_id) on delete cascade, band integer not null,
    primary key (person_id, other_id), check (person_id < other_id))`);
  await run('create index look_alike_by_other on look_alike (other_id)');
};
