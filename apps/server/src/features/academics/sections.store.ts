import type { Place, Section, SectionFilter as SectionsMeant, StudentRef } from '@smart-presence/contract';
import type { ExpressionBuilder, SelectQueryBuilder } from 'kysely';
import { sql } from 'kysely';
import type { z } from 'zod';
import { type Db, likeAnyCase, type Schema } from '../../platform/db/index.ts';
import { toPlace } from './places.store.ts';

/** Who asks; decides which sections exist for them. */
export interface SectionViewer {
  personId: string;
  role: string;
}

export interface SectionFilter {
  id?: string | undefined;
  termId?: string | undefined;
  courseId?: string | undefined;
  search?: string | undefined;
}

type SectionQuery<O> = SelectQueryBuilder<Schema, 'section', O>;

/** Admins see every section, faculty those they teach, students those they are actively enrolled in. */
const visibleTo = <O>(query: SectionQuery<O>, viewer: SectionViewer): SectionQuery<O> => {
  if (viewer.role === 'admin') return query;
  if (viewer.role === 'faculty') return query.where((eb) => taughtBy(eb, viewer.personId));
  return query.where((eb) => attendedBy(eb, viewer.personId));
};

const taughtBy = (eb: ExpressionBuilder<Schema, 'section'>, personId: string) =>
  eb(
    'section.id',
    'in',
    eb.selectFrom('sectionFaculty').select('sectionFaculty.sectionId').where('sectionFaculty.personId', '=', personId),
  );

const attendedBy = (eb: ExpressionBuilder<Schema, 'section'>, personId: string) =>
  eb(
    'section.id',
    'in',
    eb
      .selectFrom('enrolment')
      .select('enrolment.sectionId')
      .where('enrolment.studentId', '=', personId)
      .where('enrolment.droppedAt', 'is', null),
  );

/** Sections the viewer may see, newest term first; two queries whatever the number. */
export const sectionsOf = async (db: Db, viewer: SectionViewer, filter: SectionFilter = {}): Promise<Section[]> => {
  let query = visibleTo(db.selectFrom('section'), viewer)
    .innerJoin('course', 'course.id', 'section.courseId')
    .innerJoin('department', 'department.id', 'course.departmentId')
    .innerJoin('term', 'term.id', 'section.termId')
    .leftJoin('place', 'place.id', 'department.placeId')
    .select([
      'section.id',
      'section.name',
      'course.id as courseId',
      'course.code as courseCode',
      'course.name as courseName',
      'department.id as departmentId',
      'department.code as departmentCode',
      'term.id as termId',
      'term.name as termName',
      'place.id as placeId',
      'place.name as placeName',
      'place.latitude',
      'place.longitude',
      'place.radius',
      'place.networks',
    ])
    .select((eb) =>
      eb
        .selectFrom('enrolment')
        .select(eb.fn.countAll<number>().as('n'))
        .whereRef('enrolment.sectionId', '=', 'section.id')
        .where('enrolment.droppedAt', 'is', null)
        .as('students'),
    )
    .orderBy('term.startDay', 'desc')
    .orderBy('course.code')
    .orderBy('section.name');
  if (filter.id !== undefined) query = query.where('section.id', '=', filter.id);
  if (filter.termId !== undefined) query = query.where('section.termId', '=', filter.termId);
  // Archived terms are for whoever asks for them.
  else if (filter.id === undefined) query = query.where('term.archivedAt', 'is', null);
  if (filter.courseId !== undefined) query = query.where('section.courseId', '=', filter.courseId);
  if (filter.search) {
    const text = filter.search;
    query = query.where((eb) =>
      eb.or([
        likeAnyCase(sql.ref('course.code'), text),
        likeAnyCase(sql.ref('course.name'), text),
        likeAnyCase(sql.ref('section.name'), text),
      ]),
    );
  }
  const rows = await query.execute();
  const faculty = await facultyOf(
    db,
    rows.map((row) => row.id),
  );
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    course: { id: row.courseId, code: row.courseCode, name: row.courseName },
    department: { id: row.departmentId, code: row.departmentCode },
    term: { id: row.termId, name: row.termName },
    place: row.placeId === null ? null : toPlace({ ...row, id: row.placeId, name: row.placeName as string } as never),
    faculty: faculty.get(row.id) ?? [],
    students: Number(row.students ?? 0),
  }));
};

/** Sections that an administrator finds with such a filter, by course and name; two queries. */
export const sectionsMatching = async (
  db: Db,
  filter: z.output<typeof SectionsMeant>,
): Promise<{ id: string; termId: string; label: string }[]> => {
  const { ids, ...rest } = filter;
  const wanted = ids && new Set(ids);
  const found = await sectionsOf(db, { personId: '', role: 'admin' }, rest);
  return found
    .filter(({ id }) => wanted?.has(id) ?? true)
    .map(({ id, term, course, name }) => ({ id, termId: term.id, label: `${course.code} ${name}` }));
};

/** More ids than this in one `in (…)` are asked for all at once instead. */
const MANY = 400;

const facultyOf = async (
  db: Db,
  sectionIds: readonly string[],
): Promise<Map<string, { id: string; name: string }[]>> => {
  const bySection = new Map<string, { id: string; name: string }[]>();
  if (sectionIds.length === 0) return bySection;
  const rows = await db
    .selectFrom('sectionFaculty')
    .innerJoin('person', 'person.id', 'sectionFaculty.personId')
    .select(['sectionFaculty.sectionId', 'person.id', 'person.name'])
    .$if(sectionIds.length <= MANY, (query) => query.where('sectionFaculty.sectionId', 'in', sectionIds))
    .orderBy('person.name')
    .execute();
  for (const { sectionId, id, name } of rows)
    bySection.set(sectionId, [...(bySection.get(sectionId) ?? []), { id, name }]);
  return bySection;
};

export const findSection = async (db: Db, viewer: SectionViewer, id: string): Promise<Section | undefined> => {
  const [section] = await sectionsOf(db, viewer, { id });
  return section;
};

/** Ids of the sections the viewer may see; for scoping streams and lists. */
export const sectionIdsOf = async (db: Db, viewer: SectionViewer): Promise<string[]> => {
  const rows = await visibleTo(db.selectFrom('section'), viewer).select('section.id').execute();
  return rows.map((row) => row.id);
};

export const maySeeSection = async (db: Db, viewer: SectionViewer, sectionId: string): Promise<boolean> => {
  const row = await visibleTo(db.selectFrom('section'), viewer)
    .select('section.id')
    .where('section.id', '=', sectionId)
    .executeTakeFirst();
  return row !== undefined;
};

export const teaches = async (
  db: Db,
  { sectionId, personId }: { sectionId: string; personId: string },
): Promise<boolean> => {
  const row = await db
    .selectFrom('sectionFaculty')
    .select('sectionId')
    .where('sectionId', '=', sectionId)
    .where('personId', '=', personId)
    .executeTakeFirst();
  return row !== undefined;
};

/** Ids of the students whom this teacher teaches now, as part of another query. */
export const studentsTaughtBy = (db: Db, facultyId: string) =>
  db
    .selectFrom('sectionFaculty')
    .innerJoin('enrolment', 'enrolment.sectionId', 'sectionFaculty.sectionId')
    .select('enrolment.studentId')
    .where('sectionFaculty.personId', '=', facultyId)
    .where('enrolment.droppedAt', 'is', null);

/** Whether the student is actively enrolled in any section this person teaches. */
export const teachesStudent = async (
  db: Db,
  { facultyId, studentId }: { facultyId: string; studentId: string },
): Promise<boolean> => {
  const row = await db
    .selectFrom('sectionFaculty')
    .innerJoin('enrolment', 'enrolment.sectionId', 'sectionFaculty.sectionId')
    .select('enrolment.id')
    .where('sectionFaculty.personId', '=', facultyId)
    .where('enrolment.studentId', '=', studentId)
    .where('enrolment.droppedAt', 'is', null)
    .executeTakeFirst();
  return row !== undefined;
};

export const isActivelyEnrolled = async (
  db: Db,
  { sectionId, studentId }: { sectionId: string; studentId: string },
): Promise<boolean> => {
  const row = await db
    .selectFrom('enrolment')
    .innerJoin('person', 'person.id', 'enrolment.studentId')
    .select('enrolment.id')
    .where('enrolment.sectionId', '=', sectionId)
    .where('enrolment.studentId', '=', studentId)
    .where('enrolment.droppedAt', 'is', null)
    .where('person.isDisabled', '=', false)
    .executeTakeFirst();
  return row !== undefined;
};

const rosterRows = (db: Db, sectionId: string) =>
  db
    .selectFrom('enrolment')
    .innerJoin('person', 'person.id', 'enrolment.studentId')
    .leftJoin('studentProfile', 'studentProfile.personId', 'person.id')
    .select(['person.id', 'person.name', 'studentProfile.usn'])
    .where('enrolment.sectionId', '=', sectionId)
    .where('person.isDisabled', '=', false)
    .orderBy(sql`case when student_profile.usn_key is null then 1 else 0 end`)
    .orderBy('studentProfile.usnKey')
    .orderBy('person.name');

/** The roster: actively enrolled students who are not disabled, by USN, then name. */
export const activeStudents = (db: Db, sectionId: string): Promise<StudentRef[]> =>
  rosterRows(db, sectionId).where('enrolment.droppedAt', 'is', null).execute();

/** The roster as it was at an instant, whoever joined or left since. */
export const studentsAt = (db: Db, { sectionId, at }: { sectionId: string; at: number }): Promise<StudentRef[]> =>
  rosterRows(db, sectionId)
    .where('enrolment.enrolledAt', '<=', at)
    .where((eb) => eb.or([eb('enrolment.droppedAt', 'is', null), eb('enrolment.droppedAt', '>', at)]))
    .execute();

/** Where the sections of a department meet; null when the department has no place. */
export const sectionPlace = async (db: Db, sectionId: string): Promise<Place | null> => {
  const row = await db
    .selectFrom('section')
    .innerJoin('course', 'course.id', 'section.courseId')
    .innerJoin('department', 'department.id', 'course.departmentId')
    .innerJoin('place', 'place.id', 'department.placeId')
    .selectAll('place')
    .where('section.id', '=', sectionId)
    .executeTakeFirst();
  return row ? toPlace(row) : null;
};
