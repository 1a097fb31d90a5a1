import { type Kysely, sql } from 'kysely';
import type { Columns } from './columns.ts';

/** Mails that wait in the transaction that caused them, and links that reset a password. */
export const up = async (db: Kysely<unknown>, type: Columns): Promise<void> => {
  const run = (statement: string) => sql.raw(statement).execute(db);

  await run(`create table outbox (id text primary key, kind text not null, recipient text not null,
    person_id text references person (id), data ${type.blob}, state text not null check (state in ('pending','sending','sent','dead')),
    created_at ${type.ms} not null, due_at ${type.ms} not null, expires_at ${type.ms} not null,
    attempts integer not null default 0, last_error text, claimed_until ${type.ms}, sent_at ${type.ms},
    check ((state = 'sending') = (claimed_until is not null)), check ((state = 'sent') = (sent_at is not null)),
    check (state <> 'sent' or data is null))`);
  await run("create index outbox_pending on outbox (due_at) where state = 'pending'");
  await run("create index outbox_sending on outbox (claimed_until) where state = 'sending'");
  await run('create index outbox_by_person on outbox (person_id)');
  await run('create index outbox_by_recipient on outbox (recipient)');

  // SQLite cannot change a check: the table is made anew. Nothing refers to it.
  await run(`create table one_time_link_next (id text primary key,
    purpose text not null check (purpose in ('setup','invitation','reset')), token_hash text not null unique,
    person_id text references person (id), created_at ${type.ms} not null, expires_at ${type.ms} not null, used_at ${type.ms})`);
  await run(`insert into one_time_link_next (id, purpose, token_hash, person_id, created_at, expires_at, used_at)
    select id, purpose, token_hash, person_id, created_at, expires_at, used_at from one_time_link`);
  await run('drop table one_time_link');
  await run('alter table one_time_link_next rename to one_time_link');
  await run('create index one_time_link_by_person on one_time_link (person_id)');
};
