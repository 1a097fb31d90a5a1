import { type Kysely, sql } from 'kysely';
import type { Columns } from './columns.ts';

/** Cameras in rooms, and what they showed during sessions. */
export const up = async (db: Kysely<unknown>, type: Columns): Promise<void> => {
  const run = (statement: string) => sql.raw(statement).execute(db);
  await run("alter table kiosk add column purpose text not null default 'door' check (purpose in ('door','room'))");

  await run(`create table monitoring_setting (version ${type.serial}, rules text not null,
    changed_by text not null references person (id), changed_at ${type.ms} not null)`);
  await run('create index monitoring_setting_by_author on monitoring_setting (changed_by)');
  await run(`create table room_camera (id text primary key, kind text not null check (kind in ('browser','ip')), name text not null,
    room_id text references room (id), sealed ${type.blob}, address text, created_at ${type.ms} not null,
    created_by text not null references person (id), removed_at ${type.ms}, next_at ${type.ms} not null default 0, lease_token text,
    lease_until ${type.ms}, failures integer not null default 0, last_look_at ${type.ms}, last_good_at ${type.ms}, fault text,
    check ((removed_at is null) = (room_id is not null)),
    check ((sealed is not null) = (kind = 'ip' and removed_at is null)))`);
  await run('create index room_camera_by_room on room_camera (room_id) where room_id is not null');
  await run('create index room_camera_by_author on room_camera (created_by)');
  await run(`create table session_room (session_id text primary key references attendance_session (id),
    room_id text not null references room (id), chosen_by text not null references person (id), chosen_at ${type.ms} not null)`);

  await run('create index session_room_by_room on session_room (room_id)');
  await run('create index session_room_by_author on session_room (chosen_by)');
  await run(`create table room_snapshot (id text primary key, session_id text not null references attendance_session (id),
    camera_id text not null references room_camera (id), taken_at ${type.ms} not null, fault text, faces integer, unsure integer,
    unknown integer, check ((fault is null) = (faces is not null and unsure is not null and unknown is not null)))`);
  await run('create index room_snapshot_by_session on room_snapshot (session_id, taken_at)');
  await run('create index room_snapshot_by_camera on room_snapshot (camera_id)');
  await run('create index room_snapshot_by_age on room_snapshot (taken_at)');
  await run(`create table room_sighting (snapshot_id text not null references room_snapshot (id),
    student_id text not null references person (id), primary key (snapshot_id, student_id))`);
  await run('create index room_sighting_by_student on room_sighting (student_id)');

  await run(`create table room_picture (id text primary key references room_snapshot (id), type text not null, kek_id text not null,
    wrapped ${type.blob} not null, sealed ${type.blob} not null, kept_until ${type.ms} not null)`);
  await run('create index room_picture_by_age on room_picture (kept_until)');
  await run(`create table room_picture_opening (id text primary key, snapshot_id text not null,
    opened_by text not null references person (id), opened_at ${type.ms} not null)`);
  await run('create index room_picture_opening_by_person on room_picture_opening (opened_by)');
  await run('create index room_picture_opening_by_snapshot on room_picture_opening (snapshot_id)');
};
