import { type Kysely, sql } from 'kysely';
import type { Columns } from './columns.ts';

/** ZIPs of enrolment photos on their way to templates. */
export const up = async (db: Kysely<unknown>, type: Columns): Promise<void> => {
  const run = (statement: string) => sql.raw(statement).execute(db);

  // Of one key that goes with the row: what is left of the rest on a disk cannot be opened any more.
  await run(`create table photo_upload (id text primary key, file_name text not null, bytes integer not null,
    kek_id text not null, wrapped ${type.blob} not null, created_by text references person (id), created_at ${type.ms} not null)`);
  await run('create index photo_upload_by_creator on photo_upload (created_by)');
  await run(`create table photo_part (upload_id text not null references photo_upload (id), part integer not null,
    sealed ${type.blob} not null, primary key (upload_id, part))`);
  await run(`create table photo_finding (upload_id text not null references photo_upload (id), seq integer not null,
    student_id text, file_row integer not null, file text not null, outcome text not null check (outcome in ('new','unchanged','refused')), told text not null,
    primary key (upload_id, seq))`);
  // No face is staged without a live consent either: the database refuses, as it does with templates.
  await run(`create table staged_template (upload_id text not null references photo_upload (id),
    person_id text not null references person (id), live_consent_id text not null references consent (live_id),
    seq integer not null, model_id text not null, sealed ${type.blob} not null, frames integer not null,
    looks_like text, primary key (upload_id, person_id))`);
  await run('create index staged_template_by_person on staged_template (person_id)');
  await run('create index staged_template_by_consent on staged_template (live_consent_id)');
  await run(`create table photo_template (template_id text primary key, import_id text not null, person_id text not null,
    made_at ${type.ms} not null)`);
  await run('create index photo_template_by_import on photo_template (import_id)');
};
