import type { SlotConflict } from '@smart-presence/contract';
import type { Db } from '../../../platform/db/index.ts';
import { daysOf, type PlannedSlot } from './occurrences-of.ts';

interface Neighbour extends PlannedSlot {
  sectionName: string;
  courseCode: string;
  startDay: string;
  endDay: string;
  roomName: string | null;
}

/** Whether two slots ever meet at the same time on the same day. Each is told with its own term. */
export const everMeet = (a: WithTerm, b: WithTerm): boolean => {
  if (a.weekday !== b.weekday || a.startTime >= b.endTime || b.startTime >= a.endTime) return false;
  const days = new Set(daysOf(a, a));
  return daysOf(b, b).some((day) => days.has(day));
};
type WithTerm = PlannedSlot & { startDay: string; endDay: string };

/** Slots of this section that share a room or a teacher with another slot at the same time, and which. */
export const conflictsOf = async (db: Db, sectionId: string): Promise<SlotConflict[]> => {
  const own = await neighbours(db, { sectionId });
  if (own.length === 0) return [];
  const weekdays = [...new Set(own.map((slot) => slot.weekday))];
  const all = await neighbours(db, { weekdays });
  const teachers = await teachersOf(db);
  const found: SlotConflict[] = [];
  for (const slot of own)
    for (const other of all) {
      if (other.sectionId === sectionId || !everMeet(slot, other)) continue;
      if (sitTogether(slot, other, teachers)) continue;
      const told = { slotId: slot.id, other: otherOf(other) };
      if (slot.roomId !== null && slot.roomId === other.roomId)
        found.push({ ...told, shares: 'room', name: slot.roomName ?? '' });
      for (const [id, name] of teachers(slot))
        if (teachers(other).has(id)) found.push({ ...told, shares: 'teacher', name });
    }
  return found;
};

/** In the same room from beginning to end with a teacher of both: they are one class, and opened as one. */
export const sitTogether = (slot: PlannedSlot, other: PlannedSlot, teachers: Teachers): boolean =>
  slot.roomId !== null &&
  slot.roomId === other.roomId &&
  slot.startTime === other.startTime &&
  slot.endTime === other.endTime &&
  [...teachers(slot).keys()].some((id) => teachers(other).has(id));

const otherOf = (slot: Neighbour): SlotConflict['other'] => ({
  slotId: slot.id,
  section: { id: slot.sectionId, name: slot.sectionName, courseCode: slot.courseCode },
  weekday: slot.weekday,
  start: slot.startTime,
  end: slot.endTime,
});

const neighbours = (db: Db, which: { sectionId: string } | { weekdays: number[] }): Promise<Neighbour[]> =>
  db
    .selectFrom('timetableSlot as s')
    .innerJoin('section', 'section.id', 's.sectionId')
    .innerJoin('course', 'course.id', 'section.courseId')
    .innerJoin('term', 'term.id', 'section.termId')
    .leftJoin('room', 'room.id', 's.roomId')
    .selectAll('s')
    .select(['section.name as sectionName', 'course.code as courseCode', 'room.name as roomName'])
    .select(['term.startDay', 'term.endDay'])
    .where('s.removedAt', 'is', null)
    .where((eb) =>
      'sectionId' in which ? eb('s.sectionId', '=', which.sectionId) : eb('s.weekday', 'in', which.weekdays),
    )
    .orderBy('s.weekday')
    .orderBy('s.startTime')
    .orderBy('s.id')
    .execute();

/** Who teaches in a slot: the one it names, else the only teacher of its section. Of several, any may be free. */
export type Teachers = (slot: Pick<PlannedSlot, 'teacherId' | 'sectionId'>) => ReadonlyMap<string, string>;

export const teachersOf = async (db: Db): Promise<Teachers> => {
  const rows = await db
    .selectFrom('sectionFaculty')
    .innerJoin('person', 'person.id', 'sectionFaculty.personId')
    .select(['sectionFaculty.sectionId', 'person.id', 'person.name'])
    .execute();
  const named = await db
    .selectFrom('timetableSlot')
    .innerJoin('person', 'person.id', 'timetableSlot.teacherId')
    .select(['person.id', 'person.name'])
    .distinct()
    .execute();
  const names = new Map([...rows, ...named].map(({ id, name }) => [id, name]));
  const bySection = new Map<string, string[]>();
  for (const { sectionId, id } of rows) bySection.set(sectionId, [...(bySection.get(sectionId) ?? []), id]);
  return ({ teacherId, sectionId }) => {
    const faculty = bySection.get(sectionId) ?? [];
    const only = faculty.length === 1 ? faculty : [];
    const ids = teacherId === null ? only : [teacherId];
    return new Map(ids.map((id) => [id, names.get(id) ?? '']));
  };
};
