import type { ReportColumn } from '@smart-presence/contract';
import { getBoard, policyOf, sessionFor } from '../../attendance/index.ts';
import { wallClock } from '../cell-text.ts';
import { type Making, type Said, words } from './context.ts';

const columns: ReportColumn[] = [
  { key: 'usn', label: 'USN', type: 'text' },
  { key: 'name', label: 'Name', type: 'text' },
  { key: 'mark', label: 'Mark', type: 'code' },
  { key: 'mark_name', label: 'Meaning', type: 'text' },
  { key: 'method', label: 'Method', type: 'text' },
  { key: 'time', label: 'Time', type: 'instant' },
  { key: 'flagged', label: 'Flagged', type: 'text' },
  { key: 'review', label: 'Review', type: 'text' },
  { key: 'section', label: 'Section', type: 'text' },
];

/** One row for each student of a session. @throws AppError `not_found`. */
export const sessionReport = async (
  { db, viewer, now }: Making,
  { sessionId, zone }: { sessionId: string; zone: string },
): Promise<Said> => {
  const { session, sessions, roster, reviews } = await getBoard(db, { sessionId, viewer, now });
  const policy = await policyOf(db, await sessionFor(db, viewer, sessionId));
  const names = new Map(policy.marks.map((kind) => [kind.code, kind.name]));
  const waiting = new Set(reviews.filter(({ state }) => state === 'open').map(({ student }) => student.id));
  const sectionNames = new Map(sessions.map((each) => [each.id, `${each.section.courseCode} ${each.section.name}`]));
  const { section, openedBy, openedAt, closedAt, state, counts } = session;
  const time = wallClock(zone);
  return {
    title: `Session sheet: ${section.courseName}, ${time(openedAt).slice(0, 10)}`,
    facts: [
      { label: 'Course', value: `${section.courseCode} ${section.courseName}` },
      { label: 'Section', value: sessions.map((each) => each.section.name).join(', ') },
      { label: 'Opened', value: `${time(openedAt)} by ${openedBy.name}` },
      { label: 'State', value: closedAt === null ? words(state) : `${words(state)}, closed ${time(closedAt)}` },
      { label: 'Attended', value: `${counts.attended} of ${counts.roster}` },
    ],
    parts: [
      {
        title: 'Students',
        columns,
        fixed: 2,
        empty: 'Nobody is on the roster.',
        rows: roster.map(({ student, mark, sessionId: own }) => [
          student.usn ?? '',
          student.name,
          mark?.code ?? '',
          names.get(mark?.code ?? '') ?? '',
          mark?.method ?? '',
          mark?.at ?? null,
          mark?.isFlagged ? 'yes' : '',
          waiting.has(student.id) ? 'open' : '',
          sectionNames.get(own) ?? '',
        ]),
      },
    ],
    notes: session.closedAt === null ? ['The session is not closed: marks may still come.'] : [],
  };
};
