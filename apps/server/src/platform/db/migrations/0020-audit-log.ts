import { type Kysely, sql } from 'kysely';
import type { Columns } from './columns.ts';

/** The audit log: a chain that only grows, what its commitments commit to, and signed statements of how far it went. */
export const up = async (db: Kysely<unknown>, type: Columns): Promise<void> => {
  const run = (statement: string) => sql.raw(statement).execute(db);

  await run(`create table audit_entry (seq ${type.ms} primary key check (seq > 0), at ${type.ms} not null,
    action text not null, actor text not null, details text not null, hash text not null)`);
  await run('create index audit_entry_by_action on audit_entry (action, seq)');
  await run('create index audit_entry_by_time on audit_entry (at, seq)');

  await run(`create table audit_detail (seq ${type.ms} primary key, actor_id text, actor_salt text, subject_kind text,
    subject_id text, person_id text, data text, salt text)`);
  await run('create index audit_detail_by_actor on audit_detail (actor_id, seq) where actor_id is not null');
  await run('create index audit_detail_by_person on audit_detail (person_id, seq) where person_id is not null');
  await run('create index audit_detail_by_subject on audit_detail (subject_id, seq) where subject_id is not null');

  await run(`create table audit_checkpoint (kind text not null check (kind in ('checkpoint','pruned')), seq ${type.ms} not null,
    at ${type.ms} not null, hash text not null, key_id text not null, signature text not null, primary key (kind, seq))`);

  for (const statement of type.serial.startsWith('integer') ? sqliteGuards : postgresGuards) await run(statement);
};

const WORDS = 'the audit log only grows';

/** Up to here a signed pruning covers what is removed; 0 when nothing was ever pruned. */
const PRUNED = "(select coalesce(max(seq), 0) from audit_checkpoint where kind = 'pruned')";

/** Details are emptied, or stay as they are. */
const kept = (same: string) =>
  ['actor_id', 'actor_salt', 'subject_kind', 'subject_id', 'person_id', 'data', 'salt']
    .map((column) => `(new.${column} is null or new.${column} ${same} old.${column})`)
    .join(' and ');

const sqliteGuards = [
  ...['audit_entry', 'audit_checkpoint'].map(
    (table) => `create trigger ${table}_stays before update on ${table} begin select raise(abort, '${WORDS}'); end`,
  ),
  `create trigger audit_detail_stays before update on audit_detail when not (new.seq = old.seq and ${kept('is')})
    begin select raise(abort, '${WORDS}'); end`,
  ...['audit_entry', 'audit_detail'].map(
    (table) => `create trigger ${table}_remains before delete on ${table} when old.seq > ${PRUNED}
    begin select raise(abort, '${WORDS}'); end`,
  ),
  `create trigger audit_checkpoint_remains before delete on audit_checkpoint when old.seq >= ${PRUNED}
    begin select raise(abort, '${WORDS}'); end`,
];

const postgresGuards = [
  `create function audit_log_refuses() returns trigger language plpgsql as $$
    begin raise exception '${WORDS}'; end $$`,
  ...['audit_entry', 'audit_checkpoint'].map(
    (table) =>
      `create trigger ${table}_stays before update on ${table} for each row execute function audit_log_refuses()`,
  ),
  `create trigger audit_detail_stays before update on audit_detail for each row
    when (not (new.seq = old.seq and ${kept('is not distinct from')})) execute function audit_log_refuses()`,
  `create function audit_log_removes() returns trigger language plpgsql as $$
    begin if old.seq > ${PRUNED} then raise exception '${WORDS}'; end if; return old; end $$`,
  `create function audit_checkpoint_removes() returns trigger language plpgsql as $$
    begin if old.seq >= ${PRUNED} then raise exception '${WORDS}'; end if; return old; end $$`,
  ...['audit_entry', 'audit_detail'].map(
    (table) =>
      `create trigger ${table}_remains before delete on ${table} for each row execute function audit_log_removes()`,
  ),
  `create trigger audit_checkpoint_remains before delete on audit_checkpoint
    for each row execute function audit_checkpoint_removes()`,
  ...['audit_entry', 'audit_detail', 'audit_checkpoint'].map(
    (table) => `create trigger ${table}_is_not_emptied before truncate on ${table}
    for each statement execute function audit_log_refuses()`,
  ),
];
