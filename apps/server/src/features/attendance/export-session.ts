import type { StudentRef } from '@smart-presence/contract';
import { stringify } from 'csv-stringify/sync';
import type { Db } from '../../platform/db/index.ts';
import { type SectionViewer, timeZone } from '../academics/index.ts';
import { getBoard } from './board.ts';
import { policyOf, sessionFor } from './sessions.store.ts';

export interface SessionSheet {
  fileName: string;
  csv: string;
}

export interface SheetRequest {
  sessionId: string;
  viewer: SectionViewer;
  now: number;
}

export const sheetColumns = [
  'usn',
  'name',
  'mark',
  'mark_name',
  'method',
  'time',
  'flagged',
  'review',
  'section',
] as const;

/** The session as a sheet, with those held together with it: one row per student, times in the institution's zone, formulas neutralised. */
export const exportSession = async (db: Db, request: SheetRequest): Promise<SessionSheet> => {
  const { session, sessions, roster, reviews } = await getBoard(db, request);
  const policy = await policyOf(db, await sessionFor(db, request.viewer, request.sessionId));
  const zone = await timeZone(db);
  const names = new Map(policy.marks.map((kind) => [kind.code, kind.name]));
  const waiting = new Set(reviews.filter((r) => r.state === 'open').map((r) => r.student.id));
  const sections = new Map(sessions.map(({ id, section }) => [id, section]));
  const rows = roster.map(({ student, mark, sessionId }) => ({
    ...named(student),
    mark: mark?.code ?? '',
    mark_name: names.get(mark?.code ?? '') ?? '',
    method: mark?.method ?? '',
    time: mark ? localTime(zone, mark.at) : '',
    flagged: mark?.isFlagged ? 'yes' : '',
    review: waiting.has(student.id) ? 'open' : '',
    section: labelOf(sections.get(sessionId) ?? session.section),
  }));
  return {
    fileName: `${sessions.map(({ section }) => `${plain(section.courseCode)}-${plain(section.name)}`).join('-')}-${localTime(zone, session.openedAt).slice(0, 10)}.csv`,
    csv: stringify(rows, {
      header: true,
      columns: [...sheetColumns],
      escape_formulas: true,
      record_delimiter: 'windows',
    }),
  };
};

const labelOf = ({ courseCode, name }: { courseCode: string; name: string }): string => `${courseCode} ${name}`;

const named = ({ usn, name }: StudentRef) => ({ usn: usn ?? '', name });

/** `2026-08-03 09:15:00` on the wall clocks of a zone. */
const localTime = (zone: string, instant: number): string =>
  new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' }).format(instant);

/** What may stand in a file name anywhere. */
const plain = (text: string): string => text.replace(/[^A-Za-z0-9_-]+/g, '_');
