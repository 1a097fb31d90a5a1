import { MOST_REGISTER_SESSIONS, type ReportColumn } from '@smart-presence/contract';
import { fail } from '../../../platform/http/index.ts';
import { findSection } from '../../academics/index.ts';
import { sectionRegister } from '../../standing/index.ts';
import { wallClock } from '../cell-text.ts';
import { type Making, ROUNDED, type Said } from './context.ts';

/** Students × sessions of a section. @throws AppError `not_found`. */
export const registerReport = async (
  { db, viewer, now }: Making,
  { sectionId, zone }: { sectionId: string; zone: string },
): Promise<Said> => {
  const section = (await findSection(db, viewer, sectionId)) ?? fail('not_found');
  const { sessions, students, minimumPercent } = await sectionRegister(db, { sectionId, viewer, now });
  const time = wallClock(zone);
  const columns: ReportColumn[] = [
    { key: 'usn', label: 'USN', type: 'text' },
    { key: 'name', label: 'Name', type: 'text' },
    { key: 'held', label: 'Held', type: 'number' },
    { key: 'attended', label: 'Attended', type: 'number' },
    { key: 'percent', label: 'Percent', type: 'percent' },
    // Day over time: a heading no wider than it must be.
    ...sessions.map(({ openedAt }): ReportColumn => {
      const at = time(openedAt);
      return { key: at, label: `${at.slice(8, 10)}/${at.slice(5, 7)} ${at.slice(11, 16)}`, type: 'code' };
    }),
  ];
  return {
    title: `Section register: ${section.course.name}, ${section.name}`,
    facts: [
      { label: 'Course', value: `${section.course.code} ${section.course.name}` },
      { label: 'Section', value: section.name },
      { label: 'Term', value: section.term.name },
      { label: 'Teachers', value: section.faculty.map(({ name }) => name).join(', ') || 'none' },
      { label: 'Sessions', value: String(sessions.length) },
      { label: 'Minimum', value: `${minimumPercent}%` },
    ],
    parts: [
      {
        title: 'Register',
        columns,
        fixed: 2,
        empty: 'Nobody is on the roster.',
        rows: students.map(({ student, isDropped, held, attended, percent, codes }) => [
          student.usn ?? '',
          isDropped ? `${student.name} (left)` : student.name,
          held,
          attended,
          percent,
          ...codes.map((code) => code ?? ''),
        ]),
      },
    ],
    notes: [
      ROUNDED,
      ...(sessions.length === MOST_REGISTER_SESSIONS ? [`The last ${MOST_REGISTER_SESSIONS} sessions are shown.`] : []),
    ],
  };
};
