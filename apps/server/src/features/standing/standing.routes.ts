import type { Standing } from '@smart-presence/contract';
import type { Db } from '../../platform/db/index.ts';
import { newestEventId } from '../../platform/events/index.ts';
import type { Platform } from '../../platform/platform.ts';
import { currentPolicy } from '../policies/index.ts';
import { computeStanding, standingSentence } from './compute-standing.ts';
import { countsOf, historyOf, openFor } from './standing.store.ts';

export const standingRoutes = ({ db, router }: Platform): void => {
  router.on('myHome', async ({ viewer, now }) => {
    // The event id first: whatever happens after it reaches the page as an event.
    const eventId = await newestEventId(db);
    const open = await openFor(db, { studentId: viewer.personId, now });
    return { open, standings: await standingsOf(db, { studentId: viewer.personId, now }), eventId };
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
