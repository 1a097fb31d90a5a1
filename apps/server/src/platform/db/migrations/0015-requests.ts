import { type Kysely, sql } from 'kysely';
import type { Columns } from './columns.ts';

/** Leave and appeals with their documents, where a mark came from, and what failed while sessions were open. */
export const up = async (db: Kysely<unknown>, type: Columns): Promise<void> => {
  const run = (statement: string) => sql.raw(statement).execute(db);

  await run("alter table mark add column origin text check (origin in ('leave','appeal'))");
  await run('alter table mark add column origin_id text');
  await run('create index mark_by_origin on mark (origin_id) where origin_id is not null and is_current = 1');
  await run(`create table granted_leave (id text primary key, student_id text not null references person (id),
    section_id text references section (id), code text not null, starts_at ${type.ms} not null, ends_at ${type.ms} not null,
    reason text not null, granted_at ${type.ms} not null, ended_at ${type.ms}, check (starts_at < ends_at))`);
  await run('create index granted_leave_in_force on granted_leave (starts_at, ends_at) where ended_at is null');

  await run(`create table heartbeat (name text primary key, beat_at ${type.ms} not null)`);
  await run(`create table outage (id text primary key, began_at ${type.ms} not null, ended_at ${type.ms} not null,
    check (began_at < ended_at))`);
  await run('create index outage_by_end on outage (ended_at)');
  await run(`create table failed_check_in (session_id text not null references attendance_session (id),
    person_id text not null references person (id), cause text not null check (cause in ('busy','failed')),
    at ${type.ms} not null, primary key (session_id, person_id, cause))`);

  await run(`create table student_request (id text primary key, kind text not null check (kind in ('leave','appeal')),
    student_id text not null references person (id), section_id text references section (id),
    state text not null check (state in ('open','answered','second-reading','final','withdrawn')),
    verdict text check (verdict in ('granted','refused')), statement text not null, asked_at ${type.ms} not null,
    answer_by ${type.ms} not null, second_reading_by ${type.ms}, second_asked_at ${type.ms}, second_statement text,
    settled_at ${type.ms}, leave_kind text check (leave_kind in ('excused','on-duty','medical')), first_day text, last_day text,
    session_id text references attendance_session (id), mark_id text references mark (id), wanted text,
    check (first_day <= last_day), check ((kind = 'leave') = (leave_kind is not null and first_day is not null and last_day is not null)),
    check ((kind = 'appeal') = (session_id is not null and mark_id is not null and wanted is not null)))`);
  await run('create index student_request_by_student on student_request (student_id, asked_at)');
  await run('create index student_request_by_state on student_request (state, answer_by)');
  await run(`create unique index appeal_once on student_request (session_id, student_id)
    where kind = 'appeal' and state <> 'withdrawn'`);
  await run(`create table request_answer (request_id text not null references student_request (id),
    round integer not null check (round in (1,2)), verdict text not null check (verdict in ('granted','refused')),
    reason text not null, code text, answered_by text not null references person (id), answered_at ${type.ms} not null,
    primary key (request_id, round))`);
  await run(`create table request_document (id text primary key, request_id text not null references student_request (id),
    type text not null, bytes integer not null, added_at ${type.ms} not null, kek_id text, wrapped ${type.blob},
    sealed ${type.blob}, erased_at ${type.ms}, check ((erased_at is null) = (wrapped is not null and sealed is not null)))`);
  await run('create index request_document_by_request on request_document (request_id)');
  await run(`create table document_opening (id text primary key, document_id text not null references request_document (id),
    opened_by text not null references person (id), opened_at ${type.ms} not null)`);
  await run('create index document_opening_by_document on document_opening (document_id)');
};
