import { type Db, isUniqueViolation } from '../../platform/db/index.ts';
import { fail } from '../../platform/http/index.ts';

export interface Institution {
  name: string;
  /** IANA name, such as Asia/Kolkata. */
  timeZone: string;
}

/** @throws AppError `setup_done` when there is an institution already. */
export const createInstitution = async (trx: Db, { name, timeZone }: Institution, now: number): Promise<void> => {
  try {
    await trx.insertInto('institution').values({ id: 1, name, timeZone, createdAt: now }).execute();
  } catch (error) {
    if (isUniqueViolation(error)) fail('setup_done');
    throw error;
  }
};

/** @throws Error before set-up: nobody can be signed in then. */
export const institution = (db: Db): Promise<Institution> =>
  db.selectFrom('institution').select(['name', 'timeZone']).executeTakeFirstOrThrow();
