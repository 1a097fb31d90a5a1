import { type Db, newId } from '../../platform/db/index.ts';

interface NewTestPerson {
  role: 'admin' | 'faculty' | 'student';
  name: string;
  usn?: string;
}

/** Inserts a person directly, for tests that are not about accounts. */
export const addTestPerson = async (db: Db, { role, name, usn }: NewTestPerson): Promise<string> => {
  const id = newId();
  await db
    .insertInto('person')
    .values({
      id,
      name,
      email: `${id}@example.edu`,
      role,
      passwordHash: null,
      createdAt: 1,
      updatedAt: 1,
      lastSignInAt: null,
    })
    .execute();
  if (role === 'student') {
    await db
      .insertInto('studentProfile')
      .values({
        personId: id,
        usn: usn ?? null,
        usnKey: usn ?? null,
        departmentId: null,
        year: null,
        semester: null,
        sectionLabel: null,
        guardianEmail: null,
      })
      .execute();
  }
  return id;
};
