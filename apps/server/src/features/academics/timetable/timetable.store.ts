import type { Slot, Timetable } from '@smart-presence/contract';
import type { Selectable } from 'kysely';
import type { Db, Schema } from '../../../platform/db/index.ts';
import { fail } from '../../../platform/http/index.ts';
import { timeZone } from '../structure.store.ts';
import { conflictsOf } from './conflicts-of.ts';
import { fullRooms } from './full-rooms.ts';
import { type Occurrence, occurrencesOf, type Plan } from './occurrences-of.ts';

export type SlotRow = Selectable<Schema['timetableSlot']>;

/** What the timetable of a section is part of. @throws AppError `not_found`. */
export const sectionInTerm = async (db: Db, sectionId: string) =>
  (await db
    .selectFrom('section')
    .innerJoin('course', 'course.id', 'section.courseId')
    .innerJoin('term', 'term.id', 'section.termId')
    .select(['section.id', 'section.name', 'section.isSelfOpening', 'course.code as courseCode'])
    .select(['course.name as courseName', 'term.id as termId', 'term.name as termName'])
    .select(['term.startDay', 'term.endDay'])
    .where('section.id', '=', sectionId)
    .executeTakeFirst()) ?? fail('not_found');

/** The slots of a section as they are now. Look first whether the viewer may see it. */
export const timetableOf = async (db: Db, sectionId: string): Promise<Timetable> => {
  const section = await sectionInTerm(db, sectionId);
  const slots = await slotsOf(db, sectionId);
  return {
    section: { id: sectionId, name: section.name, courseCode: section.courseCode, courseName: section.courseName },
    term: { id: section.termId, name: section.termName, start: section.startDay, end: section.endDay },
    opensItself: section.isSelfOpening,
    slots,
    conflicts: await conflictsOf(db, sectionId),
    full: await fullRooms(db, { sectionIds: [sectionId] }),
  };
};

const slotsOf = async (db: Db, sectionId: string): Promise<Slot[]> => {
  const rows = await db
    .selectFrom('timetableSlot as s')
    .leftJoin('room', 'room.id', 's.roomId')
    .leftJoin('person', 'person.id', 's.teacherId')
    .select(['s.id', 's.weekday', 's.startTime', 's.endTime', 's.repeat', 's.fromDay', 's.untilDay'])
    .select(['s.roomId', 'room.name as roomName', 's.teacherId', 'person.name as teacherName'])
    .where('s.sectionId', '=', sectionId)
    .where('s.removedAt', 'is', null)
    .orderBy('s.weekday')
    .orderBy('s.startTime')
    .orderBy('s.id')
    .execute();
  return rows.map((row) => ({
    id: row.id,
    weekday: row.weekday,
    start: row.startTime,
    end: row.endTime,
    repeat: row.repeat,
    room: row.roomId === null ? null : { id: row.roomId, name: row.roomName ?? '' },
    teacher: row.teacherId === null ? null : { id: row.teacherId, name: row.teacherName ?? '' },
    from: row.fromDay,
    until: row.untilDay,
  }));
};

/** A slot that was not removed. @throws AppError `not_found`. */
export const slotRow = async (db: Db, id: string): Promise<SlotRow> =>
  (await db
    .selectFrom('timetableSlot')
    .selectAll()
    .where('id', '=', id)
    .where('removedAt', 'is', null)
    .executeTakeFirst()) ?? fail('not_found');

/** A section, a term, or first and last day of a span. */
export type ClassesAbout = { sectionId: string } | { termId: string } | { from: string; until: string };

/**
 * The classes of a section's whole term, those of a term, or those of every section whose term has a day in a span: four
 * queries. An archived term has none.
 */
export const classesOf = async (db: Db, about: ClassesAbout): Promise<Occurrence[]> =>
  (await plansOf(db, about)).flatMap(occurrencesOf);

/** What those classes follow from, a plan for each term. */
export const plansOf = async (db: Db, about: ClassesAbout): Promise<Plan[]> => {
  const zone = await timeZone(db);
  const slots = await db
    .selectFrom('timetableSlot as s')
    .innerJoin('section', 'section.id', 's.sectionId')
    .innerJoin('term', 'term.id', 'section.termId')
    .selectAll('s')
    .select(['term.id as termId', 'term.startDay', 'term.endDay'])
    .where('s.removedAt', 'is', null)
    .where('term.archivedAt', 'is', null)
    .where((eb) => {
      if ('sectionId' in about) return eb('s.sectionId', '=', about.sectionId);
      if ('termId' in about) return eb('term.id', '=', about.termId);
      return eb.and([eb('term.startDay', '<=', about.until), eb('term.endDay', '>=', about.from)]);
    })
    .execute();
  if (slots.length === 0) return [];
  const holidays = await db.selectFrom('holiday').selectAll().execute();
  const exceptions = await db
    .selectFrom('slotException as e')
    .innerJoin('timetableSlot as s', 's.id', 'e.slotId')
    .selectAll('e')
    .where('s.removedAt', 'is', null)
    .$if('sectionId' in about, (query) => query.where('s.sectionId', '=', (about as { sectionId: string }).sectionId))
    .execute();
  const plans = new Map<string, Plan & { slots: typeof slots }>();
  for (const slot of slots) {
    const { termId, startDay, endDay } = slot;
    const plan = plans.get(termId) ?? {
      slots: [],
      exceptions,
      holidays: holidays.filter((holiday) => holiday.termId === termId),
      term: { startDay, endDay },
      zone,
    };
    plan.slots.push(slot);
    plans.set(termId, plan);
  }
  return [...plans.values()];
};
