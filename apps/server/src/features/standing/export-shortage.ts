import { stringify } from 'csv-stringify/sync';
import type { Db } from '../../platform/db/index.ts';
import { dayIn, timeZone } from '../academics/index.ts';
import { OUT_OF_REACH } from './compute-standing.ts';
import { listShortages, type ShortageQuery } from './shortage.store.ts';

export const shortageColumns = [
  'usn',
  'name',
  'course_code',
  'course',
  'section',
  'held',
  'attended',
  'percent',
  'minimum_percent',
  'condonable',
  'must_attend',
  'last_warned',
] as const;

/** The shortage list as a sheet, lowest first, formulas neutralised. Days are the institution's. */
export const exportShortage = async (
  db: Db,
  { now, ...query }: ShortageQuery & { now: number },
): Promise<{ fileName: string; csv: string }> => {
  const zone = await timeZone(db);
  const rows = (await listShortages(db, query)).map(({ student, section, ...row }) => ({
    usn: student.usn ?? '',
    name: student.name,
    course_code: section.courseCode,
    course: section.courseName,
    section: section.name,
    held: twoDigits(row.held),
    attended: twoDigits(row.attended),
    percent: twoDigits(row.percent),
    minimum_percent: row.minimumPercent,
    condonable: row.state === 'condonable' ? 'yes' : '',
    must_attend: row.mustAttend >= OUT_OF_REACH ? 'out of reach' : row.mustAttend,
    last_warned: row.warnedAt === null ? '' : dayIn(zone, row.warnedAt),
  }));
  return {
    fileName: `shortage-${dayIn(zone, now)}.csv`,
    csv: stringify(rows, {
      header: true,
      columns: [...shortageColumns],
      escape_formulas: true,
      record_delimiter: 'windows',
    }),
  };
};

/** Rounded down, as everywhere: 74.999 is below 75. */
const twoDigits = (value: number): number => Math.floor(value * 100 + 1e-7) / 100;
