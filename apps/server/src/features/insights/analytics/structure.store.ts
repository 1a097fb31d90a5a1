import type { Db } from '../../../platform/db/index.ts';
import type { PlacedSection } from './analyse.ts';

export interface TermRow {
  id: string;
  name: string;
  startDay: string;
  endDay: string;
}

export const termById = (db: Db, id: string): Promise<TermRow | undefined> =>
  db.selectFrom('term').select(['id', 'name', 'startDay', 'endDay']).where('id', '=', id).executeTakeFirst();

/** The term that ended last before this one began; archived ones, too. */
export const termBefore = (db: Db, { startDay }: TermRow): Promise<TermRow | undefined> =>
  db
    .selectFrom('term')
    .select(['id', 'name', 'startDay', 'endDay'])
    .where('endDay', '<', startDay)
    .orderBy('endDay', 'desc')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();

export interface Within {
  departmentId?: string | undefined;
  courseId?: string | undefined;
}

/** Sections of some terms by term, and where they belong now. */
export const placedSections = async (
  db: Db,
  { termIds, departmentId, courseId }: Within & { termIds: readonly string[] },
): Promise<Map<string, Map<string, PlacedSection>>> => {
  let query = db
    .selectFrom('section')
    .innerJoin('course', 'course.id', 'section.courseId')
    .innerJoin('department', 'department.id', 'course.departmentId')
    .select([
      'section.id',
      'section.termId',
      'section.name',
      'course.id as courseId',
      'course.code',
      'course.name as courseName',
    ])
    .select(['department.id as departmentId', 'department.code as departmentCode', 'department.name as departmentName'])
    .where('section.termId', 'in', termIds);
  if (departmentId !== undefined) query = query.where('course.departmentId', '=', departmentId);
  if (courseId !== undefined) query = query.where('course.id', '=', courseId);
  const terms = new Map(termIds.map((id) => [id, new Map<string, PlacedSection>()]));
  for (const row of await query.execute())
    terms.get(row.termId)?.set(row.id, {
      id: row.id,
      name: row.name,
      course: { id: row.courseId, code: row.code, name: row.courseName },
      department: { id: row.departmentId, code: row.departmentCode, name: row.departmentName },
    });
  return terms;
};

/** Whether what a filter names is there. */
export const isThere = async (db: Db, table: 'department' | 'course', id: string): Promise<boolean> =>
  (await db.selectFrom(table).select('id').where('id', '=', id).executeTakeFirst()) !== undefined;
