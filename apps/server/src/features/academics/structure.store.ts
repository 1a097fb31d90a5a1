import type { Course, Department, Term } from '@smart-presence/contract';
import { sql } from 'kysely';
import { type Db, isForeignKeyViolation, isUniqueViolation, likeAnyCase, newId } from '../../platform/db/index.ts';
import { fail } from '../../platform/http/index.ts';
import { dayIn } from './calendar.ts';
import { toPlace } from './places.store.ts';

/** Codes are compared without case and inner spaces: `cs 101` is `CS101`. */
export const codeKey = (code: string): string => code.toUpperCase().replace(/\s+/g, '');

const codeTaken = (error: unknown): never => {
  if (isUniqueViolation(error)) fail('code_taken');
  throw error;
};
const badReference = (error: unknown): never => {
  if (isForeignKeyViolation(error))
    fail('invalid_request', { details: [{ path: 'body', message: 'names something that does not exist' }] });
  return codeTaken(error);
};

export const listDepartments = async (db: Db, id?: string): Promise<Department[]> => {
  let query = db
    .selectFrom('department')
    .leftJoin('place', 'place.id', 'department.placeId')
    .select([
      'department.id',
      'department.name',
      'department.code',
      'place.id as placeId',
      'place.name as placeName',
      'place.latitude',
      'place.longitude',
      'place.radius',
      'place.networks',
    ])
    .select((eb) => [
      eb
        .selectFrom('studentProfile')
        .select(eb.fn.countAll<number>().as('n'))
        .whereRef('studentProfile.departmentId', '=', 'department.id')
        .as('students'),
      eb
        .selectFrom('course')
        .select(eb.fn.countAll<number>().as('n'))
        .whereRef('course.departmentId', '=', 'department.id')
        .as('courses'),
    ])
    .orderBy('department.name');
  if (id !== undefined) query = query.where('department.id', '=', id);
  const rows = await query.execute();
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    code: row.code,
    place: row.placeId === null ? null : toPlace({ ...row, id: row.placeId, name: row.placeName } as never),
    students: Number(row.students),
    courses: Number(row.courses),
  }));
};

/** The department of this code or name, compared without case; a code also without inner spaces. */
export const findDepartment = async (
  db: Db,
  { by, value }: { by: 'code' | 'name'; value: string },
): Promise<string | null> => {
  // Compared here: SQLite knows the case of ASCII alone, and departments are few.
  const all = await db.selectFrom('department').select(['id', 'name', 'codeKey']).orderBy('id').execute();
  const name = value.trim().toLowerCase();
  const found = all.find((one) => (by === 'code' ? one.codeKey === codeKey(value) : one.name.toLowerCase() === name));
  return found?.id ?? null;
};

export interface DepartmentFields {
  name: string;
  code: string;
  placeId: string | null;
}

export const saveDepartment = async (db: Db, fields: DepartmentFields, id?: string): Promise<Department> => {
  const values = { ...fields, codeKey: codeKey(fields.code) };
  const key = id ?? newId();
  const saved = id
    ? await db
        .updateTable('department')
        .set(values)
        .where('id', '=', id)
        .returning('id')
        .executeTakeFirst()
        .catch(badReference)
    : await db
        .insertInto('department')
        .values({ id: key, ...values })
        .returning('id')
        .executeTakeFirst()
        .catch(badReference);
  if (!saved) fail('not_found');
  const [department] = await listDepartments(db, key);
  return department ?? fail('not_found');
};

/** @throws AppError `in_use` in numbers when students or courses still belong to it. */
export const deleteDepartment = async (db: Db, id: string): Promise<void> => {
  const [department] = await listDepartments(db, id);
  if (!department) return fail('not_found');
  const users = [
    { path: 'students', message: `${department.students} students belong to it` },
    { path: 'courses', message: `${department.courses} courses belong to it` },
  ].filter(({ path }) => department[path as 'students' | 'courses'] > 0);
  if (users.length > 0) fail('in_use', { details: users });
  await db.deleteFrom('department').where('id', '=', id).execute();
};

export interface TermFields {
  name: string;
  start: string;
  end: string;
}

/** The term that contains today in the institution's zone, archived ones apart, else the newest that has begun, else the first to come. */
export const currentTermId = async (db: Db, now: number): Promise<string | undefined> => {
  const today = dayIn(await timeZone(db), now);
  const terms = await db
    .selectFrom('term')
    .select(['id', 'startDay', 'endDay'])
    .where('archivedAt', 'is', null)
    .orderBy('startDay', 'desc')
    .execute();
  const containing = terms.find((term) => term.startDay <= today && today <= term.endDay);
  const begun = terms.find((term) => term.startDay <= today);
  return (containing ?? begun ?? terms.at(-1))?.id;
};

/** The institution's zone; UTC before set-up. */
export const timeZone = async (db: Db): Promise<string> => {
  const row = await db.selectFrom('institution').select('timeZone').executeTakeFirst();
  return row?.timeZone ?? 'UTC';
};

/** Terms of the lists and pickers: those that are not archived, the latest first. */
export const listTerms = async (db: Db, now: number): Promise<Term[]> =>
  (await everyTerm(db, now)).filter(({ archivedAt }) => archivedAt === null);

export const listArchivedTerms = async (db: Db, now: number): Promise<Term[]> =>
  (await everyTerm(db, now)).filter(({ archivedAt }) => archivedAt !== null);

/** All terms, archived ones included, the latest first. */
export const everyTerm = async (db: Db, now: number): Promise<Term[]> => {
  const current = await currentTermId(db, now);
  const rows = await db.selectFrom('term').selectAll().orderBy('startDay', 'desc').execute();
  return rows.map(({ id, name, startDay, endDay, archivedAt }) => ({
    id,
    name,
    start: startDay,
    end: endDay,
    isCurrent: id === current,
    archivedAt,
  }));
};

export const saveTerm = async (
  db: Db,
  { fields, id, now }: { fields: TermFields; id?: string; now: number },
): Promise<Term> => {
  const values = { name: fields.name, startDay: fields.start, endDay: fields.end };
  const key = id ?? newId();
  const saved = id
    ? await db.updateTable('term').set(values).where('id', '=', id).returning('id').executeTakeFirst()
    : await db
        .insertInto('term')
        .values({ id: key, ...values })
        .returning('id')
        .executeTakeFirst();
  if (!saved) fail('not_found');
  const terms = await listTerms(db, now);
  return terms.find((term) => term.id === key) ?? fail('not_found');
};

export interface CourseFilter {
  id?: string;
  search?: string;
  departmentId?: string | undefined;
}

export const listCourses = async (db: Db, filter: CourseFilter): Promise<Course[]> => {
  let query = db
    .selectFrom('course')
    .innerJoin('department', 'department.id', 'course.departmentId')
    .select([
      'course.id',
      'course.code',
      'course.name',
      'course.prescribedHours',
      'department.id as departmentId',
      'department.code as departmentCode',
      'department.name as departmentName',
    ])
    .select((eb) =>
      eb
        .selectFrom('section')
        .select(eb.fn.countAll<number>().as('n'))
        .whereRef('section.courseId', '=', 'course.id')
        .as('sections'),
    )
    .orderBy('course.code');
  const { id, search, departmentId } = filter;
  if (id !== undefined) query = query.where('course.id', '=', id);
  if (departmentId !== undefined) query = query.where('course.departmentId', '=', departmentId);
  if (search)
    query = query.where((eb) =>
      eb.or([likeAnyCase(sql.ref('course.code'), search), likeAnyCase(sql.ref('course.name'), search)]),
    );
  const rows = await query.execute();
  return rows.map((row) => ({
    id: row.id,
    code: row.code,
    name: row.name,
    department: { id: row.departmentId, code: row.departmentCode, name: row.departmentName },
    prescribedHours: row.prescribedHours,
    sections: Number(row.sections),
  }));
};

export interface CourseFields {
  code: string;
  name: string;
  departmentId: string;
  prescribedHours: number | null;
}

/** Inserts or changes the course row alone. @returns its id. */
export const saveCourseRow = async (db: Db, fields: CourseFields, id?: string): Promise<string> => {
  const values = { ...fields, codeKey: codeKey(fields.code) };
  const saved = id
    ? await db
        .updateTable('course')
        .set(values)
        .where('id', '=', id)
        .returning('id')
        .executeTakeFirst()
        .catch(badReference)
    : await db
        .insertInto('course')
        .values({ id: newId(), ...values })
        .returning('id')
        .executeTakeFirst()
        .catch(badReference);
  return saved?.id ?? fail('not_found');
};
