import type { NotNull } from 'kysely';
import type { Db } from '../../platform/db/index.ts';

export interface Watcher {
  personId: string;
  role: string;
}

/** Sections by person: those students attend, and those faculty teach or are standing in for, in two queries. @param people at most 500. */
export const sectionsOfPeople = async (db: Db, people: readonly Watcher[]): Promise<Map<string, Set<string>>> => {
  const ids = (role: string) => people.filter((person) => person.role === role).map((person) => person.personId);
  const [students, faculty] = [ids('student'), ids('faculty')];
  const attended = students.length === 0 ? [] : await attendedBy(db, students);
  const taught = faculty.length === 0 ? [] : await taughtBy(db, faculty);
  const sections = new Map(people.map((person) => [person.personId, new Set<string>()]));
  for (const { personId, sectionId } of [...attended, ...taught]) sections.get(personId)?.add(sectionId);
  return sections;
};

const attendedBy = (db: Db, ids: readonly string[]) =>
  db
    .selectFrom('enrolment')
    .select(['studentId as personId', 'sectionId'])
    .where('studentId', 'in', ids)
    .where('droppedAt', 'is', null)
    .execute();

/** Who was named for one class hears of the section while its session is open, and no longer. */
const taughtBy = (db: Db, ids: readonly string[]) =>
  db
    .selectFrom('sectionFaculty')
    .select(['personId', 'sectionId'])
    .where('personId', 'in', ids)
    .unionAll((eb) =>
      eb
        .selectFrom('scheduledSession')
        .innerJoin('attendanceSession', 'attendanceSession.id', 'scheduledSession.id')
        .select(['scheduledSession.teacherId as personId', 'scheduledSession.sectionId'])
        .where('scheduledSession.teacherId', 'in', ids)
        .where('attendanceSession.state', 'in', ['open', 'closing'])
        .$narrowType<{ personId: NotNull }>(),
    )
    .execute();
