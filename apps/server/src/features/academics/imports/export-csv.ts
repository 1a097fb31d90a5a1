import { type CsvKind, importColumns } from '@smart-presence/contract';
import { stringify } from 'csv-stringify/sync';
import { type Db, pagesById } from '../../../platform/db/index.ts';
import { breather } from '../../../platform/jobs/index.ts';
import { everyPerson } from '../../accounts/index.ts';
import { dayIn } from '../calendar.ts';
import { timeZone } from '../structure.store.ts';
import { neutral, weekdays } from './cells.ts';

type Cell = string | number | null;

/** Everything of one kind in the columns its import reads; no cell is one a spreadsheet would run. */
export const exportCsv = async (db: Db, kind: CsvKind): Promise<string> => {
  const breathe = breather();
  const text = (rows: readonly (readonly Cell[])[]) =>
    stringify(
      rows.map((row) => row.map((cell) => (cell === null ? '' : neutral(String(cell))))),
      {
        record_delimiter: 'windows',
      },
    );
  const pieces = [text([importColumns[kind]])];
  for await (const rows of exports[kind](db)) {
    pieces.push(text(rows));
    await breathe();
  }
  return pieces.join('');
};

/** Rows, some hundred at a time. */
type Pages = AsyncGenerator<Cell[][]>;
const PAGE = 500;
const yesOrNo = (value: boolean): string => (value ? 'yes' : 'no');

/** Sorts in code: databases do not agree on the order of letters. */
async function* pagesOf(rows: Cell[][]): Pages {
  const key = (row: Cell[]) => JSON.stringify(row);
  const sorted = rows
    .map((row) => ({ row, key: key(row) }))
    .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  for (let from = 0; from < sorted.length; from += PAGE) yield sorted.slice(from, from + PAGE).map(({ row }) => row);
}

async function* people(db: Db): Pages {
  const breathe = breather();
  const departments = new Map(
    (await db.selectFrom('department').select(['id', 'code']).execute()).map((one) => [one.id, one.code]),
  );
  const rows: Cell[][] = [];
  for await (const [, person] of everyPerson(db)) {
    const { name, email, role, usn, departmentId, year, semester, sectionLabel, guardianEmail, isUnder18 } = person;
    const department = departmentId === null ? null : (departments.get(departmentId) ?? null);
    rows.push([name, email, role, usn, department, year, semester, sectionLabel, guardianEmail, yesOrNo(isUnder18)]);
    await breathe();
  }
  yield* pagesOf(rows);
}

async function* courses(db: Db): Pages {
  const rows = await db
    .selectFrom('course')
    .innerJoin('department', 'department.id', 'course.departmentId')
    .select(['course.code', 'course.name', 'department.code as department', 'course.prescribedHours'])
    .execute();
  yield* pagesOf(rows.map(({ code, name, department, prescribedHours }) => [code, name, department, prescribedHours]));
}

async function* sections(db: Db): Pages {
  const rows = await db
    .selectFrom('section')
    .innerJoin('course', 'course.id', 'section.courseId')
    .innerJoin('term', 'term.id', 'section.termId')
    .select(['section.id', 'course.code', 'term.name as term', 'section.name', 'section.isSelfOpening'])
    .execute();
  const taught = await db
    .selectFrom('sectionFaculty')
    .innerJoin('person', 'person.id', 'sectionFaculty.personId')
    .select(['sectionFaculty.sectionId', 'person.email'])
    .where('person.email', 'is not', null)
    .execute();
  const teachers = Map.groupBy(taught, ({ sectionId }) => sectionId);
  const emailsOf = (id: string) => (teachers.get(id) ?? []).map(({ email }) => email).sort();
  yield* pagesOf(
    rows.map(({ id, code, term, name, isSelfOpening }) => [
      code,
      term,
      name,
      emailsOf(id).join('; '),
      yesOrNo(isSelfOpening),
    ]),
  );
}

async function* enrolments(db: Db): Pages {
  const breathe = breather();
  const zone = await timeZone(db);
  const rows: Cell[][] = [];
  const enrolled = pagesById((after, limit) =>
    db
      .selectFrom('enrolment')
      .innerJoin('section', 'section.id', 'enrolment.sectionId')
      .innerJoin('course', 'course.id', 'section.courseId')
      .innerJoin('term', 'term.id', 'section.termId')
      .innerJoin('person', 'person.id', 'enrolment.studentId')
      .leftJoin('studentProfile', 'studentProfile.personId', 'person.id')
      .select(['enrolment.id', 'course.code', 'term.name as term', 'section.name', 'studentProfile.usn'])
      .select(['person.email', 'enrolment.enrolledAt', 'enrolment.droppedAt'])
      .where('enrolment.id', '>', after)
      .orderBy('enrolment.id')
      .limit(limit)
      .execute(),
  );
  for await (const { code, term, name, usn, email, enrolledAt, droppedAt } of enrolled) {
    const left = droppedAt === null ? null : dayIn(zone, droppedAt);
    rows.push([code, term, name, usn, email, left === null ? 'active' : 'dropped', dayIn(zone, enrolledAt), left]);
    await breathe();
  }
  yield* pagesOf(rows);
}

async function* timetable(db: Db): Pages {
  const rows = await db
    .selectFrom('timetableSlot as s')
    .innerJoin('section', 'section.id', 's.sectionId')
    .innerJoin('course', 'course.id', 'section.courseId')
    .innerJoin('term', 'term.id', 'section.termId')
    .leftJoin('room', 'room.id', 's.roomId')
    .leftJoin('place', 'place.id', 'room.placeId')
    .leftJoin('person', 'person.id', 's.teacherId')
    .select(['course.code', 'term.name as term', 'section.name', 's.weekday', 's.startTime', 's.endTime', 's.repeat'])
    .select(['place.name as place', 'room.name as room', 'person.email as teacher', 's.fromDay', 's.untilDay'])
    .where('s.removedAt', 'is', null)
    .execute();
  yield* pagesOf(
    rows.map((row) => [
      row.code,
      row.term,
      row.name,
      weekdays[row.weekday - 1] ?? '',
      row.startTime,
      row.endTime,
      row.repeat,
      row.place,
      row.room,
      row.teacher,
      row.fromDay,
      row.untilDay,
    ]),
  );
}

const exports: Record<CsvKind, (db: Db) => Pages> = { people, courses, sections, enrolments, timetable };
