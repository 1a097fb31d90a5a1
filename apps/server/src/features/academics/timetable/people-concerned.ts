import { type Db, inChunks } from '../../../platform/db/index.ts';

/** Who attends or teaches these sections now; disabled students apart. Somebody may be named twice. */
export const peopleOf = async (db: Db, sectionIds: readonly string[]): Promise<string[]> => {
  const students = await inChunks(sectionIds, (ids) =>
    db
      .selectFrom('enrolment')
      .innerJoin('person', 'person.id', 'enrolment.studentId')
      .select('person.id')
      .where('enrolment.sectionId', 'in', ids)
      .where('enrolment.droppedAt', 'is', null)
      .where('person.isDisabled', '=', false)
      .execute(),
  );
  const teachers = await inChunks(sectionIds, (ids) =>
    db.selectFrom('sectionFaculty').select('personId as id').where('sectionId', 'in', ids).execute(),
  );
  return [...students.map(({ id }) => id), ...teachers.map(({ id }) => id)];
};

/** The same, with whoever teaches in single slots of theirs: whom a change of their timetables concerns. */
export const peopleConcerned = async (db: Db, sectionIds: readonly string[]): Promise<string[]> => {
  const teachers = await inChunks(sectionIds, (ids) =>
    db
      .selectFrom('timetableSlot')
      .select('teacherId')
      .distinct()
      .where('sectionId', 'in', ids)
      .where('removedAt', 'is', null)
      .execute(),
  );
  return [...(await peopleOf(db, sectionIds)), ...teachers.flatMap(({ teacherId }) => teacherId ?? [])];
};
