import type { ReportCell, ReportColumn, ReportPart } from '@smart-presence/contract';
import { inChunks } from '../../../platform/db/index.ts';
import { currentPolicy } from '../../policies/index.ts';
import { type Making, words } from './context.ts';

export interface Concerned {
  studentIds: readonly string[];
  sectionIds: readonly string[];
  /** Days of the term: leave that touches none of them is not told. */
  from: string;
  to: string;
}

const who: ReportColumn[] = [
  { key: 'usn', label: 'USN', type: 'text' },
  { key: 'name', label: 'Name', type: 'text' },
];

/** A list of ids so long that no database minds it, each asked for once. */
const ids = (list: readonly string[]): string[] => [...new Set(list)];

/** Marks that are neither present, late nor absent, and those that a request led to: what was excused, and why. */
export const excusedPart = async (making: Making, { studentIds, sectionIds }: Concerned): Promise<ReportPart> => {
  const { presentCode, lateCode, absentCode, marks } = (await currentPolicy(making.db, making.now)).data;
  const names = new Map(marks.map(({ code, name }) => [code, name]));
  const wanted = new Set(sectionIds);
  const rows = await inChunks(ids(studentIds), (some) =>
    making.db
      .selectFrom('mark')
      .innerJoin('attendanceSession as session', 'session.id', 'mark.sessionId')
      .innerJoin('section', 'section.id', 'session.sectionId')
      .innerJoin('course', 'course.id', 'section.courseId')
      .innerJoin('person', 'person.id', 'mark.studentId')
      .leftJoin('studentProfile as profile', 'profile.personId', 'person.id')
      .leftJoin('person as actor', 'actor.id', 'mark.actorId')
      .select(['person.name', 'profile.usn', 'profile.usnKey', 'course.code as course', 'section.name as section'])
      .select(['session.sectionId', 'session.openedAt', 'mark.code', 'mark.reason', 'mark.origin', 'actor.name as by'])
      .where('mark.studentId', 'in', some)
      .where('mark.isCurrent', '=', true)
      .where((eb) =>
        eb.or([eb('mark.code', 'not in', [presentCode, lateCode, absentCode]), eb('mark.origin', 'is not', null)]),
      )
      .execute(),
  );
  return {
    title: 'What was excused, and why',
    columns: [
      ...who,
      { key: 'course', label: 'Course', type: 'text' },
      { key: 'section', label: 'Section', type: 'text' },
      { key: 'session', label: 'Session', type: 'instant' },
      { key: 'mark', label: 'Mark', type: 'code' },
      { key: 'mark_name', label: 'Meaning', type: 'text' },
      { key: 'because_of', label: 'Because of', type: 'text' },
      { key: 'reason', label: 'Reason', type: 'text' },
      { key: 'by', label: 'By', type: 'text' },
    ],
    fixed: 2,
    empty: 'Nothing was excused.',
    rows: rows
      .filter(({ sectionId }) => wanted.has(sectionId))
      .sort((a, b) => order(a.usnKey ?? a.name, b.usnKey ?? b.name) || a.openedAt - b.openedAt)
      .map((row): ReportCell[] => [
        ...[row.usn ?? '', row.name, row.course, row.section, row.openedAt, row.code],
        ...[names.get(row.code) ?? '', row.origin ?? 'roll call', row.reason ?? '', row.by ?? ''],
      ]),
  };
};

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/**
 * Leave and appeals of students with what was decided and why. What the students wrote, and their documents, stay with the requests.
 * Of requests that are about no section only administrators and the students themselves read.
 */
export const decisionsPart = async (making: Making, concerned: Concerned): Promise<ReportPart> => {
  const { db, viewer } = making;
  const wanted = new Set(concerned.sectionIds);
  const rows = await inChunks(ids(concerned.studentIds), (some) =>
    db
      .selectFrom('studentRequest as request')
      .innerJoin('person', 'person.id', 'request.studentId')
      .leftJoin('studentProfile as profile', 'profile.personId', 'person.id')
      .leftJoin('section', 'section.id', 'request.sectionId')
      .leftJoin('course', 'course.id', 'section.courseId')
      .leftJoin('attendanceSession as session', 'session.id', 'request.sessionId')
      .leftJoin('requestAnswer as answer', 'answer.requestId', 'request.id')
      .leftJoin('person as reader', 'reader.id', 'answer.answeredBy')
      .select([
        'request.id',
        'request.kind',
        'request.leaveKind',
        'request.firstDay',
        'request.lastDay',
        'request.state',
      ])
      .select(['request.askedAt', 'request.sectionId', 'request.wanted', 'session.openedAt', 'course.code as course'])
      .select(['answer.round', 'answer.verdict', 'answer.reason', 'answer.answeredAt', 'reader.name as by'])
      .select(['person.name', 'profile.usn', 'profile.usnKey'])
      .where('request.studentId', 'in', some)
      .where('request.state', '<>', 'withdrawn')
      .execute(),
  );
  const mayReadGeneral = viewer.role === 'admin' || viewer.role === 'student';
  return {
    title: 'Leave and appeals',
    columns: [
      ...who,
      { key: 'request', label: 'Request', type: 'text' },
      { key: 'about', label: 'About', type: 'text' },
      { key: 'course', label: 'Course', type: 'text' },
      { key: 'asked', label: 'Asked', type: 'instant' },
      { key: 'reading', label: 'Reading', type: 'number' },
      { key: 'verdict', label: 'Decision', type: 'text' },
      { key: 'reason', label: 'Reason', type: 'text' },
      { key: 'by', label: 'By', type: 'text' },
      { key: 'answered', label: 'Decided', type: 'instant' },
    ],
    fixed: 2,
    empty: 'Nothing was asked for.',
    rows: rows
      .filter(({ sectionId }) => (sectionId === null ? mayReadGeneral : wanted.has(sectionId)))
      .filter(({ firstDay, lastDay }) => (firstDay ?? '') <= concerned.to && (lastDay ?? '9999') >= concerned.from)
      .sort(
        (a, b) =>
          order(a.usnKey ?? a.name, b.usnKey ?? b.name) ||
          a.askedAt - b.askedAt ||
          order(a.id, b.id) ||
          (a.round ?? 0) - (b.round ?? 0),
      )
      .map((row): ReportCell[] => [
        ...[row.usn ?? '', row.name, row.kind === 'leave' ? `Leave: ${words(row.leaveKind ?? '')}` : 'Appeal'],
        row.kind === 'leave' ? `${row.firstDay} to ${row.lastDay}` : `mark ${row.wanted ?? ''}`,
        ...[row.course ?? 'all', row.askedAt, row.round, row.verdict === null ? 'waiting' : words(row.verdict)],
        ...[row.reason ?? '', row.by ?? '', row.answeredAt],
      ]),
  };
};
