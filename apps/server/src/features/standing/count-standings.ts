import type { TermCensus } from '../academics/index.ts';
import { judgedBy, judgementOf, openCourt, sectionsOfTerm } from './section-rules.ts';

/** Standings of a term that would be judged by other rules if it had other days. */
export const countStandings: TermCensus['countStandings'] = async (db, { termId, days, followed, now }) => {
  const court = await openCourt(db, now);
  const kept = await db
    .selectFrom('standing')
    .innerJoin('section', 'section.id', 'standing.sectionId')
    .select(['section.id', (eb) => eb.fn.countAll<number>().as('n')])
    .where('section.termId', '=', termId)
    .groupBy('section.id')
    .execute();
  const counts = new Map(kept.map(({ id, n }) => [id, Number(n)]));
  let total = 0;
  for (const section of await sectionsOfTerm(db, termId)) {
    const revision = (section.revision ?? 0) + (followed.has(section.id) ? 1 : 0);
    const after = { ...section, endDay: days.end, revision };
    const isSame =
      judgedBy(court, judgementOf(court, section), section) === judgedBy(court, judgementOf(court, after), after);
    if (!isSame) total += counts.get(section.id) ?? 0;
  }
  return total;
};
