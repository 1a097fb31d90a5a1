import { type Kysely, sql } from 'kysely';

/** Whoever is removed is looked for among those who replied. */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql.raw('create index feedback_referring_replied_by on feedback (replied_by)').execute(db);
};
