import type { Person, Role, StudentProfile, StudentRef } from '@smart-presence/contract';
import { sql } from 'kysely';
import type { Db } from '../../platform/db/index.ts';

/** Ids per query: below what either database takes as parameters. */
const CHUNK = 5000;

const personColumns = [
  'p.id',
  'p.name',
  'p.email',
  'p.role',
  'p.isDisabled',
  'p.passwordHash',
  'p.createdAt',
  'p.lastSignInAt',
  's.usn',
  's.departmentId',
  's.year',
  's.semester',
  's.sectionLabel',
  's.guardianEmail',
  's.isUnder18',
] as const;

/** People with their student profile, without kiosks, which are devices; add a scope before reading. */
export const selectPeople = (db: Db) =>
  db
    .selectFrom('person as p')
    .leftJoin('studentProfile as s', 's.personId', 'p.id')
    .where('p.role', '!=', 'kiosk')
    .where('p.erasedAt', 'is', null);

export const withPersonColumns = (query: ReturnType<typeof selectPeople>) =>
  query.select(personColumns).select(hasSecondFactor().as('isSecured'));

/** Whether the person `p` has a passkey or a confirmed authenticator. */
export const hasSecondFactor = () =>
  sql<boolean>`(exists (select 1 from passkey f where f.person_id = p.id)
    or exists (select 1 from authenticator f where f.person_id = p.id and f.confirmed_at is not null))`;

type PersonRow = Awaited<ReturnType<ReturnType<typeof withPersonColumns>['executeTakeFirstOrThrow']>>;

/** A row as the API shows it: no hash leaves, and only students have a profile. */
export const toPerson = (row: PersonRow): Person => ({
  id: row.id,
  name: row.name,
  email: row.email,
  role: row.role,
  isDisabled: row.isDisabled,
  hasPassword: row.passwordHash !== null,
  hasSecondFactor: row.isSecured,
  createdAt: row.createdAt,
  lastSignInAt: row.lastSignInAt,
  profile: row.role === 'student' ? toProfile(row) : null,
});

const toProfile = (row: PersonRow): StudentProfile => ({
  usn: row.usn,
  departmentId: row.departmentId,
  year: row.year,
  semester: row.semester,
  sectionLabel: row.sectionLabel,
  guardianEmail: row.guardianEmail,
  isUnder18: row.isUnder18 ?? false,
});

export const findPerson = async (db: Db, id: string): Promise<Person | undefined> => {
  const row = await withPersonColumns(selectPeople(db)).where('p.id', '=', id).executeTakeFirst();
  return row && toPerson(row);
};

export interface Credentials {
  id: string;
  name: string;
  email: string | null;
  role: Role;
  passwordHash: string | null;
  isDisabled: boolean;
}

const credentialColumns = ['id', 'name', 'email', 'role', 'passwordHash', 'isDisabled'] as const;

/** Of people alone: a kiosk signs in nowhere, whatever its row should say. */
const credentials = (db: Db) => db.selectFrom('person').select(credentialColumns).where('role', '!=', 'kiosk');

export const credentialsByEmail = (db: Db, email: string): Promise<Credentials | undefined> =>
  credentials(db).where('email', '=', email).executeTakeFirst();

export const credentialsById = (db: Db, id: string): Promise<Credentials | undefined> =>
  credentials(db).where('id', '=', id).executeTakeFirst();

/**
 * Gives a person a new password; one that was asked for is settled by it.
 * @param hash a PHC string of `hashPassword`; computed before the transaction, which must not wait for it.
 * @param isShort see `ChosenPassword`.
 */
export const setPasswordHash = async (
  db: Db,
  props: { personId: string; hash: string; isShort?: boolean; now: number },
): Promise<void> => {
  const { personId, hash, isShort = false, now } = props;
  await db
    .updateTable('person')
    .set({ passwordHash: hash, isPasswordShort: isShort, isPasswordChangeDue: false, updatedAt: now })
    .where('id', '=', personId)
    .execute();
};

/** The same password with today's settings. */
export const strengthenPasswordHash = async (
  db: Db,
  { personId, hash, now }: { personId: string; hash: string; now: number },
): Promise<void> => {
  await db.updateTable('person').set({ passwordHash: hash, updatedAt: now }).where('id', '=', personId).execute();
};

export const noteSignIn = async (db: Db, personId: string, now: number): Promise<void> => {
  await db.updateTable('person').set({ lastSignInAt: now }).where('id', '=', personId).execute();
};

export const isAnyoneThere = async (db: Db): Promise<boolean> =>
  (await db.selectFrom('person').select('id').limit(1).executeTakeFirst()) !== undefined;

/** Names of people, however many; unknown ids are left out. */
export const personRefs = async (
  db: Db,
  ids: readonly string[],
): Promise<Map<string, { id: string; name: string }>> => {
  const found = await inChunks(ids, (chunk) =>
    db.selectFrom('person').select(['id', 'name']).where('id', 'in', chunk).execute(),
  );
  return new Map(found.map((row) => [row.id, row]));
};

/** Names and USNs of students, however many; ids of others and unknown ids are left out. */
export const studentRefs = async (db: Db, ids: readonly string[]): Promise<Map<string, StudentRef>> => {
  const found = await inChunks(ids, (chunk) =>
    selectPeople(db)
      .select(['p.id', 'p.name', 's.usn'])
      .where('p.role', '=', 'student')
      .where('p.id', 'in', chunk)
      .execute(),
  );
  return new Map(found.map((row) => [row.id, row]));
};

const inChunks = async <T>(ids: readonly string[], read: (chunk: string[]) => Promise<T[]>): Promise<T[]> => {
  const unique = [...new Set(ids)];
  const found: T[] = [];
  for (let at = 0; at < unique.length; at += CHUNK) found.push(...(await read(unique.slice(at, at + CHUNK))));
  return found;
};

/** Whether a guardian has to consent too. False for people without a student profile. */
export const isUnder18 = async (db: Db, personId: string): Promise<boolean> => {
  const row = await db
    .selectFrom('studentProfile')
    .select('isUnder18')
    .where('personId', '=', personId)
    .executeTakeFirst();
  return row?.isUnder18 ?? false;
};
