import type { Person, PersonRole, StudentProfile } from '@smart-presence/contract';
import { type Db, isForeignKeyViolation, isUniqueViolation, newId } from '../../platform/db/index.ts';
import { fail } from '../../platform/http/index.ts';

export interface PersonInput {
  name: string;
  /** Lower case. */
  email?: string | null;
  role: PersonRole;
  /** Students only; ignored for others. */
  profile?: Partial<StudentProfile> | undefined;
}

/** A USN as it is compared: typed with or without spaces, in any case, it is the same one. */
export const usnKey = (usn: string): string => usn.toUpperCase().replace(/\s+/g, '');

/**
 * Adds a person, who cannot sign in before setting a password with an invitation. Two statements at most, so a file of
 * thousands fits one transaction.
 * @throws AppError `email_taken`, `usn_taken`, `invalid_request` for a department that does not exist.
 */
export const createPerson = async (trx: Db, input: PersonInput, now: number): Promise<Person> => {
  const { name, email = null, role } = input;
  const id = newId(now);
  await orTaken('email_taken', () =>
    trx
      .insertInto('person')
      .values({ id, name, email, role, passwordHash: null, createdAt: now, updatedAt: now, lastSignInAt: null })
      .execute(),
  );
  const profile = role === 'student' ? { ...emptyProfile, ...withoutUndefined(input.profile) } : null;
  if (profile) await insertProfile(trx, id, profile);
  const fresh = { isDisabled: false, hasPassword: false, hasSecondFactor: false, lastSignInAt: null };
  return { id, name, email, role, ...fresh, createdAt: now, profile };
};

const emptyProfile: StudentProfile = {
  usn: null,
  departmentId: null,
  year: null,
  semester: null,
  sectionLabel: null,
  guardianEmail: null,
  isUnder18: false,
};

const insertProfile = (trx: Db, personId: string, profile: StudentProfile): Promise<unknown> =>
  orTaken('usn_taken', () =>
    trx
      .insertInto('studentProfile')
      .values({ personId, ...profile, usnKey: profile.usn && usnKey(profile.usn) })
      .execute(),
  );

/**
 * Writes a student's profile; what the patch leaves out stays.
 * @throws AppError `usn_taken`, `invalid_request`.
 */
export const saveProfile = async (trx: Db, personId: string, patch: Partial<StudentProfile>): Promise<void> => {
  const given = withoutUndefined(patch);
  const known = await trx
    .selectFrom('studentProfile')
    .select('personId')
    .where('personId', '=', personId)
    .executeTakeFirst();
  if (!known) await insertProfile(trx, personId, { ...emptyProfile, ...given });
  else if (Object.keys(given).length > 0) {
    const key = given.usn === undefined ? {} : { usnKey: given.usn && usnKey(given.usn) };
    await orTaken('usn_taken', () =>
      trx
        .updateTable('studentProfile')
        .set({ ...given, ...key })
        .where('personId', '=', personId)
        .execute(),
    );
  }
};

export const withoutUndefined = <T extends object>(given: T | undefined): Partial<T> =>
  Object.fromEntries(Object.entries(given ?? {}).filter(([, value]) => value !== undefined)) as Partial<T>;

/** Names what the database refused. */
export const orTaken = async <T>(code: 'email_taken' | 'usn_taken', write: () => Promise<T>): Promise<T> => {
  try {
    return await write();
  } catch (error) {
    if (isUniqueViolation(error)) fail(code);
    if (isForeignKeyViolation(error)) {
      fail('invalid_request', { details: [{ path: 'body.profile.departmentId', message: 'is no department' }] });
    }
    throw error;
  }
};
