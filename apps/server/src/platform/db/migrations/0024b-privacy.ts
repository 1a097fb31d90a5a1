import { type Kysely, sql } from 'kysely';
import type { Columns } from './columns.ts';

/** What was erased and must stay erased. */
export const up = async (db: Kysely<unknown>, type: Columns): Promise<void> => {
  const run = (statement: string) => sql.raw(statement).execute(db);

  await run(`alter table person add column erased_at ${type.ms}`);
  await run('create index domain_event_by_person on domain_event (person_id) where person_id is not null');
  await run('create index mark_by_student_recorded on mark (student_id, recorded_at)');
  // No reference: it must be possible to write into a database that does not know the person any more, or not yet.
  await run(`create table erasure (id text primary key, kind text not null check (kind in ('template','consent','person')),
    person_id text not null, at ${type.ms} not null, certificate text, check ((kind = 'person') or certificate is null))`);
  await run('create index erasure_by_person on erasure (person_id)');
  await run('create index erasure_by_time on erasure (at)');
  await run('create index enrol_again_by_asker on enrol_again (asked_by)');
};
