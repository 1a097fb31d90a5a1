import type { StudentProfile } from '@smart-presence/contract';
import { type Db, pagesById, type Trx } from '../../platform/db/index.ts';
import { usnKey } from './create-person.ts';
import { selectPeople } from './person.store.ts';

/** A person as files carry them; who is no student has no profile. */
export interface PersonFields extends StudentProfile {
  name: string;
  email: string | null;
  role: 'admin' | 'faculty' | 'student';
}

export const noProfile: StudentProfile = {
  usn: null,
  departmentId: null,
  year: null,
  semester: null,
  sectionLabel: null,
  guardianEmail: null,
  isUnder18: false,
};

/** Rows per statement: well under the parameters either database takes. */
const ROWS = 500;

const rows = (db: Db) =>
  selectPeople(db)
    .select(['p.id', 'p.name', 'p.email', 'p.role', 's.usn', 's.departmentId', 's.year', 's.semester'])
    .select(['s.sectionLabel', 's.guardianEmail', 's.isUnder18']);

type Row = Awaited<ReturnType<ReturnType<typeof rows>['execute']>>[number];

const toFields = ({ id: _, name, email, role, isUnder18, ...profile }: Row): PersonFields => ({
  name,
  email,
  role: role as PersonFields['role'],
  ...(role === 'student' ? { ...profile, isUnder18: isUnder18 ?? false } : noProfile),
});

/** These people as they are now. @param ids at most some thousands. */
export const peopleByIds = async (db: Db, ids: readonly string[]): Promise<Map<string, PersonFields>> => {
  if (ids.length === 0) return new Map();
  const found = await rows(db).where('p.id', 'in', ids).execute();
  return new Map(found.map((row) => [row.id, toFields(row)]));
};

/** Everybody, kiosks apart, some hundred at a time. */
export async function* everyPerson(db: Db): AsyncGenerator<[id: string, person: PersonFields]> {
  const page = (after: string, limit: number) =>
    rows(db).where('p.id', '>', after).orderBy('p.id').limit(limit).execute();
  for await (const row of pagesById(page)) yield [row.id, toFields(row)];
}

/**
 * Adds people or changes their fields, many at a time. Roles are never changed: see `changeRole`.
 * @throws what the database throws when an e-mail or USN is somebody else's.
 */
export const writePeople = async (
  trx: Trx,
  people: readonly { id: string; fields: PersonFields }[],
  now: number,
): Promise<void> => {
  for (let from = 0; from < people.length; from += ROWS) {
    const chunk = people.slice(from, from + ROWS);
    await trx
      .insertInto('person')
      .values(
        chunk.map(({ id, fields: { name, email, role } }) => ({
          id,
          name,
          email,
          role,
          passwordHash: null,
          createdAt: now,
          updatedAt: now,
          lastSignInAt: null,
        })),
      )
      .onConflict((conflict) =>
        conflict.column('id').doUpdateSet(({ ref }) => ({
          name: ref('excluded.name'),
          email: ref('excluded.email'),
          updatedAt: ref('excluded.updatedAt'),
        })),
      )
      .execute();
    const students = chunk
      .filter(({ fields }) => fields.role === 'student')
      .map(({ id, fields }) => profileOf(id, fields));
    if (students.length === 0) continue;
    await trx
      .insertInto('studentProfile')
      .values(students)
      .onConflict((conflict) =>
        conflict.column('personId').doUpdateSet(({ ref }) => ({
          usn: ref('excluded.usn'),
          usnKey: ref('excluded.usnKey'),
          departmentId: ref('excluded.departmentId'),
          year: ref('excluded.year'),
          semester: ref('excluded.semester'),
          sectionLabel: ref('excluded.sectionLabel'),
          guardianEmail: ref('excluded.guardianEmail'),
          isUnder18: ref('excluded.isUnder18'),
        })),
      )
      .execute();
  }
};

const profileOf = (personId: string, { name: _, email: __, role: ___, ...profile }: PersonFields) => ({
  personId,
  ...profile,
  usnKey: profile.usn && usnKey(profile.usn),
});

/** Takes people away whom nothing refers to but their profile. @throws what the database throws when something does. */
export const removePeople = async (trx: Trx, ids: readonly string[]): Promise<void> => {
  if (ids.length === 0) return;
  await trx.deleteFrom('studentProfile').where('personId', 'in', ids).execute();
  await trx.deleteFrom('person').where('id', 'in', ids).execute();
};
