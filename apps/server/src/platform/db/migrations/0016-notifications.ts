import { type Kysely, sql } from 'kysely';
import type { Columns } from './columns.ts';

/** What people are told inside the product, and how they want to be told. Both end with the person they belong to. */
export const up = async (db: Kysely<unknown>, type: Columns): Promise<void> => {
  const run = (statement: string) => sql.raw(statement).execute(db);

  await run(`create table notification (id text primary key, person_id text not null references person (id) on delete cascade,
    kind text not null, cause text not null, data text not null, at ${type.ms} not null, read_at ${type.ms},
    is_shown integer not null check (is_shown in (0,1)), is_mail_due integer not null check (is_mail_due in (0,1)),
    expires_at ${type.ms} not null, unique (person_id, kind, cause))`);
  await run('create index notification_shown on notification (person_id, at) where is_shown = 1');
  await run('create index notification_unread on notification (person_id) where is_shown = 1 and read_at is null');
  await run('create index notification_to_mail on notification (id) where is_mail_due = 1');
  await run('create index notification_expiring on notification (expires_at)');

  await run(`create table notification_choice (person_id text not null references person (id) on delete cascade,
    kind text not null, is_in_app integer not null check (is_in_app in (0,1)),
    is_by_mail integer not null check (is_by_mail in (0,1)),
    primary key (person_id, kind))`);
};
