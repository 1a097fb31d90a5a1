import type { ReportCell, ReportPart } from '@smart-presence/contract';
import { fail } from '../../../platform/http/index.ts';
import { teachesStudent } from '../../academics/index.ts';
import { type Making, ROUNDED, type Said, type Term, termFor, words } from './context.ts';
import { decisionsPart } from './decisions.store.ts';

/** A student's standing, marks and requests of a term. Teachers get what concerns their own sections. */
export const studentReport = async (
  making: Making,
  { studentId, termId }: { studentId: string; termId?: string | undefined },
): Promise<Said> => {
  await assertMaySee(making, studentId);
  const student = await making.db
    .selectFrom('person')
    .leftJoin('studentProfile as profile', 'profile.personId', 'person.id')
    .leftJoin('department', 'department.id', 'profile.departmentId')
    .select(['person.name', 'profile.usn', 'profile.year', 'profile.semester', 'department.name as department'])
    .where('person.id', '=', studentId)
    .where('person.role', '=', 'student')
    .executeTakeFirst();
  if (!student) return fail('not_found');
  const term = await termFor(making, termId);
  const sections = await sectionsOf(making, { studentId, term });
  const sectionIds = sections.map(({ id }) => id);
  const { name, usn, year, semester, department } = student;
  return {
    title: `Student record: ${name}`,
    facts: [
      { label: 'USN', value: usn ?? 'none' },
      ...(department === null ? [] : [{ label: 'Department', value: department }]),
      ...(year === null ? [] : [{ label: 'Year', value: String(year) }]),
      ...(semester === null ? [] : [{ label: 'Semester', value: String(semester) }]),
      { label: 'Term', value: `${term.name}, ${term.startDay} to ${term.endDay}` },
    ],
    parts: [
      standingPart(sections),
      await historyPart(making, { studentId, sectionIds }),
      await decisionsPart(making, { studentIds: [studentId], sectionIds, from: term.startDay, to: term.endDay }),
    ],
    notes: [ROUNDED, ...(making.viewer.role === 'faculty' ? ['Sections that you teach are shown.'] : [])],
  };
};

/** The students themselves, who teaches them, and administrators. */
const assertMaySee = async ({ db, viewer }: Making, studentId: string): Promise<void> => {
  const { personId, role } = viewer;
  if (role === 'admin' || (role === 'student' && personId === studentId)) return;
  if (role === 'faculty' && (await teachesStudent(db, { facultyId: personId, studentId }))) return;
  fail('not_found');
};

const sectionsOf = ({ db, viewer }: Making, { studentId, term }: { studentId: string; term: Term }) =>
  db
    .selectFrom('enrolment')
    .innerJoin('section', 'section.id', 'enrolment.sectionId')
    .innerJoin('course', 'course.id', 'section.courseId')
    .leftJoin('standing', (join) =>
      join
        .onRef('standing.sectionId', '=', 'enrolment.sectionId')
        .onRef('standing.studentId', '=', 'enrolment.studentId'),
    )
    .select(['section.id', 'section.name', 'course.code as courseCode', 'course.name as courseName'])
    .select(['standing.held', 'standing.attended', 'standing.percent', 'standing.minimumPercent', 'standing.state'])
    .where('enrolment.studentId', '=', studentId)
    .where('enrolment.droppedAt', 'is', null)
    .where('section.termId', '=', term.id)
    .$if(viewer.role === 'faculty', (query) =>
      query.where('section.id', 'in', (eb) =>
        eb.selectFrom('sectionFaculty').select('sectionId').where('personId', '=', viewer.personId),
      ),
    )
    .orderBy('course.code')
    .orderBy('section.name')
    .execute();

const standingPart = (sections: Awaited<ReturnType<typeof sectionsOf>>): ReportPart => ({
  title: 'Standing',
  columns: [
    { key: 'course_code', label: 'Course', type: 'text' },
    { key: 'course', label: 'Name', type: 'text' },
    { key: 'section', label: 'Section', type: 'text' },
    { key: 'held', label: 'Held', type: 'number' },
    { key: 'attended', label: 'Attended', type: 'number' },
    { key: 'percent', label: 'Percent', type: 'percent' },
    { key: 'minimum_percent', label: 'Minimum', type: 'percent' },
    { key: 'state', label: 'State', type: 'text' },
  ],
  fixed: 1,
  empty: 'No sections in this term.',
  rows: sections.map(
    ({ name, courseCode, courseName, held, attended, percent, minimumPercent, state }): ReportCell[] => [
      ...[courseCode, courseName, name, held ?? 0, attended ?? 0, percent, minimumPercent],
      state === null || state === 'none' ? 'no sessions' : words(state),
    ],
  ),
});

const historyPart = async (
  { db }: Making,
  { studentId, sectionIds }: { studentId: string; sectionIds: readonly string[] },
): Promise<ReportPart> => {
  const rows = await db
    .selectFrom('mark')
    .innerJoin('attendanceSession as session', 'session.id', 'mark.sessionId')
    .innerJoin('section', 'section.id', 'session.sectionId')
    .innerJoin('course', 'course.id', 'section.courseId')
    .select(['session.openedAt', 'course.code as course', 'section.name as section'])
    .select(['mark.code', 'mark.method', 'mark.at', 'mark.reason', 'mark.version'])
    .where('mark.studentId', '=', studentId)
    .where('mark.isCurrent', '=', true)
    .where('session.sectionId', 'in', ['', ...sectionIds])
    .orderBy('session.openedAt')
    .orderBy('session.id')
    .execute();
  return {
    title: 'Attendance',
    columns: [
      { key: 'session', label: 'Session', type: 'instant' },
      { key: 'course', label: 'Course', type: 'text' },
      { key: 'section', label: 'Section', type: 'text' },
      { key: 'mark', label: 'Mark', type: 'code' },
      { key: 'method', label: 'Method', type: 'text' },
      { key: 'time', label: 'Time', type: 'instant' },
      { key: 'changes', label: 'Changes', type: 'number' },
      { key: 'reason', label: 'Reason', type: 'text' },
    ],
    fixed: 1,
    empty: 'No marks yet.',
    rows: rows.map(({ openedAt, course, section, code, method, at, version, reason }): ReportCell[] => [
      ...[openedAt, course, section, code, words(method), at, version - 1, reason ?? ''],
    ]),
  };
};
