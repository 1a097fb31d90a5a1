import type { Db } from '../../../../platform/db/index.ts';
import type { ObjectStore } from '../plan.ts';

export interface SectionObject {
  courseId: string;
  termId: string;
  name: string;
  isSelfOpening: boolean;
  /** Ids of who teaches it, sorted. */
  facultyIds: string[];
}

/** All sections, or these. */
export const sectionsById = async (db: Db, ids?: readonly string[]): Promise<Map<string, SectionObject>> => {
  const rows = await db
    .selectFrom('section')
    .select(['id', 'courseId', 'termId', 'name', 'isSelfOpening'])
    .$if(ids !== undefined, (query) => query.where('id', 'in', ids as string[]))
    .execute();
  const faculty = await db
    .selectFrom('sectionFaculty')
    .selectAll()
    .$if(ids !== undefined, (query) => query.where('sectionId', 'in', ids as string[]))
    .orderBy('personId')
    .execute();
  const sections = new Map<string, SectionObject>(rows.map(({ id, ...row }) => [id, { ...row, facultyIds: [] }]));
  for (const { sectionId, personId } of faculty) sections.get(sectionId)?.facultyIds.push(personId);
  return sections;
};

/** Terms of what belongs to a section. */
export const termsThroughSections =
  (table: 'enrolment' | 'timetableSlot'): NonNullable<ObjectStore['termsOf']> =>
  async (trx, ids) => {
    const rows = await trx
      .selectFrom(`${table as 'enrolment'} as one`)
      .innerJoin('section', 'section.id', 'one.sectionId')
      .select(['one.id', 'section.termId'])
      .where('one.id', 'in', ids)
      .execute();
    return new Map(rows.map(({ id, termId }) => [id, termId]));
  };

export const sectionObjects: ObjectStore = {
  table: 'section',
  // All but the first go by themselves: what the clock notes about any section is no use of it.
  parts: ['section_faculty.section_id', 'timetable_revision.section_id', 'standing_section.section_id'],
  read: sectionsById,
  write: async (trx, objects) => {
    const sections = objects as { id: string; fields: SectionObject }[];
    await trx
      .insertInto('section')
      .values(sections.map(({ id, fields: { facultyIds: _, ...row } }) => ({ id, ...row })))
      .onConflict((conflict) =>
        conflict.column('id').doUpdateSet(({ ref }) => ({
          name: ref('excluded.name'),
          isSelfOpening: ref('excluded.isSelfOpening'),
        })),
      )
      .execute();
    const ids = sections.map(({ id }) => id);
    await trx.deleteFrom('sectionFaculty').where('sectionId', 'in', ids).execute();
    const faculty = sections.flatMap(({ id, fields }) =>
      fields.facultyIds.map((personId) => ({ sectionId: id, personId })),
    );
    if (faculty.length > 0) await trx.insertInto('sectionFaculty').values(faculty).execute();
  },
  termsOf: async (trx, ids) => {
    const rows = await trx.selectFrom('section').select(['id', 'termId']).where('id', 'in', ids).execute();
    return new Map(rows.map(({ id, termId }) => [id, termId]));
  },
  remove: async (trx, ids) => {
    await trx.deleteFrom('sectionFaculty').where('sectionId', 'in', ids).execute();
    await trx.deleteFrom('section').where('id', 'in', ids).execute();
  },
};
