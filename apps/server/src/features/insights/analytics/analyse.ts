import type { Analytics, MarkMethod, SessionTotals } from '@smart-presence/contract';
import { addDays, weekdayOf } from '../../academics/index.ts';
import { methodColumns, type Tally } from '../tallies/tally.ts';

/** A section of the term with where it belongs. */
export interface PlacedSection {
  id: string;
  name: string;
  course: { id: string; code: string; name: string };
  department: { id: string; code: string; name: string };
}

export interface Question {
  /** Sections that are asked about, by id. */
  sections: ReadonlyMap<string, PlacedSection>;
  from: string | undefined;
  until: string | undefined;
  by: 'day' | 'week';
}

export type Sums = Pick<Analytics, 'total' | 'trend' | 'hours' | 'methods'> & {
  /** Sums by section, for those that had a session. */
  bySection: Map<string, SessionTotals>;
};

export const noTotals = (): SessionTotals => ({ sessions: 0, counted: 0, attended: 0, late: 0, excused: 0, review: 0 });

type Addend = Omit<SessionTotals, 'sessions'> & { sessions?: number };

export const addTo = (totals: SessionTotals, more: Addend): void => {
  totals.sessions += more.sessions ?? 1;
  totals.counted += more.counted;
  totals.attended += more.attended;
  totals.late += more.late;
  totals.excused += more.excused;
  totals.review += more.review;
};

const totalsOf = <K>(groups: Map<K, SessionTotals>, key: K): SessionTotals => {
  let totals = groups.get(key);
  if (!totals) {
    totals = noTotals();
    groups.set(key, totals);
  }
  return totals;
};

/** The Monday of a day's week. */
export const weekOf = (day: string): string => addDays(day, 1 - weekdayOf(day));

const METHODS = Object.entries(methodColumns) as [MarkMethod, (typeof methodColumns)[MarkMethod]][];

/** Adds up the sessions that are asked about. Pure, one pass. */
export const sumUp = (facts: Iterable<Tally>, { sections, from = '', until = '9999', by }: Question): Sums => {
  const total = noTotals();
  const days = new Map<string, SessionTotals>();
  const hours = new Map<number, SessionTotals>();
  const bySection = new Map<string, SessionTotals>();
  const methods = new Map(METHODS.map(([method]) => [method, 0]));
  for (const fact of facts) {
    if (!sections.has(fact.sectionId) || fact.day < from || fact.day > until) continue;
    addTo(total, fact);
    addTo(totalsOf(days, fact.day), fact);
    addTo(totalsOf(hours, fact.hour), fact);
    addTo(totalsOf(bySection, fact.sectionId), fact);
    for (const [method, column] of METHODS) methods.set(method, (methods.get(method) ?? 0) + fact[column]);
  }
  const buckets = new Map<string, SessionTotals>();
  for (const [day, totals] of days) addTo(totalsOf(buckets, by === 'week' ? weekOf(day) : day), totals);
  return {
    total,
    trend: [...buckets].map(([day, totals]) => ({ day, ...totals })).sort((a, b) => (a.day < b.day ? -1 : 1)),
    hours: [...hours].map(([hour, totals]) => ({ hour, ...totals })).sort((a, b) => a.hour - b.hour),
    methods: [...methods].flatMap(([method, attended]) => (attended > 0 ? [{ method, attended }] : [])),
    bySection,
  };
};

export const departmentsOf = (
  sections: Question['sections'],
  bySection: ReadonlyMap<string, SessionTotals>,
): Analytics['departments'] => {
  const sums = new Map<string, Analytics['departments'][number]>();
  for (const [id, totals] of bySection) {
    const department = sections.get(id)?.department;
    if (!department) continue;
    const sum = sums.get(department.id) ?? { ...department, ...noTotals() };
    sums.set(department.id, sum);
    addTo(sum, totals);
  }
  return [...sums.values()].sort((a, b) => a.name.localeCompare(b.name));
};

/** Students of a section who stand somewhere by now, and those below the minimum. */
export interface SectionStandings {
  standings: number;
  below: number;
}

interface Placed {
  sections: Question['sections'];
  bySection: ReadonlyMap<string, SessionTotals>;
  standings: ReadonlyMap<string, SectionStandings>;
}

/** Courses that had a session or have students below the minimum, riskiest first. */
export const coursesByRisk = ({ sections, bySection, standings }: Placed): Analytics['courses'] => {
  const sums = new Map<string, Analytics['courses'][number]>();
  for (const [id, { course }] of sections) {
    const sum = sums.get(course.id) ?? { ...course, ...noTotals(), standings: 0, below: 0 };
    sums.set(course.id, sum);
    addTo(sum, bySection.get(id) ?? { ...noTotals() });
    sum.standings += standings.get(id)?.standings ?? 0;
    sum.below += standings.get(id)?.below ?? 0;
  }
  return [...sums.values()].filter(({ sessions, below }) => sessions + below > 0).sort(byRisk);
};

export const sectionsByRisk = ({ sections, bySection, standings }: Placed): Analytics['sections'] =>
  [...sections.values()]
    .map(({ id, name }) => ({
      id,
      name,
      ...(bySection.get(id) ?? noTotals()),
      ...(standings.get(id) ?? { standings: 0, below: 0 }),
    }))
    .sort((a, b) => byRisk({ ...a, code: a.name }, { ...b, code: b.name }));

type Risky = SectionStandings & Pick<SessionTotals, 'attended' | 'counted'> & { code: string };

const byRisk = (a: Risky, b: Risky): number =>
  shareOf(b.below, b.standings) - shareOf(a.below, a.standings) ||
  shareOf(a.attended, a.counted, 1) - shareOf(b.attended, b.counted, 1) ||
  a.code.localeCompare(b.code);

const shareOf = (part: number, whole: number, ofNothing = 0): number => (whole === 0 ? ofNothing : part / whole);
