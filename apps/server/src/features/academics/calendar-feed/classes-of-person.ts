import type { Db } from '../../../platform/db/index.ts';
import { addDays, dayIn } from '../calendar.ts';
import { timeZone } from '../structure.store.ts';
import type { Occurrence } from '../timetable/occurrences-of.ts';
import { classesOf } from '../timetable/timetable.store.ts';

export interface PersonsClass extends Occurrence {
  sectionName: string;
  courseCode: string;
  courseName: string;
  room: string | null;
  place: string | null;
  teacher: string | null;
}

/** A term stays in calendars this long after its end. */
const KEPT_DAYS = 30;

interface Whose {
  personId: string;
  role: string;
  now: number;
}

/** The classes of a person's terms by their timetables, cancelled ones included, in order of time: those a student attends, or a teacher holds. */
export const classesOfPerson = async (db: Db, { personId, role, now }: Whose): Promise<PersonsClass[]> => {
  const since = addDays(dayIn(await timeZone(db), now), -KEPT_DAYS);
  const sections = await sectionsOfPerson(db, { personId, role, since });
  const rooms = await roomsById(db);
  const found: PersonsClass[] = [];
  for (const { id, isOwn, ...names } of sections) {
    const classes = (await classesOf(db, { sectionId: id })).filter(
      ({ teacherId }) => role === 'student' || teacherId === personId || (isOwn && teacherId === null),
    );
    const teachers = await namesOf(db, classes);
    for (const one of classes)
      found.push({
        ...one,
        ...names,
        room: rooms.get(one.roomId ?? '')?.name ?? null,
        place: rooms.get(one.roomId ?? '')?.place ?? null,
        teacher: teachers.get(one.teacherId ?? '') ?? null,
      });
  }
  return found.sort((a, b) => a.startsAt - b.startsAt || (a.slotId < b.slotId ? -1 : 1));
};

/** Sections attended; or taught, and those in which somebody was named for a slot or a day. `isOwn`: classes without a name are theirs. */
const sectionsOfPerson = async (
  db: Db,
  { personId, role, since }: { personId: string; role: string; since: string },
) => {
  const rows = await db
    .selectFrom('section')
    .innerJoin('course', 'course.id', 'section.courseId')
    .innerJoin('term', 'term.id', 'section.termId')
    .select(['section.id', 'section.name as sectionName'])
    .select(['course.code as courseCode', 'course.name as courseName'])
    .select((eb) =>
      eb
        .exists(
          eb
            .selectFrom('sectionFaculty')
            .select('sectionFaculty.sectionId')
            .whereRef('sectionFaculty.sectionId', '=', 'section.id')
            .where('sectionFaculty.personId', '=', personId),
        )
        .as('isOwn'),
    )
    .where('term.endDay', '>=', since)
    .where((eb) =>
      role === 'student'
        ? eb(
            'section.id',
            'in',
            eb
              .selectFrom('enrolment')
              .select('enrolment.sectionId')
              .where('enrolment.studentId', '=', personId)
              .where('enrolment.droppedAt', 'is', null),
          )
        : eb.or([
            eb(
              'section.id',
              'in',
              eb.selectFrom('sectionFaculty').select('sectionFaculty.sectionId').where('personId', '=', personId),
            ),
            eb(
              'section.id',
              'in',
              eb.selectFrom('timetableSlot').select('timetableSlot.sectionId').where('teacherId', '=', personId),
            ),
            eb(
              'section.id',
              'in',
              eb
                .selectFrom('slotException')
                .innerJoin('timetableSlot', 'timetableSlot.id', 'slotException.slotId')
                .select('timetableSlot.sectionId')
                .where('slotException.substituteId', '=', personId),
            ),
          ]),
    )
    .orderBy('section.id')
    .execute();
  return rows.map((row) => ({ ...row, isOwn: Boolean(row.isOwn) }));
};

const roomsById = async (db: Db) => {
  const rows = await db
    .selectFrom('room')
    .innerJoin('place', 'place.id', 'room.placeId')
    .select(['room.id', 'room.name', 'place.name as place'])
    .execute();
  return new Map(rows.map((row) => [row.id, row]));
};

const namesOf = async (db: Db, classes: readonly Occurrence[]): Promise<Map<string, string>> => {
  const ids = [...new Set(classes.flatMap(({ teacherId }) => teacherId ?? []))];
  if (ids.length === 0) return new Map();
  const rows = await db.selectFrom('person').select(['id', 'name']).where('id', 'in', ids).execute();
  return new Map(rows.map(({ id, name }) => [id, name]));
};
