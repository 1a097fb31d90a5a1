import type { Db } from '../../../../platform/db/index.ts';
import { currentPolicy } from '../../../policies/index.ts';
import { OPEN_LATE_MS } from '../../schedule/claim-scheduled.ts';

/** So long before it begins a kiosk is given what it needs for a session. */
export const AHEAD_MS = 60 * 60_000;
/** The clock opens sessions a few seconds late: until then nobody is recorded, because nobody could be. */
const OPENED_BY_MS = 20_000;
const MINUTE_MS = 60_000;

export interface SoonSession {
  id: string;
  courseCode: string;
  courseName: string;
  studentIds: string[];
  sectionName: string;
  sectionId: string;
  opensAt: number;
  /** When it ends if it opens in time, grace included: by the policy of now. */
  endsAt: number;
}

/**
 * Sessions that open at a place by themselves within the hour. Those a teacher opens are not among them: nobody can say beforehand
 * whether and when that happens, and a tablet without a network would tell people something that may never be true.
 */
export const soonAtDoor = async (
  db: Db,
  { placeId, now }: { placeId: string; now: number },
): Promise<SoonSession[]> => {
  const rows = await db
    .selectFrom('scheduledSession')
    .innerJoin('section', 'section.id', 'scheduledSession.sectionId')
    .innerJoin('course', 'course.id', 'section.courseId')
    .innerJoin('department', 'department.id', 'course.departmentId')
    .leftJoin('room', 'room.id', 'scheduledSession.roomId')
    .select(['scheduledSession.id', 'scheduledSession.sectionId', 'scheduledSession.startsAt'])
    .select(['section.name as sectionName', 'course.code as courseCode', 'course.name as courseName'])
    .where('scheduledSession.state', '=', 'scheduled')
    .where('scheduledSession.startsAt', '<=', now + AHEAD_MS)
    .where('scheduledSession.startsAt', '>', now - OPEN_LATE_MS)
    .where('section.isSelfOpening', '=', true)
    .where((eb) => eb(eb.fn.coalesce('room.placeId', 'department.placeId'), '=', placeId))
    .orderBy('scheduledSession.startsAt')
    .orderBy('scheduledSession.id')
    .execute();
  if (rows.length === 0) return [];
  const { data: policy } = await currentPolicy(db, now);
  const lasts = policy.sessionMinutes * MINUTE_MS + policy.graceSeconds * 1000;
  const rosters = await rostersOf(db, [...new Set(rows.map(({ sectionId }) => sectionId))]);
  return rows.map(({ startsAt, ...row }) => ({
    ...row,
    studentIds: rosters.get(row.sectionId) ?? [],
    opensAt: startsAt + OPENED_BY_MS,
    endsAt: startsAt + lasts,
  }));
};

const rostersOf = async (db: Db, sectionIds: readonly string[]): Promise<Map<string, string[]>> => {
  const rows = await db
    .selectFrom('enrolment')
    .innerJoin('person', 'person.id', 'enrolment.studentId')
    .select(['enrolment.sectionId', 'enrolment.studentId'])
    .where('enrolment.sectionId', 'in', sectionIds)
    .where('enrolment.droppedAt', 'is', null)
    .where('person.isDisabled', '=', false)
    .execute();
  const rosters = new Map<string, string[]>();
  for (const { sectionId, studentId } of rows) rosters.set(sectionId, [...(rosters.get(sectionId) ?? []), studentId]);
  return rosters;
};
