import type { Db } from '../../platform/db/index.ts';
import { addDays, dayIn, startOfDay, timeZone } from '../academics/index.ts';
import { nextClassesOf } from '../attendance/index.ts';
import type { DigestFacts } from '../notifications/index.ts';
import { standingsOfStudent } from '../standing/index.ts';

const LOOK_AHEAD_DAYS = 7;
const MOST_NEXT = 5;

interface Asked {
  personId: string;
  from: number;
  now: number;
}

/** Where a student stands and what is next; null when no class of theirs was over in the time. */
export const studentDigest = async (db: Db, { personId, from, now }: Asked): Promise<DigestFacts | null> => {
  const marked = await db
    .selectFrom('attendanceSession as session')
    .innerJoin('mark', 'mark.sessionId', 'session.id')
    .select('mark.id')
    .where('session.openedAt', '>=', from)
    .where('session.state', 'in', ['closed', 'locked'])
    .where('mark.studentId', '=', personId)
    .where('mark.isCurrent', '=', true)
    .limit(1)
    .executeTakeFirst();
  if (!marked) return null;
  const { standings } = await standingsOfStudent(db, { studentId: personId, now });
  const zone = await timeZone(db);
  const before = startOfDay(zone, addDays(dayIn(zone, now), LOOK_AHEAD_DAYS));
  const next = (await nextClassesOf(db, { studentId: personId, before, now })).filter(
    ({ isCancelled }) => !isCancelled,
  );
  return {
    role: 'student',
    standing: standings.map(({ sentence }) => sentence),
    next: next.slice(0, MOST_NEXT).map(({ courseName, sectionName, startsAt, room }) => ({
      course: `${courseName} (${sectionName})`,
      startsAt,
      room,
    })),
  };
};
