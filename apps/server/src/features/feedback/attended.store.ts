import type { AwaitedFeedback } from '@smart-presence/contract';
import { type Db, inChunks } from '../../platform/db/index.ts';
import { attendedCodes, DAY_MS } from '../attendance/index.ts';
import { allPolicies } from '../policies/index.ts';
import { sectionOf } from './feedback.store.ts';

/** Policies are few and never change once written. */
const attendedByVersion = async (db: Db): Promise<(version: number, code: string) => boolean> => {
  const sets = new Map((await allPolicies(db)).map(({ version, data }) => [version, attendedCodes(data)]));
  return (version, code) => sets.get(version)?.has(code) ?? false;
};

interface AwaitedProps {
  studentId: string;
  /** Days after its opening in which a session can be rated. */
  days: number;
  now: number;
  sessionId?: string;
}

/** Sessions that the student attended and may rate now, newest first. */
export const awaitedOf = async (db: Db, props: AwaitedProps): Promise<AwaitedFeedback[]> => {
  const { studentId, days, now, sessionId } = props;
  if (days === 0) return [];
  const isAttended = await attendedByVersion(db);
  let query = db
    .selectFrom('mark')
    .innerJoin('attendanceSession as session', 'session.id', 'mark.sessionId')
    .innerJoin('section', 'section.id', 'session.sectionId')
    .innerJoin('course', 'course.id', 'section.courseId')
    .select(['mark.code', 'session.id as sessionId', 'session.openedAt', 'session.policyVersion'])
    .select(['section.id as sectionId', 'section.name as sectionName', 'course.code as courseCode'])
    .select('course.name as courseName')
    .where('mark.studentId', '=', studentId)
    .where('mark.isCurrent', '=', true)
    .where('session.openedAt', '>', now - days * DAY_MS)
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('feedback')
            .select('feedback.id')
            .whereRef('feedback.sessionId', '=', 'mark.sessionId')
            .where('feedback.studentId', '=', studentId),
        ),
      ),
    )
    .orderBy('session.openedAt', 'desc');
  if (sessionId !== undefined) query = query.where('session.id', '=', sessionId);
  return (await query.execute())
    .filter(({ policyVersion, code }) => isAttended(policyVersion, code))
    .map((row) => ({
      sessionId: row.sessionId,
      openedAt: row.openedAt,
      section: sectionOf(row),
      until: row.openedAt + days * DAY_MS,
    }));
};

export interface AttendedSession {
  id: string;
  openedAt: number;
  attended: number;
}

/** Sessions of a section with how many attended, oldest first. */
export const attendedIn = async (db: Db, sectionId: string): Promise<AttendedSession[]> => {
  const isAttended = await attendedByVersion(db);
  const sessions = await db
    .selectFrom('attendanceSession')
    .select(['id', 'openedAt', 'policyVersion'])
    .where('sectionId', '=', sectionId)
    .orderBy('openedAt')
    .execute();
  const marks = await inChunks(
    sessions.map(({ id }) => id),
    (ids) =>
      db
        .selectFrom('mark')
        .select(['sessionId', 'code'])
        .select((eb) => eb.fn.countAll<number>().as('n'))
        .where('sessionId', 'in', ids)
        .where('isCurrent', '=', true)
        .groupBy(['sessionId', 'code'])
        .execute(),
  );
  const bySession = Map.groupBy(marks, ({ sessionId }) => sessionId);
  return sessions.map(({ id, openedAt, policyVersion }) => ({
    id,
    openedAt,
    attended: (bySession.get(id) ?? [])
      .filter(({ code }) => isAttended(policyVersion, code))
      .reduce((sum, { n }) => sum + Number(n), 0),
  }));
};
