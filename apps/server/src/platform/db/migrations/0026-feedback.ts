import { type Kysely, sql } from 'kysely';
import type { Columns } from './columns.ts';

/** What students say of the sessions they attended, and who hears of low ratings. */
export const up = async (db: Kysely<unknown>, type: Columns): Promise<void> => {
  const run = (statement: string) => sql.raw(statement).execute(db);

  await run(`create table feedback (id text primary key, session_id text not null references attendance_session (id),
    section_id text not null references section (id), student_id text not null references person (id),
    rating integer not null check (rating between 1 and 5), comment text, is_named integer not null check (is_named in (0,1)),
    given_at ${type.ms} not null, reply text, replied_by text references person (id), replied_at ${type.ms},
    unique (session_id, student_id), check ((reply is null) = (replied_by is null) and (reply is null) = (replied_at is null)))`);
  await run('create index feedback_by_section on feedback (section_id, given_at)');
  await run('create index feedback_by_student on feedback (student_id, given_at)');
  await run('create table feedback_recipient (person_id text primary key references person (id))');
  await run(`create table feedback_setting (id integer primary key check (id = 1),
    is_for_teachers integer not null check (is_for_teachers in (0,1)))`);
};
