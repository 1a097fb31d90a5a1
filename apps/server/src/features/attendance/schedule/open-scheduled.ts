import type { AttendanceSession } from '@smart-presence/contract';
import { type Db, isUniqueViolation } from '../../../platform/db/index.ts';
import { AppError, fail } from '../../../platform/http/index.ts';
import type { SectionViewer } from '../../academics/index.ts';
import { openFor } from '../open-session.ts';
import { sessionFor, viewOf } from '../sessions.store.ts';
import { OPEN_LATE_MS } from './claim-scheduled.ts';
import { scheduledViews } from './scheduled.store.ts';

export interface OpenScheduledRequest {
  id: string;
  viewer: SectionViewer;
  minutes?: number | undefined;
  now: number;
}

/**
 * Opens a class of the timetable. Opened already, it is the session that there is.
 * @throws AppError `not_found`, `class_cancelled`, `class_not_due`, `session_already_open`.
 */
export const openScheduled = async (db: Db, request: OpenScheduledRequest): Promise<AttendanceSession> => {
  const { id, viewer, minutes, now } = request;
  const [scheduled] = await scheduledViews(db, { id, viewer, now });
  if (!scheduled) return fail('not_found');
  if (scheduled.state === 'opened') return viewOf(db, await sessionFor(db, viewer, id), now);
  if (scheduled.state === 'cancelled') fail('class_cancelled');
  if (now < scheduled.openFrom || scheduled.state === 'not-held') fail('class_not_due');
  const teachers = viewer.role === 'faculty' ? [viewer.personId] : await teachersOf(db, id);
  return openFor(db, {
    sectionId: scheduled.section.id,
    scheduledId: id,
    teachers: teachers.length > 0 ? teachers : [viewer.personId],
    together: await sittingWith(db, id),
    actorId: viewer.personId,
    minutes,
    now,
  });
};

export interface OpenedByClock {
  opened: string[];
  /** Why others could not be: their teacher or section has a session open. They are tried again. */
  waiting: string[];
}

/**
 * Opens what is due and opens by itself, each in the name of its teacher. Several servers may run it at once: who comes
 * second finds nothing to claim.
 */
export const openDueSessions = async (db: Db, now: number): Promise<OpenedByClock> => {
  const due = await db
    .selectFrom('scheduledSession')
    .innerJoin('section', 'section.id', 'scheduledSession.sectionId')
    .select(['scheduledSession.id', 'scheduledSession.sectionId'])
    .where('scheduledSession.state', '=', 'scheduled')
    .where('scheduledSession.startsAt', '<=', now)
    .where('scheduledSession.startsAt', '>', now - OPEN_LATE_MS)
    .where('scheduledSession.endsAt', '>', now)
    .where('section.isSelfOpening', '=', true)
    .orderBy('scheduledSession.startsAt')
    .orderBy('scheduledSession.id')
    .execute();
  const result: OpenedByClock = { opened: [], waiting: [] };
  for (const { id, sectionId } of due) {
    const teachers = await teachersOf(db, id);
    if (teachers.length === 0) continue;
    try {
      if (result.opened.includes(id)) continue;
      const together = await sittingWith(db, id);
      await openFor(db, { sectionId, scheduledId: id, teachers, together, actorId: null, now });
      result.opened.push(id, ...together.map(({ scheduledId }) => scheduledId));
    } catch (error) {
      const isTaken = error instanceof AppError && ['session_already_open', 'class_not_due'].includes(error.code);
      if (!isTaken && !isUniqueViolation(error)) throw error;
      result.waiting.push(id);
    }
  }
  return result;
};

/**
 * Classes of other sections that sit in the same room at the same time with the same teacher: they are one class. Nothing else
 * says so, and nothing else has to: whichever is moved, cancelled or given to somebody else is by itself again.
 */
const sittingWith = async (db: Db, id: string): Promise<{ sectionId: string; scheduledId: string }[]> => {
  const own = await db.selectFrom('scheduledSession').selectAll().where('id', '=', id).executeTakeFirst();
  if (!own || own.roomId === null) return [];
  const others = await db
    .selectFrom('scheduledSession')
    .select(['id as scheduledId', 'sectionId'])
    .where('roomId', '=', own.roomId)
    .where('startsAt', '=', own.startsAt)
    .where('endsAt', '=', own.endsAt)
    .where('state', '=', 'scheduled')
    .where('sectionId', '<>', own.sectionId)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('attendanceSession')
            .select('attendanceSession.id')
            .whereRef('attendanceSession.sectionId', '=', 'scheduledSession.sectionId')
            .where('attendanceSession.state', 'in', ['open', 'closing']),
        ),
      ),
    )
    .orderBy('id')
    .execute();
  const teachers = new Set(await teachersOf(db, id));
  const together: { sectionId: string; scheduledId: string }[] = [];
  for (const other of others)
    if ((await teachersOf(db, other.scheduledId)).some((teacher) => teachers.has(teacher))) together.push(other);
  return together;
};

/** In whose name a class is opened: who was named for it, else who teaches the section. */
const teachersOf = async (db: Db, scheduledId: string): Promise<string[]> => {
  const row = await db
    .selectFrom('scheduledSession')
    .select(['teacherId', 'sectionId'])
    .where('id', '=', scheduledId)
    .executeTakeFirst();
  if (!row) return [];
  if (row.teacherId !== null) return [row.teacherId];
  const faculty = await db
    .selectFrom('sectionFaculty')
    .select('personId')
    .where('sectionId', '=', row.sectionId)
    .orderBy('personId')
    .execute();
  return faculty.map(({ personId }) => personId);
};
