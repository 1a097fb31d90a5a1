import { z } from 'zod';
import { FullRoom } from './capacity.ts';
import { Code, Day, Done, Id, IdParams, Instant, Name, PersonRef, Search, StudentRef } from './common.ts';
import { route } from './route.ts';

const tag = 'academics';
/** Degrees, WGS 84. `0,0` is refused: it is what broken devices report. */
export const Latitude = z.number().min(-90).max(90);
export const Longitude = z.number().min(-180).max(180);
const notNullIsland = (p: { latitude: number; longitude: number }) => p.latitude !== 0 || p.longitude !== 0;
export const Cidr = z.union([z.cidrv4(), z.cidrv6()]);

const placeFields = z.object({
  name: Name,
  latitude: Latitude,
  longitude: Longitude,
  /** Metres around the point that count as being there. */
  radius: z.number().min(10).max(5000),
  networks: z.array(Cidr).max(50).default([]),
});
export const PlaceInput = placeFields.refine(notNullIsland, { path: ['latitude'], message: '0,0 is not a real place' });
export const Place = placeFields.extend({ id: Id });
export type Place = z.infer<typeof Place>;

export const DepartmentInput = z.object({ name: Name, code: Code, placeId: Id.nullable().default(null) });
export const Department = z.object({
  id: Id,
  name: z.string(),
  code: z.string(),
  place: Place.nullable(),
  students: z.int(),
  courses: z.int(),
});
export type Department = z.infer<typeof Department>;

export const TermInput = z
  .object({ name: Name, start: Day, end: Day })
  .refine((t) => t.start < t.end, { path: ['end'], message: 'must be after the start' });
export const Term = z.object({
  id: Id,
  name: z.string(),
  start: Day,
  end: Day,
  isCurrent: z.boolean(),
  /** null unless archived: it can be read, and nothing in it changes any more. */
  archivedAt: Instant.nullable(),
});
export type Term = z.infer<typeof Term>;

export const CourseInput = z.object({
  code: Code,
  name: Name,
  departmentId: Id,
  prescribedHours: z.int().min(0).max(1000).nullable().default(null),
  /** Faculty of the section that is made with the course in the current term. */
  facultyIds: z.array(Id).max(20).default([]),
});
export const Course = z.object({
  id: Id,
  code: z.string(),
  name: z.string(),
  department: z.object({ id: Id, code: z.string(), name: z.string() }),
  prescribedHours: z.int().nullable(),
  sections: z.int(),
});
export type Course = z.infer<typeof Course>;

export const Section = z.object({
  id: Id,
  /** Group within the course and term: "A", "Lab B2". */
  name: z.string(),
  course: z.object({ id: Id, code: z.string(), name: z.string() }),
  department: z.object({ id: Id, code: z.string() }),
  term: z.object({ id: Id, name: z.string() }),
  place: Place.nullable(),
  faculty: z.array(PersonRef),
  /** Actively enrolled students. */
  students: z.int(),
});
export type Section = z.infer<typeof Section>;

export const Enrolment = z.object({
  student: StudentRef,
  /** `coming`: joins on a day to come, for the first time. */
  status: z.enum(['active', 'dropped', 'coming']),
  enrolledAt: Instant,
  droppedAt: Instant.nullable(),
  /** What happens at the beginning of a day to come; null: nothing. */
  planned: z.object({ kind: z.enum(['enrol', 'drop']), day: Day }).nullable(),
});
export type Enrolment = z.infer<typeof Enrolment>;

export const academicRoutes = {
  listPlaces: route({ method: 'GET', path: '/api/places', tag, summary: 'All places', reply: z.array(Place) }),
  createPlace: route({
    method: 'POST',
    path: '/api/places',
    tag,
    summary: 'Add a place',
    status: 201,
    body: PlaceInput,
    reply: Place,
  }),
  updatePlace: route({
    method: 'PUT',
    path: '/api/places/:id',
    tag,
    summary: 'Change a place',
    params: IdParams,
    body: PlaceInput,
    reply: Place,
  }),
  deletePlace: route({
    method: 'DELETE',
    path: '/api/places/:id',
    tag,
    summary: 'Remove a place nobody uses',
    params: IdParams,
    reply: Done,
  }),
  listDepartments: route({
    method: 'GET',
    path: '/api/departments',
    tag,
    summary: 'All departments',
    reply: z.array(Department),
  }),
  createDepartment: route({
    method: 'POST',
    path: '/api/departments',
    tag,
    summary: 'Add a department',
    status: 201,
    body: DepartmentInput,
    reply: Department,
  }),
  updateDepartment: route({
    method: 'PUT',
    path: '/api/departments/:id',
    tag,
    summary: 'Change a department',
    params: IdParams,
    body: DepartmentInput,
    reply: Department,
  }),
  deleteDepartment: route({
    method: 'DELETE',
    path: '/api/departments/:id',
    tag,
    summary: 'Remove a department nothing depends on',
    params: IdParams,
    reply: Done,
  }),
  listTerms: route({
    method: 'GET',
    path: '/api/terms',
    tag,
    summary: 'All terms that are not archived',
    reply: z.array(Term),
  }),
  createTerm: route({
    method: 'POST',
    path: '/api/terms',
    tag,
    summary: 'Add a term',
    status: 201,
    body: TermInput,
    reply: Term,
  }),
  updateTerm: route({
    method: 'PUT',
    path: '/api/terms/:id',
    tag,
    summary: 'Change a term',
    params: IdParams,
    body: TermInput,
    reply: Term,
  }),
  listCourses: route({
    method: 'GET',
    path: '/api/courses',
    tag,
    summary: 'Courses',
    query: z.object({ search: Search, departmentId: Id.optional() }),
    reply: z.array(Course),
  }),
  createCourse: route({
    method: 'POST',
    path: '/api/courses',
    tag,
    summary: 'Add a course with its section in the current term',
    status: 201,
    body: CourseInput,
    reply: Course,
  }),
  updateCourse: route({
    method: 'PUT',
    path: '/api/courses/:id',
    tag,
    summary: 'Change a course',
    params: IdParams,
    body: CourseInput.omit({ facultyIds: true }),
    reply: Course,
  }),
  listSections: route({
    method: 'GET',
    path: '/api/sections',
    tag,
    summary: 'Sections: all for admins, the own for faculty and students; of archived terms only when one is named',
    query: z.object({ termId: Id.optional(), courseId: Id.optional(), search: Search }),
    reply: z.array(Section),
  }),
  createSection: route({
    method: 'POST',
    path: '/api/sections',
    tag,
    summary: 'Add a section',
    status: 201,
    body: z.object({ courseId: Id, termId: Id, name: Name, facultyIds: z.array(Id).max(20).default([]) }),
    reply: Section,
  }),
  getSection: route({
    method: 'GET',
    path: '/api/sections/:id',
    tag,
    summary: 'One section',
    params: IdParams,
    reply: Section,
  }),
  updateSection: route({
    method: 'PATCH',
    path: '/api/sections/:id',
    tag,
    summary: 'Rename a section or change who teaches it',
    params: IdParams,
    body: z.object({ name: Name.optional(), facultyIds: z.array(Id).max(20).optional() }),
    reply: Section,
  }),
  getRoster: route({
    method: 'GET',
    path: '/api/sections/:id/roster',
    tag,
    summary: 'Students of a section, dropped ones included',
    params: IdParams,
    reply: z.array(Enrolment),
  }),
  enrolStudents: route({
    method: 'POST',
    path: '/api/sections/:id/enrolments',
    tag,
    summary: 'Enrol students, by id or by USN, at once or from a chosen day',
    params: IdParams,
    body: z.object({
      studentIds: z.array(Id).max(1000).default([]),
      usns: z.array(Code).max(1000).default([]),
      /** The day of joining: now when absent, or today; planned when it is to come. */
      from: Day.optional(),
    }),
    reply: z.object({
      enrolled: z.int(),
      /** Those who will be, at the beginning of the chosen day. */
      planned: z.int(),
      already: z.int(),
      unknownUsns: z.array(z.string()),
      /** Rooms of its timetable that have fewer seats than it has students now. */
      full: z.array(FullRoom),
    }),
  }),
  dropStudent: route({
    method: 'POST',
    path: '/api/sections/:id/enrolments/:studentId/drop',
    tag,
    summary: 'Drop a student, at once or from a chosen day; marks stay',
    params: z.object({ id: Id, studentId: Id }),
    /** The first day the student is no longer in the section: now when absent, or today; planned when it is to come. */
    body: z.object({ from: Day.optional() }),
    reply: Done,
  }),
};
