import type { KioskHome, KioskSession } from '@smart-presence/contract';
import type { Db } from '../../platform/db/index.ts';
import { newestEventId } from '../../platform/events/index.ts';
import { fail } from '../../platform/http/index.ts';
import { institution, kioskAccount } from '../accounts/index.ts';
import { currentPolicy } from '../policies/index.ts';
import { asksOf } from './kiosk/kiosk-liveness.ts';
import { soonAtDoor } from './kiosk/offline/soon-at-door.ts';
import { stateAt } from './session-clock.ts';

export interface KioskHomeRequest {
  kioskId: string;
  csrfToken: string;
  now: number;
}

/**
 * What a paired device shows: its place and what is open there, scoped to that place by the query, without anybody's name.
 * @throws AppError `kiosk_unpaired` when it was removed in the meantime.
 */
export const kioskHome = async (db: Db, { kioskId, csrfToken, now }: KioskHomeRequest): Promise<KioskHome> => {
  // First: what happens while the rest is read is told by the stream.
  const eventId = await newestEventId(db);
  const { id, name, place } = (await kioskAccount(db, kioskId)) ?? fail('kiosk_unpaired');
  return {
    institution: await institution(db),
    kiosk: { id, name },
    place,
    sessions: await openSessionsAt(db, { placeId: place.id, now }),
    soon: (await soonAtDoor(db, { placeId: place.id, now })).map(
      ({ studentIds: _, sectionId: __, ...session }) => session,
    ),
    asks: asksOf((await currentPolicy(db, now)).data),
    now,
    eventId,
    csrfToken,
  };
};

/** Sessions that are open or closing and held at this place (see `placeOfSession`), the first to end first. */
export const openSessionsAt = async (
  db: Db,
  { placeId, now }: { placeId: string; now: number },
): Promise<KioskSession[]> => {
  const rows = await db
    .selectFrom('attendanceSession as a')
    .innerJoin('section', 'section.id', 'a.sectionId')
    .innerJoin('course', 'course.id', 'section.courseId')
    // Sections that sit together are where the first of them is.
    .innerJoin('attendanceSession as lead', (join) =>
      join.on(({ eb, fn, ref }) => eb('lead.id', '=', fn.coalesce(ref('a.leadId'), ref('a.id')))),
    )
    .innerJoin('section as leadSection', 'leadSection.id', 'lead.sectionId')
    .innerJoin('course as leadCourse', 'leadCourse.id', 'leadSection.courseId')
    .innerJoin('department', 'department.id', 'leadCourse.departmentId')
    .leftJoin('scheduledSession', 'scheduledSession.id', 'lead.id')
    .leftJoin('room', 'room.id', 'scheduledSession.roomId')
    .select(['a.id', 'a.state', 'a.openedAt', 'a.endsAt', 'a.graceMs', 'a.closedAt', 'a.editableUntil'])
    .select(['section.name as sectionName', 'course.code as courseCode', 'course.name as courseName'])
    .where('a.state', 'in', ['open', 'closing'])
    .where((eb) => eb(eb.fn.coalesce('room.placeId', 'department.placeId'), '=', placeId))
    .orderBy('a.endsAt')
    .orderBy('a.id')
    .execute();
  return rows.flatMap(({ graceMs, closedAt, editableUntil, ...row }) => {
    // The clock may not have written yet what the time says; how long a closed session may be edited is no matter here.
    const { state } = stateAt({ ...row, graceMs, closedAt, editableUntil }, { now, editWindowMs: 0 });
    if (state !== 'open' && state !== 'closing') return [];
    return [{ ...row, state }];
  });
};
