import type { HistoryEntry, OpenForMe } from '@smart-presence/contract';
import type { Db } from '../../platform/db/index.ts';
import { policyByVersion } from '../policies/index.ts';

export interface HistoryFilter {
  studentId: string;
  sectionId?: string | undefined;
}

const MOST_HISTORY = 500;

/** Sessions of the student's sections since they enrolled, newest first, with the current mark. */
export const historyOf = (db: Db, { studentId, sectionId }: HistoryFilter): Promise<HistoryEntry[]> =>
  db
    .selectFrom('enrolment')
    .innerJoin('attendanceSession', (join) =>
      join
        .onRef('attendanceSession.sectionId', '=', 'enrolment.sectionId')
        .onRef('attendanceSession.endsAt', '>=', 'enrolment.enrolledAt'),
    )
    .innerJoin('section', 'section.id', 'attendanceSession.sectionId')
    .innerJoin('course', 'course.id', 'section.courseId')
    .leftJoin('mark', (join) =>
      join
        .onRef('mark.sessionId', '=', 'attendanceSession.id')
        .on('mark.studentId', '=', studentId)
        .on('mark.isCurrent', '=', true),
    )
    .select([
      'attendanceSession.id as sessionId',
      'attendanceSession.openedAt',
      'course.code as courseCode',
      'section.name as sectionName',
      'mark.code',
      'mark.method',
      'attendanceSession.state',
    ])
    .select((eb) =>
      eb
        .exists(
          eb
            .selectFrom('review')
            .select('review.id')
            .whereRef('review.sessionId', '=', 'attendanceSession.id')
            .where('review.studentId', '=', studentId)
            .where('review.state', '=', 'open'),
        )
        .$castTo<boolean>()
        .as('isUnderReview'),
    )
    .where('enrolment.studentId', '=', studentId)
    .where('enrolment.droppedAt', 'is', null)
    .where('attendanceSession.state', '<>', 'scheduled')
    .$if(sectionId !== undefined, (query) => query.where('enrolment.sectionId', '=', sectionId as string))
    .orderBy('attendanceSession.openedAt', 'desc')
    .limit(MOST_HISTORY)
    .execute();

/** Sessions the student can check in to at this instant, and those just ended whose mark is worth seeing. */
export const openFor = async (db: Db, { studentId, now }: { studentId: string; now: number }): Promise<OpenForMe[]> => {
  const rows = await db
    .selectFrom('enrolment')
    .innerJoin('attendanceSession', 'attendanceSession.sectionId', 'enrolment.sectionId')
    .innerJoin('section', 'section.id', 'attendanceSession.sectionId')
    .innerJoin('course', 'course.id', 'section.courseId')
    .innerJoin('person', 'person.id', 'attendanceSession.openedBy')
    .leftJoin('mark', (join) =>
      join
        .onRef('mark.sessionId', '=', 'attendanceSession.id')
        .on('mark.studentId', '=', studentId)
        .on('mark.isCurrent', '=', true),
    )
    .leftJoin('review', (join) =>
      join
        .onRef('review.sessionId', '=', 'attendanceSession.id')
        .on('review.studentId', '=', studentId)
        .on('review.state', '=', 'open'),
    )
    .select([
      'attendanceSession.id as sessionId',
      'course.code as courseCode',
      'course.name as courseName',
      'section.name as sectionName',
      'person.name as teacher',
      'attendanceSession.endsAt',
      'mark.code as mark',
      'review.id as reviewId',
      'attendanceSession.policyVersion',
    ])
    .where('enrolment.studentId', '=', studentId)
    .where('enrolment.droppedAt', 'is', null)
    .where('attendanceSession.state', '=', 'open')
    .where('attendanceSession.endsAt', '>', now)
    .orderBy('attendanceSession.endsAt')
    .execute();
  const open: OpenForMe[] = [];
  for (const { reviewId, policyVersion, ...row } of rows) {
    const { roomCode } = (await policyByVersion(db, policyVersion)).data;
    open.push({ ...row, reviewPending: reviewId !== null, roomCode: roomCode.mode });
  }
  return open;
};
