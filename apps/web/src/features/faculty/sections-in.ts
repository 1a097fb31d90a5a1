import type { Board } from '@smart-presence/contract';
import { t } from '../../strings/index.ts';

/** Which sections sit in the class. */
export const sectionsIn = (sessions: Board['sessions']): string =>
  sessions
    .map(({ section }) => t('attendance.section', { course: section.courseCode, section: section.name }))
    .join(' + ');

/** Which courses; several sections are often of one. */
export const coursesIn = (sessions: Board['sessions']): string =>
  [...new Set(sessions.map(({ section }) => section.courseName))].join(' + ');
