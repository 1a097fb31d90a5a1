import { type Kysely, sql } from 'kysely';
import type { Columns } from './columns.ts';

/** Everything of the first release: people, structure, policies, consent and templates, sessions and marks, events. */
export const up = async (db: Kysely<unknown>, type: Columns): Promise<void> => {
  const run = (statement: string) => sql.raw(statement).execute(db);

  // accounts
  await run(`create table institution (id integer primary key check (id = 1), name text not null, time_zone text not null,
    created_at ${type.ms} not null)`);
  await run(`create table person (id text primary key, name text not null, email text unique,
    role text not null check (role in ('admin','faculty','student','kiosk')), password_hash text,
    is_disabled integer not null default 0 check (is_disabled in (0,1)),
    created_at ${type.ms} not null, updated_at ${type.ms} not null, last_sign_in_at ${type.ms})`);
  await run('create index person_by_role on person (role, name)');

  // academics
  await run(`create table place (id text primary key, name text not null,
    latitude ${type.real} not null check (latitude between -90 and 90),
    longitude ${type.real} not null check (longitude between -180 and 180),
    radius ${type.real} not null check (radius > 0), networks text not null,
    check (latitude <> 0 or longitude <> 0))`);
  await run(`create table department (id text primary key, name text not null, code text not null, code_key text not null unique,
    place_id text references place (id))`);
  await run(`create table term (id text primary key, name text not null, start_day text not null, end_day text not null,
    check (start_day < end_day))`);
  await run(`create table course (id text primary key, code text not null, code_key text not null unique, name text not null,
    department_id text not null references department (id), prescribed_hours integer)`);
  await run('create index course_by_department on course (department_id)');
  await run(`create table section (id text primary key, course_id text not null references course (id),
    term_id text not null references term (id), name text not null, unique (course_id, term_id, name))`);
  await run('create index section_by_term on section (term_id)');
  await run(`create table section_faculty (section_id text not null references section (id),
    person_id text not null references person (id), primary key (section_id, person_id))`);
  await run('create index section_faculty_by_person on section_faculty (person_id)');
  await run(`create table enrolment (id text primary key, section_id text not null references section (id),
    student_id text not null references person (id), enrolled_at ${type.ms} not null, dropped_at ${type.ms},
    unique (section_id, student_id, enrolled_at))`);
  await run('create unique index enrolment_active on enrolment (section_id, student_id) where dropped_at is null');
  await run('create index enrolment_by_student on enrolment (student_id)');

  await run(`create table student_profile (person_id text primary key references person (id), usn text, usn_key text unique,
    department_id text references department (id), year integer, semester integer, section_label text, guardian_email text,
    is_under18 integer not null default 0 check (is_under18 in (0,1)))`);
  await run('create index student_profile_by_department on student_profile (department_id)');
  await run(`create table sign_in_session (id text primary key, person_id text not null references person (id),
    token_hash text not null unique, csrf_token text not null, created_at ${type.ms} not null, last_seen_at ${type.ms} not null,
    idle_expires_at ${type.ms} not null, expires_at ${type.ms} not null, revoked_at ${type.ms}, user_agent text, network text)`);
  await run('create index sign_in_session_by_person on sign_in_session (person_id)');
  await run(`create table one_time_link (id text primary key, purpose text not null check (purpose in ('setup','invitation')),
    token_hash text not null unique, person_id text references person (id), created_at ${type.ms} not null,
    expires_at ${type.ms} not null, used_at ${type.ms})`);
  await run('create index one_time_link_by_person on one_time_link (person_id)');
  await run(`create table sign_in_failure (key text primary key, failures integer not null, blocked_until ${type.ms} not null,
    updated_at ${type.ms} not null)`);

  // policies
  await run(`create table policy (id text primary key, version integer not null unique, effective_from ${type.ms} not null,
    created_by text references person (id), note text, data text not null)`);

  // biometrics
  await run(`create table consent (id text primary key, person_id text not null references person (id), live_id text unique,
    purpose text not null, text_version text not null, term_id text references term (id), guardian_name text, guardian_email text,
    given_at ${type.ms} not null, withdrawn_at ${type.ms},
    check ((live_id is null and withdrawn_at is not null) or (live_id = id and withdrawn_at is null)))`);
  await run('create unique index consent_live on consent (person_id, purpose) where live_id is not null');
  await run(`create table data_key (person_id text primary key references person (id), kek_id text not null,
    wrapped ${type.blob} not null, created_at ${type.ms} not null)`);
  await run('create index data_key_by_kek on data_key (kek_id)');
  // No template can outlive or precede a live consent: the reference is to the column that withdrawal sets to null.
  await run(`create table template (id text primary key, person_id text not null references person (id),
    live_consent_id text not null references consent (live_id), version integer not null,
    status text not null check (status in ('active','provisional','pending')), model_id text not null,
    sealed ${type.blob} not null, frames integer not null, created_at ${type.ms} not null, unique (person_id, version))`);
  await run("create unique index template_usable on template (person_id) where status in ('active','provisional')");
  await run('create index template_by_consent on template (live_consent_id)');

  // attendance
  await run(`create table attendance_session (id text primary key, section_id text not null references section (id),
    opened_by text not null references person (id),
    state text not null check (state in ('scheduled','open','closing','closed','locked')),
    opened_at ${type.ms} not null, ends_at ${type.ms} not null, grace_ms integer not null, closed_at ${type.ms},
    editable_until ${type.ms}, policy_version integer not null references policy (version))`);
  await run(
    "create unique index one_open_per_section on attendance_session (section_id) where state in ('open','closing')",
  );
  await run("create unique index one_open_per_teacher on attendance_session (opened_by) where state = 'open'");
  await run(
    "create index attendance_session_due on attendance_session (state, ends_at) where state in ('open','closing')",
  );
  await run("create index attendance_session_lockable on attendance_session (editable_until) where state = 'closed'");
  await run('create index attendance_session_by_section on attendance_session (section_id, opened_at)');
  await run('create index attendance_session_by_time on attendance_session (opened_at)');
  await run(`create table mark (id text primary key, session_id text not null references attendance_session (id),
    student_id text not null references person (id), version integer not null, is_current integer not null default 1 check (is_current in (0,1)),
    code text not null, method text not null, at ${type.ms} not null, recorded_at ${type.ms} not null,
    actor_id text references person (id), reason text, is_flagged integer not null default 0 check (is_flagged in (0,1)),
    evidence text not null, unique (session_id, student_id, version))`);
  await run('create unique index mark_current on mark (session_id, student_id) where is_current = 1');
  await run('create index mark_by_student on mark (student_id, session_id) where is_current = 1');
  await run(`create table challenge (id text primary key, session_id text not null references attendance_session (id),
    student_id text not null references person (id), sign_in_session_id text not null references sign_in_session (id),
    nonce text not null, steps text not null, issued_at ${type.ms} not null, expires_at ${type.ms} not null, used_at ${type.ms},
    decision text, answer text)`);
  await run('create index challenge_by_student on challenge (student_id, issued_at)');
  await run('create index challenge_by_expiry on challenge (expires_at)');
  await run(`create table review (id text primary key, session_id text not null references attendance_session (id),
    student_id text not null references person (id), requested_at ${type.ms} not null, reasons text not null, evidence text not null,
    state text not null check (state in ('open','approved','rejected')), decided_by text references person (id), decided_at ${type.ms})`);
  await run("create unique index review_open on review (session_id, student_id) where state = 'open'");
  await run(`create table class_photo (id text primary key, session_id text not null references attendance_session (id),
    created_by text not null references person (id), created_at ${type.ms} not null, proposal text not null, confirmed_at ${type.ms})`);
  await run('create index class_photo_by_session on class_photo (session_id)');

  // platform
  await run(`create table domain_event (id ${type.serial}, type text not null, at ${type.ms} not null, actor_id text, section_id text,
    session_id text, person_id text, data text not null)`);
  await run('create index domain_event_by_type on domain_event (type, at)');
  await run(`create table idempotency (key text primary key, request_hash text not null, created_at ${type.ms} not null,
    status integer, reply text)`);
  await run('create index idempotency_by_age on idempotency (created_at)');
  await run('create table setting (key text primary key, value text not null)');
};
