import type { Platform } from '../../../platform/platform.ts';
import { addDays, startOfDay, timeZone } from '../../academics/index.ts';
import { followAllTimetables } from './follow-timetable.ts';
import { openDueSessions, openScheduled } from './open-scheduled.ts';
import { scheduledViews } from './scheduled.store.ts';

const TICK_MS = 1000;
const FOLLOW_EVERY_MS = 10 * 60_000;

/** What the timetable announces, and opening it. */
export const scheduleRoutes = ({ db, router }: Platform): void => {
  router.on('listScheduled', async ({ query, viewer, now }) => {
    const zone = await timeZone(db);
    return scheduledViews(db, {
      viewer,
      now,
      sectionId: query.sectionId,
      from: query.from === undefined ? now : startOfDay(zone, query.from),
      before: query.to === undefined ? undefined : startOfDay(zone, addDays(query.to, 1)),
    });
  });
  router.on('openScheduled', ({ params, body, viewer, now }) =>
    openScheduled(db, { id: params.id, viewer, minutes: body.minutes, now }),
  );
};

/** Time brings classes nearer, and opens those that open by themselves. */
export const scheduleClock = ({ db, clock, job }: Platform): void => {
  job({ name: 'follow timetables', everyMs: FOLLOW_EVERY_MS, run: () => followAllTimetables(db, clock()) });
  job({ name: 'open sessions', everyMs: TICK_MS, run: () => openDueSessions(db, clock()) });
};
