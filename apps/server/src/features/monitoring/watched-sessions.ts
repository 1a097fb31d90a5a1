import type { MonitoringRules, RoomView } from '@smart-presence/contract';
import type { Db } from '../../platform/db/index.ts';

/** A session that is open in a room which cameras look into. */
export interface WatchedSession {
  id: string;
  sectionId: string;
  roomId: string;
  courseCode: string;
  courseName: string;
  policyVersion: number;
  endsAt: number;
}

/**
 * Sessions with what says where they are held: somebody's word, the class of the timetable they were opened for, or the only
 * room the section ever has.
 */
const sessionsWithRooms = (db: Db) =>
  db
    .selectFrom('attendanceSession')
    .leftJoin('sessionRoom', 'sessionRoom.sessionId', 'attendanceSession.id')
    .leftJoin('scheduledSession', 'scheduledSession.id', 'attendanceSession.id')
    .select(['attendanceSession.id', 'sessionRoom.roomId as chosen', 'scheduledSession.roomId as scheduled'])
    .select((eb) =>
      // The one room all classes of the section are in; null when there are none or several.
      eb
        .selectFrom('timetableSlot')
        .select((slot) => slot.fn.min<string | null>('timetableSlot.roomId').as('roomId'))
        .whereRef('timetableSlot.sectionId', '=', 'attendanceSession.sectionId')
        .where('timetableSlot.removedAt', 'is', null)
        .where('timetableSlot.roomId', 'is not', null)
        .having((slot) => slot(slot.fn.count('timetableSlot.roomId').distinct(), '=', 1))
        .as('usual'),
    );

export interface RoomOf {
  roomId: string | null;
  by: RoomView['roomBy'];
}

export const roomOfSession = async (db: Db, sessionId: string): Promise<RoomOf> => {
  const row = await sessionsWithRooms(db).where('attendanceSession.id', '=', sessionId).executeTakeFirst();
  if (row?.chosen) return { roomId: row.chosen, by: 'choice' };
  if (row?.scheduled) return { roomId: row.scheduled, by: 'timetable' };
  return row?.usual ? { roomId: row.usual, by: 'usual' } : { roomId: null, by: null };
};

/** Whether the institution looks into this room while this section is in it. */
export const isWatched = (rules: MonitoringRules, at: { roomId: string; sectionId: string }): boolean =>
  rules.mode === 'everywhere' ||
  (rules.mode === 'chosen' && (rules.roomIds.includes(at.roomId) || rules.sectionIds.includes(at.sectionId)));

export interface Watching {
  rules: MonitoringRules;
  now: number;
}

/** Sessions open at this moment in rooms that have a camera and are looked into. One query, none while it is off. */
export const watchedSessions = async (db: Db, { rules, now }: Watching): Promise<WatchedSession[]> => {
  if (rules.mode === 'off') return [];
  const rows = await sessionsWithRooms(db)
    .innerJoin('section', 'section.id', 'attendanceSession.sectionId')
    .innerJoin('course', 'course.id', 'section.courseId')
    .select(['attendanceSession.sectionId', 'attendanceSession.policyVersion', 'attendanceSession.endsAt'])
    .select(['course.code as courseCode', 'course.name as courseName'])
    .where('attendanceSession.state', '=', 'open')
    .where('attendanceSession.endsAt', '>', now)
    .orderBy('attendanceSession.openedAt')
    .execute();
  if (rows.length === 0) return [];
  const equipped = await roomsWithCameras(db);
  return rows.flatMap(({ chosen, scheduled, usual, ...session }) => {
    const roomId = chosen ?? scheduled ?? usual;
    if (roomId === null || !equipped.has(roomId)) return [];
    return isWatched(rules, { roomId, sectionId: session.sectionId }) ? [{ ...session, roomId }] : [];
  });
};

const roomsWithCameras = async (db: Db): Promise<Set<string>> => {
  const rows = await db.selectFrom('roomCamera').select('roomId').distinct().where('roomId', 'is not', null).execute();
  return new Set(rows.flatMap(({ roomId }) => roomId ?? []));
};
