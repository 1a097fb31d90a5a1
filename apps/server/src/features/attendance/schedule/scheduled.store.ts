import type { NextClass, Place, ScheduledSession } from '@smart-presence/contract';
import type { Expression, ExpressionBuilder, SqlBool } from 'kysely';
import type { Db, Schema } from '../../../platform/db/index.ts';
import { roomPlace, type SectionViewer } from '../../academics/index.ts';
import { OPEN_EARLY_MS } from './claim-scheduled.ts';

const rows = (db: Db) =>
  db
    .selectFrom('scheduledSession')
    .innerJoin('section', 'section.id', 'scheduledSession.sectionId')
    .innerJoin('course', 'course.id', 'section.courseId')
    .leftJoin('room', 'room.id', 'scheduledSession.roomId')
    .leftJoin('person', 'person.id', 'scheduledSession.teacherId')
    .selectAll('scheduledSession')
    .select(['section.name as sectionName', 'section.isSelfOpening'])
    .select(['course.code as courseCode', 'course.name as courseName'])
    .select(['room.name as roomName', 'room.capacity as roomCapacity', 'person.name as teacherName']);

type Row = Awaited<ReturnType<ReturnType<typeof rows>['execute']>>[number];

const toView = (row: Row, now: number): ScheduledSession => ({
  id: row.id,
  slotId: row.slotId,
  day: row.day,
  section: { id: row.sectionId, name: row.sectionName, courseCode: row.courseCode, courseName: row.courseName },
  startsAt: row.startsAt,
  endsAt: row.endsAt,
  openFrom: row.startsAt - OPEN_EARLY_MS,
  room: row.roomId === null ? null : { id: row.roomId, name: row.roomName ?? '', capacity: row.roomCapacity },
  teacher: row.teacherId === null ? null : { id: row.teacherId, name: row.teacherName ?? '' },
  state: row.state === 'scheduled' && row.endsAt <= now ? 'not-held' : row.state,
  reason: row.reason,
  isMoved: row.isMoved,
  isSubstituted: row.isSubstituted,
  opensItself: row.isSelfOpening,
});

/** Whether a person teaches the section, or stands in for this one class. */
const isTaughtBy = (eb: ExpressionBuilder<Schema, 'scheduledSession'>, personId: string): Expression<SqlBool> =>
  eb.or([
    eb('scheduledSession.teacherId', '=', personId),
    eb(
      'scheduledSession.sectionId',
      'in',
      eb
        .selectFrom('sectionFaculty')
        .select('sectionFaculty.sectionId')
        .where('sectionFaculty.personId', '=', personId),
    ),
  ]);

export interface ScheduledFilter {
  viewer: SectionViewer;
  now: number;
  id?: string | undefined;
  sectionId?: string | undefined;
  /** Ends after this instant. */
  from?: number | undefined;
  /** Begins before this instant. */
  before?: number | undefined;
}

const MOST = 500;

/** Scheduled sessions a member of staff may see, in order of time. */
export const scheduledViews = async (db: Db, filter: ScheduledFilter): Promise<ScheduledSession[]> => {
  const { viewer, now, id, sectionId, from, before } = filter;
  if (viewer.role !== 'admin' && viewer.role !== 'faculty') return [];
  let query = rows(db);
  if (viewer.role === 'faculty') query = query.where((eb) => isTaughtBy(eb as never, viewer.personId));
  if (id !== undefined) query = query.where('scheduledSession.id', '=', id);
  if (sectionId !== undefined) query = query.where('scheduledSession.sectionId', '=', sectionId);
  if (from !== undefined) query = query.where('scheduledSession.endsAt', '>', from);
  if (before !== undefined) query = query.where('scheduledSession.startsAt', '<', before);
  const found = await query.orderBy('scheduledSession.startsAt').orderBy('scheduledSession.id').limit(MOST).execute();
  return found.map((row) => toView(row, now));
};

/** What this teacher is to hold: no class that somebody else was named for. */
export const classesToHold = async (
  db: Db,
  { viewer, from, before, now }: { viewer: SectionViewer; from: number; before: number; now: number },
): Promise<ScheduledSession[]> =>
  (await scheduledViews(db, { viewer, from, before, now })).filter(
    ({ teacher }) => teacher === null || teacher.id === viewer.personId,
  );

/** Classes of a student's sections that are not over, the next one first; cancelled ones, too: they need not come. */
export const nextClassesOf = async (
  db: Db,
  { studentId, before, now }: { studentId: string; before: number; now: number },
): Promise<NextClass[]> => {
  const found = await rows(db)
    .innerJoin('enrolment', 'enrolment.sectionId', 'scheduledSession.sectionId')
    .where('enrolment.studentId', '=', studentId)
    .where('enrolment.droppedAt', 'is', null)
    .where('scheduledSession.state', '<>', 'opened')
    .where('scheduledSession.endsAt', '>', now)
    .where('scheduledSession.startsAt', '<', before)
    .orderBy('scheduledSession.startsAt')
    .orderBy('scheduledSession.id')
    .execute();
  return found.map((row) => ({
    id: row.id,
    courseName: row.courseName,
    sectionName: row.sectionName,
    startsAt: row.startsAt,
    endsAt: row.endsAt,
    room: row.roomName,
    teacher: row.teacherName,
    isCancelled: row.state === 'cancelled',
    reason: row.reason,
    isMoved: row.isMoved,
  }));
};

/** The place of the room that the timetable names for a session; null when it names none. */
export const scheduledPlace = async (db: Db, sessionId: string): Promise<Place | null> => {
  const row = await db.selectFrom('scheduledSession').select('roomId').where('id', '=', sessionId).executeTakeFirst();
  return row?.roomId ? roomPlace(db, row.roomId) : null;
};
