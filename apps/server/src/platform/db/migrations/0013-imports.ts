import { type Kysely, sql } from 'kysely';
import type { Columns } from './columns.ts';

/** Work that outlives a request, imports, and what they changed. */
export const up = async (db: Kysely<unknown>, type: Columns): Promise<void> => {
  const run = (statement: string) => sql.raw(statement).execute(db);

  await run(`create table job (id text primary key, kind text not null, subject text not null, input text not null,
    state text not null check (state in ('queued','running','done','failed','undone')),
    done integer not null default 0, total integer not null default 0, result text, failure text,
    actor_id text references person (id), created_at ${type.ms} not null, started_at ${type.ms}, ended_at ${type.ms},
    attempts integer not null default 0, lease_token text, lease_until ${type.ms},
    check ((state = 'running') = (lease_token is not null)), check ((state = 'running') = (lease_until is not null)),
    check ((state = 'failed') = (failure is not null)))`);
  await run("create index job_queued on job (created_at) where state = 'queued'");
  await run("create index job_running on job (lease_until) where state = 'running'");
  await run('create index job_by_actor on job (actor_id)');

  await run(`create table import_run (id text primary key, kind text not null, file_name text not null, file ${type.blob},
    columns text not null, mapping text not null, check_job_id text not null references job (id),
    apply_job_id text references job (id), undo_job_id text references job (id),
    created_by text references person (id), created_at ${type.ms} not null, applied_at ${type.ms}, undone_at ${type.ms},
    check (undone_at is null or applied_at is not null))`);
  await run('create index import_run_applied on import_run (applied_at) where applied_at is not null');
  await run('create index import_run_by_creator on import_run (created_by)');
  await run(`create table import_change (import_id text not null references import_run (id), seq integer not null,
    kind text not null, object_id text not null, file_row integer not null,
    is_new integer not null check (is_new in (0,1)), before text, after_hash text not null, primary key (import_id, seq),
    check ((is_new = 1) = (before is null)))`);

  // Whoever is removed is looked for here: without these, each time in every row.
  await run('create index mark_by_any_student on mark (student_id)');
  await run('create index mark_by_actor on mark (actor_id)');
};
