import type { StudentRef } from '@smart-presence/contract';
import { sql } from 'kysely';
import type { Db } from '../../platform/db/index.ts';
import { hoursOf } from './marks.store.ts';

/** Sessions of a section that were opened, oldest first, with the length of their class in whole hours. */
export const sessionsOfSection = async (db: Db, sectionId: string) => {
  const rows = await db
    .selectFrom('attendanceSession as session')
    .leftJoin('scheduledSession as class', 'class.id', 'session.id')
    .select(['session.id', 'session.openedAt', 'session.state', 'session.endsAt', 'session.graceMs'])
    .select(['session.closedAt', 'session.editableUntil', 'session.policyVersion'])
    .select(['class.startsAt as classStart', 'class.endsAt as classEnd'])
    .where('session.sectionId', '=', sectionId)
    .where('session.state', '<>', 'scheduled')
    .orderBy('session.openedAt')
    .orderBy('session.id')
    .execute();
  return rows.map(({ classStart, classEnd, ...row }) => ({ ...row, hours: hoursOf(classStart, classEnd) }));
};

export interface RegisterMark {
  studentId: string;
  sessionId: string;
  code: string;
  version: number;
}

/** Every current mark of a section, in one query. */
export const codesOfSection = (db: Db, sectionId: string): Promise<RegisterMark[]> =>
  db
    .selectFrom('mark')
    .innerJoin('attendanceSession', 'attendanceSession.id', 'mark.sessionId')
    .select(['mark.studentId', 'mark.sessionId', 'mark.code', 'mark.version'])
    .where('attendanceSession.sectionId', '=', sectionId)
    .where('mark.isCurrent', '=', true)
    .execute();

/** Who is on the roster or has marks in the section, by USN, then name. */
export const studentsOfSection = async (
  db: Db,
  sectionId: string,
): Promise<{ student: StudentRef; isDropped: boolean }[]> => {
  const rows = await db
    .selectFrom('person')
    .innerJoin('studentProfile', 'studentProfile.personId', 'person.id')
    .leftJoin('enrolment', (join) =>
      join
        .onRef('enrolment.studentId', '=', 'person.id')
        .on('enrolment.sectionId', '=', sectionId)
        .on('enrolment.droppedAt', 'is', null),
    )
    .select(['person.id', 'person.name', 'person.isDisabled', 'studentProfile.usn', 'enrolment.id as enrolmentId'])
    .where((eb) =>
      eb.or([
        eb.and([eb('enrolment.id', 'is not', null), eb('person.isDisabled', '=', false)]),
        eb(
          'person.id',
          'in',
          eb
            .selectFrom('mark')
            .innerJoin('attendanceSession', 'attendanceSession.id', 'mark.sessionId')
            .select('mark.studentId')
            .where('attendanceSession.sectionId', '=', sectionId),
        ),
      ]),
    )
    .orderBy(sql`case when student_profile.usn_key is null then 1 else 0 end`)
    .orderBy('studentProfile.usnKey')
    .orderBy('person.name')
    .orderBy('person.id')
    .execute();
  return rows.map(({ id, name, usn, isDisabled, enrolmentId }) => ({
    student: { id, name, usn },
    isDropped: enrolmentId === null || isDisabled,
  }));
};
