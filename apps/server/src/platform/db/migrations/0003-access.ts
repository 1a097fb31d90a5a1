import { type Kysely, sql } from 'kysely';
import type { Columns } from './columns.ts';

/** Second factors, proofs asked again, approvals, single sign-on and devices. */
export const up = async (db: Kysely<unknown>, type: Columns): Promise<void> => {
  const run = (statement: string) => sql.raw(statement).execute(db);

  await run(
    'alter table person add column is_awaiting_approval integer not null default 0 check (is_awaiting_approval in (0,1))',
  );
  await run(
    'alter table person add column is_password_change_due integer not null default 0 check (is_password_change_due in (0,1))',
  );
  await run(`alter table sign_in_session add column method text not null default 'password'
    check (method in ('password','passkey','single-sign-on','link','pairing'))`);
  await run(`alter table sign_in_session add column needs text
    check (needs in ('approval','second-factor','second-factor-setup','device-confirmation','new-password'))`);
  await run(`alter table sign_in_session add column reauthenticated_at ${type.ms}`);

  // Sign-in sessions as devices, the number that confirms a new one, and whose failed attempts are whose.
  await run('alter table sign_in_session add column name text');
  await run(
    'alter table sign_in_session add column is_remembered integer not null default 0 check (is_remembered in (0,1))',
  );
  await run(`create table device_confirmation (session_id text primary key references sign_in_session (id) on delete cascade,
    number_hash text not null, expires_at ${type.ms} not null, tries integer not null default 0,
    mails integer not null default 1, mailed_at ${type.ms} not null)`);
  await run('alter table sign_in_failure add column person_id text');
  await run('create index sign_in_failure_by_person on sign_in_failure (person_id)');

  // Single sign-on.
  await run(`create table identity_provider (id text primary key, issuer text not null unique, client_secret ${type.blob},
    settings text not null, is_enabled integer not null check (is_enabled in (0,1)), created_at ${type.ms} not null,
    updated_at ${type.ms} not null)`);
  await run(`create table identity (id text primary key, provider_id text not null references identity_provider (id),
    subject text not null, person_id text not null references person (id), email text,
    is_maker integer not null check (is_maker in (0,1)), linked_at ${type.ms} not null, last_used_at ${type.ms},
    unique (provider_id, subject), unique (provider_id, person_id))`);
  await run('create index identity_by_person on identity (person_id)');
  await run(`create table single_sign_on_attempt (id text primary key,
    provider_id text not null references identity_provider (id), state_hash text not null unique, browser_hash text not null,
    redirect_uri text not null, person_id text references person (id), expires_at ${type.ms} not null, used_at ${type.ms})`);
  await run('create index single_sign_on_attempt_by_provider on single_sign_on_attempt (provider_id)');
  await run('create index single_sign_on_attempt_by_person on single_sign_on_attempt (person_id)');
  await run('create index single_sign_on_attempt_by_end on single_sign_on_attempt (expires_at)');

  // Second factors.
  await run(
    'alter table person add column is_password_short integer not null default 0 check (is_password_short in (0,1))',
  );
  await run(`create table passkey (id text primary key, person_id text not null references person (id),
    credential_id text not null unique, public_key ${type.blob} not null, counter ${type.ms} not null, transports text not null,
    name text not null, is_synced integer not null check (is_synced in (0,1)), created_at ${type.ms} not null, last_used_at ${type.ms})`);
  await run('create index passkey_by_person on passkey (person_id)');
  await run(`create table authenticator (id text primary key, person_id text not null references person (id),
    secret ${type.blob} not null, begun_in text not null, created_at ${type.ms} not null, confirmed_at ${type.ms}, last_step ${type.ms} not null)`);
  await run('create unique index authenticator_in_use on authenticator (person_id) where confirmed_at is not null');
  await run('create unique index authenticator_begun on authenticator (person_id) where confirmed_at is null');
  await run(`create table recovery_code (person_id text not null references person (id), code_hash text not null,
    used_at ${type.ms}, primary key (person_id, code_hash))`);
  await run(`create table ceremony (id text primary key, purpose text not null, challenge text not null, person_id text references person (id),
    asked_by text not null, expires_at ${type.ms} not null)`);
  await run('create index ceremony_by_asker on ceremony (asked_by)');
  await run('create index ceremony_by_person on ceremony (person_id)');
  await run('create index ceremony_by_end on ceremony (expires_at)');
  await run(`create table second_factor_reset (id text primary key, person_id text not null references person (id),
    actor_id text references person (id), reason text not null, created_at ${type.ms} not null)`);
  await run('create index second_factor_reset_by_person on second_factor_reset (person_id)');
  await run('create index second_factor_reset_by_actor on second_factor_reset (actor_id)');

  // Kiosks: device accounts at doors, with sessions and tokens of their own.
  await run(`create table kiosk (person_id text primary key references person (id), place_id text references place (id),
    created_at ${type.ms} not null, created_by text references person (id))`);
  await run(`create table kiosk_pairing_code (kiosk_id text primary key references kiosk (person_id), code_hash text not null unique,
    created_at ${type.ms} not null, expires_at ${type.ms} not null, used_at ${type.ms})`);
  await run(`create table kiosk_session (id text primary key, kiosk_id text not null references kiosk (person_id),
    csrf_token text not null, created_at ${type.ms} not null, last_seen_at ${type.ms} not null, idle_expires_at ${type.ms} not null,
    expires_at ${type.ms} not null, revoked_at ${type.ms}, user_agent text, network text)`);
  await run('create unique index kiosk_session_one on kiosk_session (kiosk_id) where revoked_at is null');
  await run(`create table kiosk_token (token_hash text primary key, session_id text not null references kiosk_session (id),
    generation integer not null, made_at ${type.ms} not null, used_at ${type.ms}, good_until ${type.ms})`);
  await run('create index kiosk_token_session on kiosk_token (session_id)');

  // Self-registration: who asked, until an administrator decided and what is kept about it is erased.
  await run(`create table registration (id text primary key, email text, name text, usn text, password_hash text,
    token_hash text unique, state text not null check (state in ('unverified','waiting','approved','refused')),
    asked_at ${type.ms} not null, link_expires_at ${type.ms}, verified_at ${type.ms}, person_id text unique references person (id),
    decided_at ${type.ms}, decided_by text references person (id), reason text, erase_at ${type.ms},
    check (state = 'unverified' or person_id is not null))`);
  await run('create index registration_state on registration (state, verified_at)');
};
