import type { OverallStanding, Standing, WhatIfSteps } from '@smart-presence/contract';
import type { Db } from '../../platform/db/index.ts';
import { fail } from '../../platform/http/index.ts';
import { computeStanding, shownPercent } from './compute-standing.ts';
import { marksOfStudent } from './marks.store.ts';
import { type Court, type JudgedSection, judgementOf, openCourt, rulesOf, sectionsOfStudent } from './section-rules.ts';
import { standingNotes, standingSentence, whatIf, whatIfSteps } from './standing-words.ts';

export interface StudentStandings {
  standings: Standing[];
  /** Over all sections together; null before the first session. */
  overall: OverallStanding | null;
}

/**
 * Where a student stands now, straight from the marks: one standing for each active section of the terms that run (or, between
 * terms, of the last one), and one over all of them.
 */
export const standingsOfStudent = async (
  db: Db,
  { studentId, now }: { studentId: string; now: number },
): Promise<StudentStandings> => {
  const all = await sectionsOfStudent(db, studentId);
  const marks = await marksOfStudent(db, studentId);
  const court = await openCourt(db, now);
  const sections = present(all, court);
  const standings: Standing[] = [];
  for (const section of sections) {
    const own = marks.filter(({ sectionId }) => sectionId === section.id);
    const { rules, judgement } = await rulesOf(db, court, section);
    const numbers = computeStanding(own, rules);
    const { policy } = rules;
    const told = { courseName: section.courseName, numbers, policy };
    const { id, name, courseCode, courseName } = section;
    const { held, attended, percent, state, mustAttend, canMiss } = numbers;
    standings.push({
      section: { id, name, courseCode, courseName },
      ...{ held, attended, percent, state, mustAttend, canMiss },
      minimumPercent: policy.minimumPercent,
      sentence: standingSentence(told),
      whatIf: whatIf(own, rules, judgement.version),
      notes: standingNotes(told),
    });
  }
  const ids = new Set(sections.map(({ id }) => id));
  return {
    standings,
    overall: overallOf({ marks: marks.filter(({ sectionId }) => ids.has(sectionId)), court, sections }),
  };
};

/**
 * What the classes to come would change in one section of the student.
 * @throws AppError `not_found` for a section the student is not enrolled in.
 */
export const whatIfIn = async (
  db: Db,
  { studentId, sectionId, now }: { studentId: string; sectionId: string; now: number },
): Promise<WhatIfSteps> => {
  const section = (await sectionsOfStudent(db, studentId)).find(({ id }) => id === sectionId) ?? fail('not_found');
  const marks = (await marksOfStudent(db, studentId)).filter((mark) => mark.sectionId === sectionId);
  const { rules, judgement } = await rulesOf(db, await openCourt(db, now), section);
  return whatIfSteps(marks, rules, judgement.version);
};

/** Those of terms that run; when none does, of the one that began last. */
const present = (sections: readonly JudgedSection[], court: Court): JudgedSection[] => {
  const running = sections.filter((section) => !judgementOf(court, section).isOver);
  if (running.length > 0) return running;
  const last = sections
    .map(({ startDay }) => startDay)
    .sort()
    .at(-1);
  return sections.filter(({ startDay }) => startDay === last);
};

interface Whole {
  marks: Parameters<typeof computeStanding>[0];
  court: Court;
  sections: readonly JudgedSection[];
}

/** Of sessions held, whatever the sections go by: hours of one and sessions of another do not add up. */
const overallOf = ({ marks, court, sections }: Whole): OverallStanding | null => {
  const [first] = sections;
  const policy = first && court.worth.get(judgementOf(court, first).version);
  if (!policy) return null;
  const { held, attended, percent } = computeStanding(marks, {
    policy: { ...policy, denominator: 'held' },
    worth: court.worth,
    outlook: { toCome: 0, prescribedHours: null, isOver: false },
  });
  if (percent === null) return null;
  const shown = Math.floor(attended * 10 + 1e-6) / 10;
  const sentence = `${shownPercent(percent)}% over all courses: ${shown} of ${held} sessions attended.`;
  return { held, attended, percent, minimumPercent: policy.minimumPercent, sentence };
};
