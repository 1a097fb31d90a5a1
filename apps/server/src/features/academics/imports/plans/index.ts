import type { CsvKind } from '@smart-presence/contract';
import type { CsvRow } from '../columns.ts';
import type { Looking } from '../lookups.ts';
import type { Plan } from '../plan.ts';
import { planCourses } from './courses.ts';
import { planEnrolments } from './enrolments.ts';
import { planPeople } from './people.ts';
import { planSections } from './sections.ts';
import { planTimetable } from './timetable.ts';

/** How each kind of file becomes a plan: what it would change in this database. */
export const plans: { [K in CsvKind]: (rows: readonly CsvRow<K>[], looking: Looking) => Promise<Plan> } = {
  people: planPeople,
  courses: planCourses,
  sections: planSections,
  enrolments: planEnrolments,
  timetable: planTimetable,
};
