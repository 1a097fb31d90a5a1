import type { Platform } from '../../platform/platform.ts';
import { type AcademicsNeeds, academicsRoutes } from './academics.routes.ts';
import { calendarFeedRoutes } from './calendar-feed/calendar-feed.routes.ts';
import { importRoutes } from './imports/imports.routes.ts';
import { rosterRoutes } from './rosters/rosters.routes.ts';
import { timetableRoutes } from './timetable/timetable.routes.ts';

export { addDays, atWallTime, dayIn, daysBetween, hourIn, startOfDay, weekdayOf } from './calendar.ts';
export { createCourse, createSectionRow } from './create-course.ts';
export { importRow, undoableId, updateImport, viewImport } from './imports/imports.store.ts';
export { startPhotoImport } from './imports/start-import.ts';
export { academicsData } from './personal-data.ts';
export { createPlace } from './places.store.ts';
export { carryOutPlanned } from './rosters/carry-out-planned.ts';
export { dropStudent } from './rosters/drop-student.ts';
export { enrolStudents } from './rosters/enrol-students.ts';
export { splitIntoBatches } from './rosters/split-into-batches.ts';
export {
  activeStudents,
  findSection,
  isActivelyEnrolled,
  maySeeSection,
  type SectionViewer,
  sectionIdsOf,
  sectionPlace,
  sectionsOf,
  studentsAt,
  studentsTaughtBy,
  teaches,
  teachesStudent,
} from './sections.store.ts';
export { startStructure } from './start-structure.ts';
export { currentTermId, findDepartment, saveDepartment, saveTerm, timeZone } from './structure.store.ts';
export { archiveTerm, restoreTerm } from './terms/archive-term.ts';
export { assertActiveSection } from './terms/assert-active.ts';
export { changeTerm, previewTermChange } from './terms/change-term.ts';
export { rollOverTerm } from './terms/roll-over.ts';
export type { CutDays, Days, TermCensus } from './terms/term-census.ts';
export { changeClass, restoreClass } from './timetable/change-class.ts';
export type { TimetableFollower, TimetableNews } from './timetable/follower.ts';
export { addHoliday, removeHoliday } from './timetable/holidays.store.ts';
export type { Occurrence } from './timetable/occurrences-of.ts';
export { peopleConcerned, peopleOf } from './timetable/people-concerned.ts';
export { roomPlace, saveRoom } from './timetable/rooms.store.ts';
export { removeSlot, saveSlot } from './timetable/save-slot.ts';
export { classesOf, timetableOf } from './timetable/timetable.store.ts';

/** Departments, places, terms, courses, sections, enrolments, timetables, and imports. */
export const registerAcademics = (platform: Platform, needs: AcademicsNeeds): void => {
  const { follower } = needs;
  academicsRoutes(platform, needs);
  rosterRoutes(platform);
  timetableRoutes(platform, follower);
  calendarFeedRoutes(platform);
  importRoutes(platform, follower);
};
