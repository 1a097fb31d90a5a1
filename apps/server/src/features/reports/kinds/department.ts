import type { ReportCell, ReportPart } from '@smart-presence/contract';
import { sql } from 'kysely';
import { fail } from '../../../platform/http/index.ts';
import { type Making, ROUNDED, type Said, termFor } from './context.ts';

interface Of {
  departmentId: string;
  termId: string;
}

/** Sections and students of a department in a term, with averages and who is below the minimum. */
export const departmentReport = async (
  making: Making,
  { departmentId, termId }: { departmentId: string; termId?: string | undefined },
): Promise<Said> => {
  const department = await making.db
    .selectFrom('department')
    .select(['name', 'code'])
    .where('id', '=', departmentId)
    .executeTakeFirst();
  if (!department) return fail('not_found');
  const term = await termFor(making, termId);
  const of: Of = { departmentId, termId: term.id };
  const sections = await sectionRows(making, of);
  const students = await studentRows(making, of);
  return {
    title: `Department report: ${department.name}`,
    facts: [
      { label: 'Department', value: `${department.code} ${department.name}` },
      { label: 'Term', value: `${term.name}, ${term.startDay} to ${term.endDay}` },
      { label: 'Sections', value: String(sections.rows.length) },
      { label: 'Students', value: String(students.rows.length) },
    ],
    parts: [sections, students],
    notes: [ROUNDED, 'An average is over the percentages of students in their sections, each of the same weight.'],
  };
};

const inDepartment = ({ db }: Making, { departmentId, termId }: Of) =>
  db
    .selectFrom('standing')
    .innerJoin('enrolment', (join) =>
      join
        .onRef('enrolment.sectionId', '=', 'standing.sectionId')
        .onRef('enrolment.studentId', '=', 'standing.studentId')
        .on('enrolment.droppedAt', 'is', null),
    )
    .innerJoin('person', 'person.id', 'standing.studentId')
    .innerJoin('section', 'section.id', 'standing.sectionId')
    .innerJoin('course', 'course.id', 'section.courseId')
    .where('person.isDisabled', '=', false)
    .where('course.departmentId', '=', departmentId)
    .where('section.termId', '=', termId);

const times = (state: 'condonable' | 'short') =>
  sql<number>`sum(case when standing.state = ${state} then 1 else 0 end)`.as(state);

const sectionRows = async (making: Making, of: Of): Promise<ReportPart> => {
  const sections = await making.db
    .selectFrom('section')
    .innerJoin('course', 'course.id', 'section.courseId')
    .select(['section.id', 'section.name', 'course.code', 'course.name as course'])
    .select((eb) =>
      eb
        .selectFrom('attendanceSession as session')
        .select((one) => one.fn.countAll<number>().as('n'))
        .whereRef('session.sectionId', '=', 'section.id')
        .where('session.state', 'in', ['closed', 'locked'])
        .as('sessions'),
    )
    .where('course.departmentId', '=', of.departmentId)
    .where('section.termId', '=', of.termId)
    .orderBy('course.code')
    .orderBy('section.name')
    .execute();
  const figures = await inDepartment(making, of)
    .select(({ fn }) => ['section.id', fn.countAll<number>().as('students'), fn.avg('standing.percent').as('average')])
    .select([times('condonable'), times('short')])
    .groupBy('section.id')
    .execute();
  const known = new Map(figures.map((row) => [row.id, row]));
  return {
    title: 'Sections',
    columns: [
      { key: 'course_code', label: 'Course', type: 'text' },
      { key: 'course', label: 'Name', type: 'text' },
      { key: 'section', label: 'Section', type: 'text' },
      { key: 'students', label: 'Students', type: 'number' },
      { key: 'sessions', label: 'Sessions', type: 'number' },
      { key: 'average_percent', label: 'Average', type: 'percent' },
      { key: 'below_minimum', label: 'Below minimum', type: 'number' },
      { key: 'condonable', label: 'Condonable', type: 'number' },
    ],
    fixed: 1,
    empty: 'No sections in this term.',
    rows: sections.map(({ id, name, code, course, sessions }): ReportCell[] => {
      const { students = 0, average = null, condonable = 0, short = 0 } = known.get(id) ?? {};
      const below = Number(condonable) + Number(short);
      return [code, course, name, Number(students), Number(sessions), percent(average), below, Number(condonable)];
    }),
  };
};

const studentRows = async (making: Making, of: Of): Promise<ReportPart> => {
  const rows = await inDepartment(making, of)
    .leftJoin('studentProfile as profile', 'profile.personId', 'person.id')
    .select(['person.name', 'profile.usn'])
    .select(({ fn }) => [
      fn.countAll<number>().as('sections'),
      fn.avg('standing.percent').as('average'),
      fn.min('standing.percent').as('lowest'),
    ])
    .select([times('condonable'), times('short')])
    .groupBy(['person.id', 'person.name', 'profile.usn', 'profile.usnKey'])
    .orderBy(sql`case when profile.usn_key is null then 1 else 0 end`)
    .orderBy('profile.usnKey')
    .orderBy('person.name')
    .orderBy('person.id')
    .execute();
  return {
    title: 'Students',
    columns: [
      { key: 'usn', label: 'USN', type: 'text' },
      { key: 'name', label: 'Name', type: 'text' },
      { key: 'sections', label: 'Sections', type: 'number' },
      { key: 'average_percent', label: 'Average', type: 'percent' },
      { key: 'lowest_percent', label: 'Lowest', type: 'percent' },
      { key: 'below_minimum', label: 'Below minimum', type: 'number' },
      { key: 'condonable', label: 'Condonable', type: 'number' },
    ],
    fixed: 2,
    empty: 'No students in its sections.',
    rows: rows.map(({ name, usn, sections, average, lowest, condonable, short }): ReportCell[] => [
      ...[usn ?? '', name, Number(sections), percent(average), percent(lowest)],
      ...[Number(condonable) + Number(short), Number(condonable)],
    ]),
  };
};

const percent = (value: number | string | null): number | null => (value === null ? null : Number(value));
