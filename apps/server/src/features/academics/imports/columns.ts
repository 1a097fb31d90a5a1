import type { CsvKind, importColumns } from '@smart-presence/contract';
import * as cell from './cells.ts';

/** How each column is read. A column the file lacks is absent from its rows: what is known stays. */
export const cellsOf = {
  people: {
    name: cell.needed(cell.line(120)),
    email: cell.orNull(cell.email),
    role: cell.orUnsaid(cell.oneOf(['admin', 'faculty', 'student'])),
    usn: cell.orNull(cell.code),
    department: cell.orNull(cell.code),
    year: cell.orNull(cell.wholeNumber(1, 10)),
    semester: cell.orNull(cell.wholeNumber(1, 20)),
    section: cell.orNull(cell.line(16)),
    guardian_email: cell.orNull(cell.email),
    under_18: cell.yesOrNo,
  },
  courses: {
    code: cell.needed(cell.code),
    name: cell.orUnsaid(cell.line(120)),
    department: cell.orUnsaid(cell.code),
    prescribed_hours: cell.orNull(cell.wholeNumber(0, 1000)),
  },
  sections: {
    course: cell.needed(cell.code),
    term: cell.orUnsaid(cell.line(120)),
    section: cell.orUnsaid(cell.line(120)),
    teachers: cell.emails,
    opens_itself: cell.yesOrNo,
  },
  enrolments: {
    course: cell.needed(cell.code),
    term: cell.orUnsaid(cell.line(120)),
    section: cell.orUnsaid(cell.line(120)),
    usn: cell.orUnsaid(cell.code),
    email: cell.orUnsaid(cell.email),
    status: cell.orUnsaid(cell.oneOf(['active', 'dropped'])),
    enrolled_on: cell.orUnsaid(cell.day),
    dropped_on: cell.orUnsaid(cell.day),
  },
  timetable: {
    course: cell.needed(cell.code),
    term: cell.orUnsaid(cell.line(120)),
    section: cell.orUnsaid(cell.line(120)),
    weekday: cell.needed(cell.weekday),
    start: cell.needed(cell.wallTime),
    end: cell.needed(cell.wallTime),
    repeat: cell.orUnsaid(cell.oneOf(['weekly', 'odd-weeks', 'even-weeks'])),
    place: cell.orUnsaid(cell.line(120)),
    room: cell.orNull(cell.line(120)),
    teacher: cell.orNull(cell.email),
    from: cell.orNull(cell.day),
    until: cell.orNull(cell.day),
  },
} satisfies { [K in CsvKind]: Record<(typeof importColumns)[K][number], cell.Cell<unknown>> };

type Cells = typeof cellsOf;
export type Values<K extends CsvKind> = { [C in keyof Cells[K]]?: Cells[K][C] extends cell.Cell<infer T> ? T : never };

/** What one row says, by our columns. */
export interface CsvRow<K extends CsvKind> {
  /** As a spreadsheet counts: the header is 1. */
  row: number;
  says: Values<K>;
}

/** Names the columns of files from elsewhere go by, folded. */
const aliases: Record<string, readonly string[]> = {
  name: ['fullname', 'studentname', 'displayname', 'coursename', 'coursetitle', 'title'],
  email: ['mail', 'emailaddress', 'emailid', 'studentemail'],
  role: ['type', 'usertype'],
  usn: ['rollno', 'rollnumber', 'roll', 'regno', 'registrationnumber', 'studentid', 'idnumber'],
  department: ['dept', 'departmentcode', 'branch'],
  year: ['studyyear', 'yearofstudy'],
  semester: ['sem', 'term'],
  section: ['sectionlabel', 'sectionname', 'group', 'class'],
  guardian_email: ['parentemail', 'guardianmail'],
  under_18: ['minor', 'isminor', 'isunder18'],
  code: ['coursecode', 'subjectcode', 'course'],
  prescribed_hours: ['hours', 'contacthours'],
  course: ['coursecode', 'subject', 'subjectcode', 'code'],
  term: ['semester', 'session'],
  teachers: ['teacher', 'faculty', 'facultyemail', 'teacheremail', 'instructor', 'instructors'],
  enrolled_on: ['enrolmentdate', 'enrolldate', 'joiningdate', 'joined', 'begindate', 'startdate'],
  dropped_on: ['dropdate', 'dropped', 'left', 'enddate'],
  weekday: ['day', 'dayofweek'],
  start: ['starttime', 'begin', 'from'],
  end: ['endtime', 'finish', 'to'],
  repeat: ['weeks', 'repeats'],
  place: ['building', 'campus'],
  room: ['roomname', 'classroom', 'hall', 'venue'],
  teacher: ['faculty', 'facultyemail', 'teacheremail', 'instructor'],
  from: ['fromdate', 'startdate', 'firstday'],
  until: ['untildate', 'enddate', 'lastday'],
};

const fold = (text: string): string => text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');

/** Matches the file's columns to ours by name or usual alias; each column of the file is used once. */
export const guessMapping = (ours: readonly string[], columns: readonly string[]): Record<string, string> => {
  const free = new Map(columns.toReversed().map((column) => [fold(column), column]));
  const mapping: Record<string, string> = {};
  const take = (name: string, candidates: readonly string[]) => {
    const found = mapping[name] === undefined ? candidates.find((one) => free.has(one)) : undefined;
    if (found === undefined) return;
    mapping[name] = free.get(found) as string;
    free.delete(found);
  };
  // Equal names first, over all columns: an alias must not take a column another of ours is named after.
  for (const name of ours) take(name, [fold(name)]);
  for (const name of ours) take(name, aliases[name] ?? []);
  return mapping;
};
