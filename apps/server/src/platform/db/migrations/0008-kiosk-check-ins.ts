import { type Kysely, sql } from 'kysely';
import type { Columns } from './columns.ts';

/** Who passed a kiosk; what a kiosk was given for when the network is gone, and what it recorded meanwhile. */
export const up = async (db: Kysely<unknown>, type: Columns): Promise<void> => {
  const run = (statement: string) => sql.raw(statement).execute(db);

  await run(`create table kiosk_attempt (id text primary key, kiosk_id text not null references person (id),
    at ${type.ms} not null, finding text, student_id text references person (id))`);
  await run('create index kiosk_attempt_by_kiosk on kiosk_attempt (kiosk_id, at)');
  await run('create index kiosk_attempt_by_student on kiosk_attempt (student_id, at)');
  await run('create index kiosk_attempt_by_age on kiosk_attempt (at)');

  await run(`create table kiosk_key (pairing_id text primary key, kiosk_id text not null references person (id),
    public_key text not null, registered_at ${type.ms} not null, last_sequence integer not null, last_hash text not null)`);
  await run(`create table kiosk_capsule (id text primary key, pairing_id text not null references kiosk_key (pairing_id),
    kiosk_id text not null references person (id), session_id text not null references attendance_session (id),
    contents text not null, student_ids text not null, issued_at ${type.ms} not null, expires_at ${type.ms} not null,
    replaced_at ${type.ms})`);
  await run('create index kiosk_capsule_by_pairing on kiosk_capsule (pairing_id, session_id)');
  await run(`create table kiosk_record (pairing_id text not null references kiosk_key (pairing_id), sequence integer not null,
    hash text not null, capsule_id text, session_id text, student_id text, captured_at ${type.ms} not null,
    received_at ${type.ms} not null, outcome text not null, primary key (pairing_id, sequence))`);
};
