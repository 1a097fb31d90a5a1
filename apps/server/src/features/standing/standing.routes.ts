import type { NextClass, Standing } from '@smart-presence/contract';
import type { Db } from '../../platform/db/index.ts';
import { newestEventId } from '../../platform/events/index.ts';
import type { Platform } from '../../platform/platform.ts';
import { addDays, dayIn, startOfDay, timeZone } from '../academics/index.ts';
import { nextClassesOf } from '../attendance/index.ts';
import { currentPolicy } from '../policies/index.ts';
import { computeStanding, standingSentence } from './compute-standing.ts';
import { countsOf, historyOf, openFor } from './standing.store.ts';

const LOOK_AHEAD_DAYS = 7;

export const standingRoutes = ({ db, router }: Platform): void => {
  router.on('myHome', async ({ viewer, now }) => {
    // The event id first: whatever happens after it reaches the page as an event.
    const eventId = await newestEventId(db);
    const open = await openFor(db, { studentId: viewer.personId, now });
    const next = await nextClasses(db, { studentId: viewer.personId, now });
    return { open, next, standings: await standingsOf(db, { studentId: viewer.personId, now }), eventId };
  });
  router.on('myAttendance', async ({ viewer, query, now }) => {
    const studentId = viewer.personId;
    const standings = await standingsOf(db, { studentId, now });
    return { standings, history: await historyOf(db, { studentId, sectionId: query.sectionId }) };
  });
};

/** One standing per active section of the student, by the policy in force. */
const standingsOf = async (db: Db, { studentId, now }: { studentId: string; now: number }): Promise<Standing[]> => {
  const { data } = await currentPolicy(db, now);
  return (await countsOf(db, studentId)).map(({ section, counts }) => {
    const numbers = computeStanding(counts, data);
    const { minimumPercent } = data;
    return {
      section,
      ...numbers,
      minimumPercent,
      sentence: standingSentence({ ...numbers, courseName: section.courseName, minimumPercent }),
    };
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
