import type { Fixed, Flag, Id, Json, Ms } from './columns.ts';

interface PlaceTable {
  id: Fixed<Id>;
  name: string;
  latitude: number;
  longitude: number;
  radius: number;
  /** JSON array of CIDRs. */
  networks: Json;
}

interface DepartmentTable {
  id: Fixed<Id>;
  name: string;
  code: string;
  codeKey: string;
  placeId: Id | null;
}

interface TermTable {
  id: Fixed<Id>;
  name: string;
  startDay: string;
  endDay: string;
  archivedAt: Ms | null;
}

interface CourseTable {
  id: Fixed<Id>;
  code: string;
  codeKey: string;
  name: string;
  departmentId: Id;
  prescribedHours: number | null;
}

interface SectionTable {
  id: Fixed<Id>;
  courseId: Fixed<Id>;
  termId: Fixed<Id>;
  name: string;
  /** Its sessions open by themselves when the timetable says so. */
  isSelfOpening: Flag;
  /** The section of another term that this one was made from. */
  rolledFromId: Fixed<Id> | null;
  /** The section whose roster is split into this batch and others. */
  batchOfId: Fixed<Id> | null;
}

interface SectionFacultyTable {
  sectionId: Fixed<Id>;
  personId: Fixed<Id>;
}

interface EnrolmentTable {
  id: Fixed<Id>;
  sectionId: Fixed<Id>;
  studentId: Fixed<Id>;
  enrolledAt: Fixed<Ms>;
  /** null while active. */
  droppedAt: Ms | null;
}

/** A student joins or leaves a section at the beginning of a day to come. */
interface PlannedEnrolmentTable {
  id: Fixed<Id>;
  sectionId: Fixed<Id>;
  studentId: Fixed<Id>;
  kind: 'enrol' | 'drop';
  day: string;
  plannedBy: Id;
  plannedAt: Ms;
}

/** Tables of academics: only its own stores may touch them. */
export interface AcademicsSchema {
  place: PlaceTable;
  department: DepartmentTable;
  term: TermTable;
  course: CourseTable;
  section: SectionTable;
  sectionFaculty: SectionFacultyTable;
  enrolment: EnrolmentTable;
  plannedEnrolment: PlannedEnrolmentTable;
}
