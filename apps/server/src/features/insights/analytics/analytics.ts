import type { Analytics, AnalyticsFilter } from '@smart-presence/contract';
import type { Db } from '../../../platform/db/index.ts';
import { fail } from '../../../platform/http/index.ts';
import { addDays, currentTermId, dayIn, daysBetween, timeZone } from '../../academics/index.ts';
import { coursesByRisk, departmentsOf, noTotals, type Sums, sectionsByRisk } from './analyse.ts';
import { bySectionOf, eligibilityOf, keepStandings } from './eligibility.store.ts';
import { keepFacts } from './facts.ts';
import { isThere, placedSections, type TermRow, termBefore, termById } from './structure.store.ts';
import { keepSums } from './sums.ts';

export type AskAnalytics = (filter: AnalyticsFilter, now: number) => Promise<Analytics>;

/** @returns a function that answers; it throws AppError `not_found`, `invalid_request` for filters that name nothing or no time. */
export const openAnalytics = (db: Db): AskAnalytics => {
  const sumsOf = keepSums(keepFacts(db));
  const standingsOf = keepStandings(db);
  return async (filter, now) => {
    const { by, courseId, from, until } = filter;
    await assertFilter(db, filter);
    const term = await askedTerm(db, { filter, now });
    if (!term) return nothing(now);
    const former = await termBefore(db, term);
    const termIds = [term.id, ...(former ? [former.id] : [])];
    const placed = await placedSections(db, { ...filter, termIds });
    const sections = placed.get(term.id) ?? new Map();
    const { bySection, ...sums } = await sumsOf(term.id, { sections, from, until, by });
    const kept = await standingsOf(term.id, now);
    const risks = { sections, bySection, standings: bySectionOf(kept) };
    return {
      term: { id: term.id, name: term.name, start: term.startDay, end: term.endDay },
      ...sums,
      departments: departmentsOf(sections, bySection),
      before:
        former === undefined
          ? null
          : await sameTimeIn(former, {
              term,
              filter,
              today: dayIn(await timeZone(db), now),
              sum: (days) => sumsOf(former.id, { sections: placed.get(former.id) ?? new Map(), by, ...days }),
            }),
      courses: coursesByRisk(risks),
      sections: courseId === undefined ? [] : sectionsByRisk(risks),
      eligibility: eligibilityOf(kept, sections),
    };
  };
};

const assertFilter = async (db: Db, { departmentId, courseId, from, until }: AnalyticsFilter): Promise<void> => {
  if (from !== undefined && until !== undefined && from > until)
    fail('invalid_request', { details: [{ path: 'query.until', message: 'is before from' }] });
  if (departmentId !== undefined && !(await isThere(db, 'department', departmentId))) fail('not_found');
  if (courseId !== undefined && !(await isThere(db, 'course', courseId))) fail('not_found');
};

const askedTerm = async (
  db: Db,
  { filter, now }: { filter: AnalyticsFilter; now: number },
): Promise<TermRow | undefined> => {
  if (filter.termId !== undefined) return (await termById(db, filter.termId)) ?? fail('not_found');
  const id = await currentTermId(db, now);
  return id === undefined ? undefined : termById(db, id);
};

interface Comparison {
  term: TermRow;
  filter: AnalyticsFilter;
  today: string;
  sum: (days: { from: string | undefined; until: string }) => Promise<Sums>;
}

/** The term before over the same days of it: moved by whole weeks, so that Mondays meet Mondays, and no further than today. */
const sameTimeIn = async (
  former: TermRow,
  { term, filter, today, sum }: Comparison,
): Promise<NonNullable<Analytics['before']>> => {
  const weeks = Math.round(daysBetween(former.startDay, term.startDay) / 7);
  const back = (day: string) => addDays(day, -7 * weeks);
  const last = [filter.until ?? term.endDay, term.endDay, today].sort()[0] as string;
  const { total, trend } = await sum({ from: filter.from && back(filter.from), until: back(last) });
  return {
    term: { id: former.id, name: former.name },
    total,
    trend: trend.map((point) => ({ ...point, day: addDays(point.day, 7 * weeks) })),
  };
};

const nothing = (now: number): Analytics => ({
  term: null,
  total: noTotals(),
  trend: [],
  before: null,
  ...{ departments: [], courses: [], sections: [], hours: [], methods: [] },
  eligibility: {
    ...{ none: 0, met: 0, condonable: 0, short: 0, students: 0 },
    needs: { upTo3: 0, upTo10: 0, more: 0, never: 0 },
    at: now,
  },
});
