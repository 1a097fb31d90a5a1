import type { Db } from '../../platform/db/index.ts';
import type { CountedMark } from './compute-standing.ts';

/** A current mark of a finished session, with whose it is and when the session began. */
export interface StudentMark extends CountedMark {
  studentId: string;
  sectionId: string;
  sessionId: string;
  openedAt: number;
}

const FINISHED = ['closed', 'locked'] as const;
const HOUR_MS = 3_600_000;

/** A class of the timetable by its length, to the whole hour; one that no timetable announced is an hour. */
export const hoursOf = (startsAt: number | null, endsAt: number | null): number =>
  startsAt === null || endsAt === null ? 1 : Math.max(1, Math.round((endsAt - startsAt) / HOUR_MS));

/** Of sessions that were held while the student was enrolled: a day of joining or leaving may be chosen later. */
const marks = (db: Db) =>
  db
    .selectFrom('attendanceSession as session')
    .innerJoin('mark', 'mark.sessionId', 'session.id')
    .leftJoin('scheduledSession as class', 'class.id', 'session.id')
    .select(['mark.studentId', 'session.sectionId', 'mark.sessionId', 'session.openedAt', 'mark.code'])
    .select(['session.policyVersion', 'class.startsAt', 'class.endsAt'])
    .where('mark.isCurrent', '=', true)
    .where('session.state', 'in', FINISHED)
    .where((eb) =>
      eb.exists(
        eb
          .selectFrom('enrolment')
          .select('enrolment.id')
          .whereRef('enrolment.sectionId', '=', 'session.sectionId')
          .whereRef('enrolment.studentId', '=', 'mark.studentId')
          .whereRef('enrolment.enrolledAt', '<=', 'session.endsAt')
          .where((or) =>
            or.or([or('enrolment.droppedAt', 'is', null), or('enrolment.droppedAt', '>', or.ref('session.openedAt'))]),
          ),
      ),
    )
    .orderBy('session.openedAt')
    .orderBy('session.id');

type Row = Awaited<ReturnType<ReturnType<typeof marks>['execute']>>[number];
const toMark = ({ startsAt, endsAt, ...row }: Row): StudentMark => ({ ...row, hours: hoursOf(startsAt, endsAt) });

/** Marks of a student in all their sections, oldest session first. */
export const marksOfStudent = async (db: Db, studentId: string): Promise<StudentMark[]> =>
  (await marks(db).where('mark.studentId', '=', studentId).execute()).map(toMark);

/** Marks of a section, oldest session first; of some students alone when they are named. */
export const marksOfSection = async (
  db: Db,
  { sectionId, studentIds }: { sectionId: string; studentIds?: readonly string[] | undefined },
): Promise<StudentMark[]> => {
  let query = marks(db).where('session.sectionId', '=', sectionId);
  if (studentIds) query = query.where('mark.studentId', 'in', studentIds);
  return (await query.execute()).map(toMark);
};
