import type { FullRoom } from '@smart-presence/contract';
import type { Db } from '../../../platform/db/index.ts';
import { addDays, dayIn } from '../calendar.ts';
import { timeZone } from '../structure.store.ts';
import { teachersOf } from './conflicts-of.ts';
import { cappedRooms, seatedSections } from './full-rooms.ts';
import { classesOf } from './timetable.store.ts';

/** Whether one class on its day, moved or not, has more students than seats, with those taught together with it; null: it has not. */
export const fullOnDay = async (
  db: Db,
  { slotId, day, sectionId }: { slotId: string; day: string; sectionId: string },
): Promise<FullRoom | null> => {
  const own = (await classesOf(db, { sectionId })).find((one) => one.slotId === slotId && one.day === day);
  if (!own || own.isCancelled || own.roomId === null) return null;
  const room = (await cappedRooms(db, [own])).get(own.roomId);
  if (!room) return null;
  const held = dayIn(await timeZone(db), own.startsAt);
  const around = await classesOf(db, { from: addDays(held, -1), until: addDays(held, 1) });
  const teachers = await teachersOf(db);
  const joined = around.filter(
    (one) =>
      one.sectionId !== sectionId &&
      !one.isCancelled &&
      one.roomId === own.roomId &&
      one.startsAt === own.startsAt &&
      one.endsAt === own.endsAt &&
      [...teachers(one).keys()].some((id) => teachers(own).has(id)),
  );
  const ids = [...new Set([sectionId, ...joined.map((one) => one.sectionId)])];
  const sections = await seatedSections(db, ids);
  const section = sections.get(sectionId)?.ref;
  const students = ids.reduce((sum, id) => sum + (sections.get(id)?.students ?? 0), 0);
  if (!section || students <= room.capacity) return null;
  const { id, name, capacity } = room;
  return { slotId, section, room: { id, name }, capacity, students, sections: ids.length };
};
