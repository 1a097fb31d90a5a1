import type { NextClass, ShortageFilter } from '@smart-presence/contract';
import { audited } from '../../platform/audit/index.ts';
import type { Db } from '../../platform/db/index.ts';
import { newestEventId } from '../../platform/events/index.ts';
import type { Platform } from '../../platform/platform.ts';
import { addDays, currentTermId, dayIn, startOfDay, timeZone } from '../academics/index.ts';
import { nextClassesOf } from '../attendance/index.ts';
import { exportShortage } from './export-shortage.ts';
import { guardianWarnings, saveGuardianChoice } from './guardian-choice.ts';
import { countShortages, listShortages } from './shortage.store.ts';
import { historyOf, openFor } from './standing.store.ts';
import { standingsOfStudent, whatIfIn } from './standings-of-student.ts';

const LOOK_AHEAD_DAYS = 7;

export const standingRoutes = ({ db, router }: Platform): void => {
  router.on('myHome', async ({ viewer, now }) => {
    // The event id first: whatever happens after it reaches the page as an event.
    const eventId = await newestEventId(db);
    const open = await openFor(db, { studentId: viewer.personId, now });
    const next = await nextClasses(db, { studentId: viewer.personId, now });
    return { open, next, ...(await standingsOfStudent(db, { studentId: viewer.personId, now })), eventId };
  });
  router.on('myAttendance', async ({ viewer, query, now }) => {
    const studentId = viewer.personId;
    const standings = await standingsOfStudent(db, { studentId, now });
    return { ...standings, history: await historyOf(db, { studentId, sectionId: query.sectionId }) };
  });
  router.on('myWhatIf', ({ query, viewer, now }) =>
    whatIfIn(db, { studentId: viewer.personId, sectionId: query.sectionId, now }),
  );
  router.on('myGuardianWarnings', ({ viewer, now }) => guardianWarnings(db, { studentId: viewer.personId, now }));
  router.on('saveGuardianWarnings', async ({ body, viewer, now }) => {
    const { personId: studentId } = viewer;
    await audited(db, {
      work: (trx) => saveGuardianChoice(trx, { studentId, ...body, now }),
      entry: () => ({
        action: 'guardian-warnings.saved',
        at: now,
        actorId: studentId,
        subject: { kind: 'person', id: studentId },
        details: body,
      }),
    });
    return guardianWarnings(db, { studentId: viewer.personId, now });
  });
  const inTerm = async (query: ShortageFilter, now: number): Promise<ShortageFilter> => ({
    ...query,
    termId: query.termId === 'all' ? undefined : (query.termId ?? (await currentTermId(db, now))),
  });
  router.on('listShortage', async ({ query, viewer, now }) => {
    const { page, pageSize, ...filter } = query;
    const asked = { ...(await inTerm(filter, now)), viewer };
    const counts = await countShortages(db, asked);
    return { items: await listShortages(db, asked, { page, pageSize }), ...counts, page, pageSize };
  });
  router.on('exportShortage', async ({ query, viewer, now, reply }) => {
    const { fileName, csv } = await exportShortage(db, { ...(await inTerm(query, now)), viewer, now });
    void reply.type('text/csv; charset=utf-8').header('content-disposition', `attachment; filename="${fileName}"`);
    return csv;
  });
};

/** What is left of today, or else the classes of the next day that has some within a week. */
const nextClasses = async (db: Db, { studentId, now }: { studentId: string; now: number }): Promise<NextClass[]> => {
  const zone = await timeZone(db);
  const before = startOfDay(zone, addDays(dayIn(zone, now), LOOK_AHEAD_DAYS));
  const classes = await nextClassesOf(db, { studentId, before, now });
  const [first] = classes;
  return first ? classes.filter(({ startsAt }) => dayIn(zone, startsAt) === dayIn(zone, first.startsAt)) : [];
};
