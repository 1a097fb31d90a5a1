import type { StudentRef } from '@smart-presence/contract';
import type { Db } from '../../../platform/db/index.ts';

export interface OverSession {
  id: string;
  openedAt: number;
  endsAt: number;
  policyVersion: number;
}

/** Sessions of a section whose end has been written, oldest first. */
export const sessionsOver = (db: Db, sectionId: string): Promise<OverSession[]> =>
  db
    .selectFrom('attendanceSession')
    .select(['id', 'openedAt', 'endsAt', 'policyVersion'])
    .where('sectionId', '=', sectionId)
    .where('state', 'in', ['closed', 'locked'])
    .orderBy('openedAt')
    .orderBy('id')
    .execute();

export interface OverMark {
  sessionId: string;
  studentId: string;
  code: string;
  method: string;
  at: number;
}

/** Their marks as they are now, in one query and no order. */
export const marksOver = (db: Db, sectionId: string): Promise<OverMark[]> =>
  db
    .selectFrom('attendanceSession as session')
    .innerJoin('mark', 'mark.sessionId', 'session.id')
    .select(['mark.sessionId', 'mark.studentId', 'mark.code', 'mark.method', 'mark.at'])
    .where('session.sectionId', '=', sectionId)
    .where('session.state', 'in', ['closed', 'locked'])
    .where('mark.isCurrent', '=', true)
    .execute();

export interface Enrolled {
  student: StudentRef;
  enrolledAt: number;
}

/** Who is in the section now, by name. */
export const enrolledIn = async (db: Db, sectionId: string): Promise<Enrolled[]> => {
  const rows = await db
    .selectFrom('enrolment')
    .innerJoin('person', 'person.id', 'enrolment.studentId')
    .leftJoin('studentProfile as profile', 'profile.personId', 'person.id')
    .select(['person.id', 'person.name', 'profile.usn', 'enrolment.enrolledAt'])
    .where('enrolment.sectionId', '=', sectionId)
    .where('enrolment.droppedAt', 'is', null)
    .where('person.isDisabled', '=', false)
    .orderBy('person.name')
    .orderBy('person.id')
    .execute();
  return rows.map(({ id, name, usn, enrolledAt }) => ({ student: { id, name, usn }, enrolledAt: Number(enrolledAt) }));
};
