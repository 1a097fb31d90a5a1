import { type Kysely, sql } from 'kysely';

/** What an open sign-in session has to know once a rule is raised, and the wish to stay signed in on the way to a provider. */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  const run = (statement: string) => sql.raw(statement).execute(db);

  await run(
    'alter table sign_in_session add column has_outside_factor integer not null default 0 check (has_outside_factor in (0,1))',
  );
  await run(
    'alter table single_sign_on_attempt add column remember integer not null default 0 check (remember in (0,1))',
  );
};
