import type { Db } from '../../../platform/db/index.ts';
import { addDays, startOfDay, type TermCensus, timeZone } from '../../academics/index.ts';

/** Sessions of a term that were opened on some days, and the marks that stand in them. */
export const countSessions: TermCensus['countSessions'] = async (db: Db, { termId, cut }) => {
  if (cut.length === 0) return { sessions: 0, marks: 0 };
  const zone = await timeZone(db);
  const spans = cut.map(({ start, end }) => ({
    from: startOfDay(zone, start),
    until: startOfDay(zone, addDays(end, 1)),
  }));
  const { sessions, marks } = await db
    .selectFrom('attendanceSession as s')
    .innerJoin('section', 'section.id', 's.sectionId')
    .leftJoin('mark', (join) => join.onRef('mark.sessionId', '=', 's.id').on('mark.isCurrent', '=', true))
    .select((eb) => [eb.fn.count<number>('s.id').distinct().as('sessions'), eb.fn.count<number>('mark.id').as('marks')])
    .where('section.termId', '=', termId)
    .where((eb) =>
      eb.or(spans.map(({ from, until }) => eb.and([eb('s.openedAt', '>=', from), eb('s.openedAt', '<', until)]))),
    )
    .executeTakeFirstOrThrow();
  return { sessions: Number(sessions), marks: Number(marks) };
};
