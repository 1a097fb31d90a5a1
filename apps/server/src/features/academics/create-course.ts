import type { Course } from '@smart-presence/contract';
import { type Db, isUniqueViolation, newId, transact } from '../../platform/db/index.ts';
import { fail } from '../../platform/http/index.ts';
import { type CourseFields, currentTermId, listCourses, saveCourseRow } from './structure.store.ts';
import { assertActiveTerm } from './terms/assert-active.ts';

const FIRST_SECTION = 'A';

/**
 * A course with its one section in the current term, so that a small college never meets sections.
 * @throws AppError `code_taken`; `invalid_request` for an unknown department or teacher.
 */
export const createCourse = (
  db: Db,
  { fields, facultyIds, now }: { fields: CourseFields; facultyIds: readonly string[]; now: number },
): Promise<Course> =>
  transact(db, async (trx) => {
    const courseId = await saveCourseRow(trx, fields);
    const termId = await currentTermId(trx, now);
    if (termId) await createSectionRow(trx, { courseId, termId, name: FIRST_SECTION, facultyIds });
    const [course] = await listCourses(trx, { id: courseId });
    return course ?? fail('not_found');
  });

export interface NewSection {
  courseId: string;
  termId: string;
  name: string;
  facultyIds: readonly string[];
  /** The section whose batch it is; absent: none. */
  batchOfId?: string;
}

/** @returns the id. @throws AppError `conflict` when the course has a section of that name in the term. */
export const createSectionRow = async (
  trx: Db,
  { courseId, termId, name, facultyIds, batchOfId }: NewSection,
): Promise<string> => {
  await assertExists(trx, { courseId, termId });
  await assertActiveTerm(trx, termId);
  const id = newId();
  try {
    await trx
      .insertInto('section')
      .values({ id, courseId, termId, name, batchOfId: batchOfId ?? null })
      .execute();
  } catch (error) {
    if (isUniqueViolation(error))
      fail('code_taken', {
        details: [{ path: 'body.name', message: 'this course has a section of that name in the term' }],
      });
    throw error;
  }
  await setFaculty(trx, { sectionId: id, facultyIds });
  return id;
};

const assertExists = async (trx: Db, { courseId, termId }: { courseId: string; termId: string }): Promise<void> => {
  const course = await trx.selectFrom('course').select('id').where('id', '=', courseId).executeTakeFirst();
  if (!course) fail('invalid_request', { details: [{ path: 'body.courseId', message: 'is not a course' }] });
  const term = await trx.selectFrom('term').select('id').where('id', '=', termId).executeTakeFirst();
  if (!term) fail('invalid_request', { details: [{ path: 'body.termId', message: 'is not a term' }] });
};

/** Replaces who teaches a section. Only faculty and admins who are not disabled can teach. */
export const setFaculty = async (
  trx: Db,
  { sectionId, facultyIds }: { sectionId: string; facultyIds: readonly string[] },
): Promise<void> => {
  const wanted = [...new Set(facultyIds)];
  if (wanted.length > 0) {
    const found = await trx
      .selectFrom('person')
      .select('id')
      .where('id', 'in', wanted)
      .where('role', 'in', ['faculty', 'admin'])
      .where('isDisabled', '=', false)
      .execute();
    if (found.length !== wanted.length)
      fail('invalid_request', { details: [{ path: 'body.facultyIds', message: 'names someone who cannot teach' }] });
  }
  await trx.deleteFrom('sectionFaculty').where('sectionId', '=', sectionId).execute();
  if (wanted.length > 0)
    await trx
      .insertInto('sectionFaculty')
      .values(wanted.map((personId) => ({ sectionId, personId })))
      .execute();
};
