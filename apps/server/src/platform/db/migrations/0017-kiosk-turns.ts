import { type Kysely, sql } from 'kysely';
import type { Columns } from './columns.ts';

/** Which way somebody at a kiosk was told to turn; capsules also for sessions that are not open yet, and may never be. */
export const up = async (db: Kysely<unknown>, type: Columns): Promise<void> => {
  const run = (statement: string) => sql.raw(statement).execute(db);
  await run(`create table kiosk_challenge (id text primary key, kiosk_id text not null references person (id),
    turns text not null, issued_at ${type.ms} not null, expires_at ${type.ms} not null, used_at ${type.ms})`);
  await run('create index kiosk_challenge_by_kiosk on kiosk_challenge (kiosk_id, issued_at)');
  await run('create index kiosk_challenge_by_age on kiosk_challenge (issued_at)');

  // The same without the reference to attendance_session, which SQLite cannot take away otherwise.
  await run('alter table kiosk_capsule rename to former_kiosk_capsule');
  await run('drop index kiosk_capsule_by_pairing');
  await run(`create table kiosk_capsule (id text primary key, pairing_id text not null references kiosk_key (pairing_id),
    kiosk_id text not null references person (id), session_id text not null, contents text not null,
    student_ids text not null, issued_at ${type.ms} not null, expires_at ${type.ms} not null, replaced_at ${type.ms})`);
  const columns = 'id, pairing_id, kiosk_id, session_id, contents, student_ids, issued_at, expires_at, replaced_at';
  await run(`insert into kiosk_capsule (${columns}) select ${columns} from former_kiosk_capsule`);
  await run('drop table former_kiosk_capsule');
  await run('create index kiosk_capsule_by_pairing on kiosk_capsule (pairing_id, session_id)');
};
