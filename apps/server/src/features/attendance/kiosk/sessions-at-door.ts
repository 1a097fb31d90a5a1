import type { Db } from '../../../platform/db/index.ts';
import { openSessionsAt } from '../kiosk-home.ts';

/** A session that is open at a place, with its active roster. */
export interface DoorSession {
  id: string;
  courseCode: string;
  courseName: string;
  studentIds: string[];
}

/** Who may be looked for at a place: active students of sections whose session is open there, and of no others. Two queries. */
export const sessionsAtDoor = async (
  db: Db,
  { placeId, now }: { placeId: string; now: number },
): Promise<DoorSession[]> => {
  const sessions = await openSessionsAt(db, { placeId, now });
  if (sessions.length === 0) return [];
  const rows = await db
    .selectFrom('attendanceSession')
    .innerJoin('enrolment', 'enrolment.sectionId', 'attendanceSession.sectionId')
    .innerJoin('person', 'person.id', 'enrolment.studentId')
    .select(['attendanceSession.id', 'enrolment.studentId'])
    .where(
      'attendanceSession.id',
      'in',
      sessions.map(({ id }) => id),
    )
    .where('enrolment.droppedAt', 'is', null)
    .where('person.isDisabled', '=', false)
    .execute();
  const rosters = Map.groupBy(rows, ({ id }) => id);
  return sessions.map(({ id, courseCode, courseName }) => ({
    id,
    courseCode,
    courseName,
    studentIds: (rosters.get(id) ?? []).map(({ studentId }) => studentId),
  }));
};
