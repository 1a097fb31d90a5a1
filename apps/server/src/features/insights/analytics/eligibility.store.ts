import type { Eligibility } from '@smart-presence/contract';
import type { Db } from '../../../platform/db/index.ts';
import type { SectionStandings } from './analyse.ts';

/** Where the students of a term stand. */
export interface TermStandings {
  /** By section: how many are in each state. */
  states: ReadonlyMap<string, { none: number; met: number; condonable: number; short: number }>;
  /** Everybody below the minimum, once per section. */
  below: readonly { studentId: string; sectionId: string; mustAttend: number }[];
  at: number;
}

/** As the shortage list has them: students who are still enrolled and not disabled. */
const standings = (db: Db, termId: string) =>
  db
    .selectFrom('section')
    .innerJoin('standing', 'standing.sectionId', 'section.id')
    .innerJoin('enrolment', (join) =>
      join
        .onRef('enrolment.sectionId', '=', 'standing.sectionId')
        .onRef('enrolment.studentId', '=', 'standing.studentId')
        .on('enrolment.droppedAt', 'is', null),
    )
    .innerJoin('person', 'person.id', 'standing.studentId')
    .where('section.termId', '=', termId)
    .where('person.isDisabled', '=', false);

const readTerm = async (db: Db, termId: string, at: number): Promise<TermStandings> => {
  const counts = await standings(db, termId)
    .select(['standing.sectionId', 'standing.state'])
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .groupBy(['standing.sectionId', 'standing.state'])
    .execute();
  const below = await standings(db, termId)
    .select(['standing.studentId', 'standing.sectionId', 'standing.mustAttend'])
    .where('standing.state', 'in', ['condonable', 'short'])
    .execute();
  const states = new Map<string, { none: number; met: number; condonable: number; short: number }>();
  for (const { sectionId, state, n } of counts) {
    const of = states.get(sectionId) ?? { none: 0, met: 0, condonable: 0, short: 0 };
    of[state] = Number(n);
    states.set(sectionId, of);
  }
  return { states, below, at };
};

/** A job computes standings every two seconds; whoever looks sees them as they were at most this long ago. */
const KEPT_MS = 5_000;
const MOST_TERMS = 6;

/** Reads where a term's students stand at most every few seconds, however many look. The answer says when. */
export const keepStandings = (db: Db): ((termId: string, now: number) => Promise<TermStandings>) => {
  const kept = new Map<string, { at: number; read: Promise<TermStandings> }>();
  return (termId, now) => {
    const known = kept.get(termId);
    if (known && now >= known.at && now - known.at < KEPT_MS) return known.read;
    const read = readTerm(db, termId, now);
    kept.delete(termId);
    kept.set(termId, { at: now, read });
    for (const other of kept.keys()) if (kept.size > MOST_TERMS) kept.delete(other);
    // What failed is asked again.
    read.catch(() => kept.delete(termId));
    return read;
  };
};

export const bySectionOf = ({ states }: TermStandings): Map<string, SectionStandings> =>
  new Map(
    [...states].map(([id, { met, condonable, short }]) => {
      const below = condonable + short;
      return [id, { standings: met + below, below }];
    }),
  );

const NEVER = 999;

/** Of the sections that are asked about. */
export const eligibilityOf = (
  { states, below, at }: TermStandings,
  sections: { has: (id: string) => boolean },
): Eligibility => {
  const sum = { none: 0, met: 0, condonable: 0, short: 0 };
  for (const [id, { none, met, condonable, short }] of states) {
    if (!sections.has(id)) continue;
    sum.none += none;
    sum.met += met;
    sum.condonable += condonable;
    sum.short += short;
  }
  const needs = { upTo3: 0, upTo10: 0, more: 0, never: 0 };
  const students = new Set<string>();
  for (const { studentId, sectionId, mustAttend } of below) {
    if (!sections.has(sectionId)) continue;
    students.add(studentId);
    if (mustAttend >= NEVER) needs.never += 1;
    else if (mustAttend > 10) needs.more += 1;
    else if (mustAttend > 3) needs.upTo10 += 1;
    else needs.upTo3 += 1;
  }
  return { ...sum, needs, students: students.size, at };
};
