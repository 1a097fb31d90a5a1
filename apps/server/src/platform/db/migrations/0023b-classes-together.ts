import { type Kysely, sql } from 'kysely';

/** Sections that are taught together: each has a session of its own, and all but the first name the first. */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  const run = (statement: string) => sql.raw(statement).execute(db);

  await run('alter table attendance_session add column lead_id text references attendance_session (id)');
  await run('create index attendance_session_by_lead on attendance_session (lead_id) where lead_id is not null');
  // One class at a time for each teacher, however many sections sit in it.
  await run('drop index one_open_per_teacher');
  await run(
    "create unique index one_open_per_teacher on attendance_session (opened_by) where state = 'open' and lead_id is null",
  );
};
