import { type Kysely, sql } from 'kysely';
import type { Columns } from './columns.ts';

/** Room codes, who used which, and the devices that check-ins come from. */
export const up = async (db: Kysely<unknown>, type: Columns): Promise<void> => {
  const run = (statement: string) => sql.raw(statement).execute(db);

  await run(`create table room_code_secret (session_id text primary key references attendance_session (id),
    sealed ${type.blob} not null, created_at ${type.ms} not null)`);
  await run(`create table room_code_use (session_id text not null references attendance_session (id),
    student_id text not null references person (id), step ${type.ms} not null, used_at ${type.ms} not null,
    network text not null, metres integer, accuracy integer, spent_at ${type.ms},
    primary key (session_id, student_id, step))`);
  await run('create index room_code_use_by_time on room_code_use (session_id, used_at)');
  await run('create index room_code_use_by_age on room_code_use (used_at)');
  await run(`create table room_code_guess (session_id text not null references attendance_session (id),
    student_id text not null references person (id), wrong integer not null, blocked_until ${type.ms} not null,
    updated_at ${type.ms} not null, primary key (session_id, student_id))`);
  await run('create index room_code_guess_by_age on room_code_guess (updated_at)');

  await run(`create table check_in_device (id text primary key, person_id text not null references person (id),
    thumbprint text not null, public_key text not null, label text not null, first_used_at ${type.ms} not null,
    known_since ${type.ms}, last_used_at ${type.ms} not null, last_session_id text references attendance_session (id),
    removed_at ${type.ms}, unique (person_id, thumbprint))`);
  await run('create index check_in_device_by_use on check_in_device (thumbprint, last_used_at)');
};
