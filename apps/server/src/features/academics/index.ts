import type { Platform } from '../../platform/platform.ts';
import { academicsRoutes } from './academics.routes.ts';
import { peopleImportRoutes } from './people-import.routes.ts';

export { dayIn, startOfDay } from './calendar.ts';
export { createCourse, createSectionRow } from './create-course.ts';
export { enrolStudents } from './enrol-students.ts';
export { createPlace } from './places.store.ts';
export {
  activeStudents,
  findSection,
  isActivelyEnrolled,
  maySeeSection,
  type SectionViewer,
  sectionIdsOf,
  sectionPlace,
  sectionsOf,
  studentsTaughtBy,
  teaches,
  teachesStudent,
} from './sections.store.ts';
export { startStructure } from './start-structure.ts';
export { currentTermId, findDepartment, saveDepartment, saveTerm, timeZone } from './structure.store.ts';

/** Departments, places, terms, courses, sections, enrolments, and the import of people. */
export const registerAcademics = (platform: Platform): void => {
  academicsRoutes(platform);
  peopleImportRoutes(platform);
};
