import type { FullRoom } from '@smart-presence/contract';
import { type Db, inChunks } from '../../../platform/db/index.ts';
import { everMeet, sitTogether, teachersOf } from './conflicts-of.ts';
import type { PlannedSlot } from './occurrences-of.ts';

export interface Seating {
  sectionIds: readonly string[];
  /** Slots as they are to be: they take the place of those with their ids. */
  planned?: readonly PlannedSlot[];
  /** Students who are to come onto a roster, or, below zero, to leave it. */
  more?: ReadonlyMap<string, number>;
}

/**
 * Slots of these sections in rooms with fewer seats than students. Who is taught together in one slot is counted together;
 * somebody on both rosters is counted twice, since it is a warning and no sum.
 */
export const fullRooms = async (
  db: Db,
  { sectionIds, planned = [], more = new Map() }: Seating,
): Promise<FullRoom[]> => {
  const toBe = new Map(planned.map((slot) => [slot.id, slot]));
  const wanted = new Set(sectionIds);
  const withPlanned = (slots: readonly PlannedSlot[]) => [
    ...new Map([...slots.filter(({ id }) => !toBe.has(id)), ...planned].map((slot) => [slot.id, slot])).values(),
  ];
  const own = withPlanned(await slotsWhere(db, { column: 'sectionId', ids: sectionIds })).filter(({ sectionId }) =>
    wanted.has(sectionId),
  );
  const rooms = await cappedRooms(db, own);
  if (rooms.size === 0) return [];
  const inRooms = withPlanned(await slotsWhere(db, { column: 'roomId', ids: [...rooms.keys()] }));
  const byTime = Map.groupBy(inRooms, timeOf);
  const sections = await seatedSections(db, [...new Set([...own, ...inRooms].map(({ sectionId }) => sectionId))]);
  const teachers = await teachersOf(db);
  const found: FullRoom[] = [];
  for (const slot of own) {
    const room = rooms.get(slot.roomId ?? '');
    const section = sections.get(slot.sectionId);
    if (!room || !section) continue;
    const joined = (byTime.get(timeOf(slot)) ?? []).filter((other) => {
      const its = sections.get(other.sectionId);
      return its && other.sectionId !== slot.sectionId && sitTogether(slot, other, teachers)
        ? everMeet({ ...slot, ...section.days }, { ...other, ...its.days })
        : false;
    });
    const together = new Set([slot.sectionId, ...joined.map(({ sectionId }) => sectionId)]);
    let students = 0;
    for (const id of together) students += (sections.get(id)?.students ?? 0) + (more.get(id) ?? 0);
    if (students <= room.capacity) continue;
    found.push({
      slotId: slot.id,
      section: section.ref,
      room: { id: room.id, name: room.name },
      capacity: room.capacity,
      students,
      sections: together.size,
    });
  }
  return found;
};

/** One for each section and room, however many slots of it are there. */
export const onePerRoom = (full: readonly FullRoom[]): FullRoom[] => [
  ...new Map(full.map((one) => [`${one.section.id} ${one.room.id}`, one])).values(),
];

const timeOf = ({ roomId, weekday, startTime, endTime }: PlannedSlot): string =>
  `${roomId} ${weekday} ${startTime} ${endTime}`;

const slotsWhere = (
  db: Db,
  { column, ids }: { column: 'sectionId' | 'roomId'; ids: readonly string[] },
): Promise<PlannedSlot[]> =>
  inChunks(ids, (some) =>
    db.selectFrom('timetableSlot').selectAll().where('removedAt', 'is', null).where(column, 'in', some).execute(),
  );

/** Those rooms whose seats are known. */
export const cappedRooms = async (db: Db, slots: readonly { roomId: string | null }[]) => {
  const ids = [...new Set(slots.flatMap(({ roomId }) => roomId ?? []))];
  const rows = await inChunks(ids, (some) =>
    db.selectFrom('room').select(['id', 'name', 'capacity']).where('id', 'in', some).execute(),
  );
  return new Map(
    rows.flatMap(({ capacity, ...room }) => (capacity === null ? [] : [[room.id, { ...room, capacity }]])),
  );
};

/** Sections with how many are on their rosters now. */
export const seatedSections = async (db: Db, ids: readonly string[]) => {
  const rows = await inChunks(ids, (some) =>
    db
      .selectFrom('section')
      .innerJoin('course', 'course.id', 'section.courseId')
      .innerJoin('term', 'term.id', 'section.termId')
      .select(['section.id', 'section.name', 'course.code as courseCode', 'term.startDay', 'term.endDay'])
      .select((eb) =>
        eb
          .selectFrom('enrolment')
          .select(eb.fn.countAll<number>().as('n'))
          .whereRef('enrolment.sectionId', '=', 'section.id')
          .where('enrolment.droppedAt', 'is', null)
          .as('students'),
      )
      .where('section.id', 'in', some)
      .execute(),
  );
  return new Map(
    rows.map(({ startDay, endDay, students, ...ref }) => [
      ref.id,
      { ref, days: { startDay, endDay }, students: Number(students ?? 0) },
    ]),
  );
};
