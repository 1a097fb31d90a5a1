import type { ReportCell, ReportPart, ReportRequest, Shortage } from '@smart-presence/contract';
import { dayIn } from '../../academics/index.ts';
import { listShortages, OUT_OF_REACH } from '../../standing/index.ts';
import { type Making, ROUNDED, type Said, termFor } from './context.ts';
import { decisionsPart, excusedPart } from './decisions.store.ts';

type Asked = Extract<ReportRequest, { kind: 'shortage' }>;

/**
 * Students below the minimum with what speaks for condoning it: their figures, what was excused and why, and what was decided on
 * what they asked for. Teachers get their own sections.
 */
export const shortageReport = async (making: Making, { zone, ...asked }: Asked & { zone: string }): Promise<Said> => {
  const { db, viewer } = making;
  const term = await termFor(making, asked.termId);
  const { departmentId, sectionId, level } = asked;
  const list = await listShortages(db, { viewer, search: '', termId: term.id, departmentId, sectionId, level });
  const concerned = {
    studentIds: list.map(({ student }) => student.id),
    sectionIds: list.map(({ section }) => section.id),
    from: term.startDay,
    to: term.endDay,
  };
  return {
    title: 'Shortage list',
    facts: [
      { label: 'Term', value: `${term.name}, ${term.startDay} to ${term.endDay}` },
      ...(await namesOf(making, asked)),
      { label: 'Shown', value: shown[level] },
      { label: 'Rows', value: String(list.length) },
    ],
    parts: [listPart(list, zone), await excusedPart(making, concerned), await decisionsPart(making, concerned)],
    notes: [
      ROUNDED,
      'Condonable: so little below the minimum that the institution may condone it.',
      ...(viewer.role === 'faculty' ? ['Sections that you teach are shown.'] : []),
    ],
  };
};

const shown: Record<Asked['level'], string> = {
  below: 'everybody below the minimum',
  condonable: 'what may be condoned',
  short: 'what is too low to be condoned',
};

const namesOf = async ({ db }: Making, { departmentId, sectionId }: Asked) => {
  const department = departmentId
    ? await db.selectFrom('department').select('name').where('id', '=', departmentId).executeTakeFirst()
    : undefined;
  const section = sectionId
    ? await db
        .selectFrom('section')
        .innerJoin('course', 'course.id', 'section.courseId')
        .select(['section.name', 'course.code'])
        .where('section.id', '=', sectionId)
        .executeTakeFirst()
    : undefined;
  return [
    ...(department ? [{ label: 'Department', value: department.name }] : []),
    ...(section ? [{ label: 'Section', value: `${section.code} ${section.name}` }] : []),
  ];
};

const listPart = (list: readonly Shortage[], zone: string): ReportPart => ({
  title: 'Students below the minimum',
  columns: [
    { key: 'usn', label: 'USN', type: 'text' },
    { key: 'name', label: 'Name', type: 'text' },
    { key: 'course_code', label: 'Course', type: 'text' },
    { key: 'course', label: 'Course name', type: 'text' },
    { key: 'section', label: 'Section', type: 'text' },
    { key: 'held', label: 'Held', type: 'number' },
    { key: 'attended', label: 'Attended', type: 'number' },
    { key: 'percent', label: 'Percent', type: 'percent' },
    { key: 'minimum_percent', label: 'Minimum', type: 'percent' },
    { key: 'condonable', label: 'Condonable', type: 'text' },
    { key: 'must_attend', label: 'Must attend', type: 'number' },
    { key: 'last_warned', label: 'Last warned', type: 'day' },
  ],
  fixed: 2,
  empty: 'Nobody is below the minimum.',
  rows: list.map(({ student, section, ...row }): ReportCell[] => [
    ...[student.usn ?? '', student.name, section.courseCode, section.courseName, section.name],
    ...[row.held, row.attended, row.percent, row.minimumPercent, row.state === 'condonable' ? 'yes' : ''],
    row.mustAttend >= OUT_OF_REACH ? 'out of reach' : row.mustAttend,
    row.warnedAt === null ? null : dayIn(zone, row.warnedAt),
  ]),
});
