import type { Db } from '../../../platform/db/index.ts';
import { fullRooms, onePerRoom } from '../timetable/full-rooms.ts';
import type { EnrolmentObject } from './objects/enrolment.ts';
import type { SlotObject } from './objects/slot.ts';
import type { Plan } from './plan.ts';

/** Notes in a plan which rooms it leaves with more students than seats, by the first row that has to do with it. */
export const noteFullRooms = async (plan: Plan, db: Db): Promise<void> => {
  const rows = new Map<string, number>();
  const more = new Map<string, number>();
  const note = (sectionId: string, row: number) => rows.set(sectionId, Math.min(row, rows.get(sectionId) ?? row));
  const slots: (SlotObject & { id: string })[] = [];
  for (const { kind, id, row, before, after } of plan.changes) {
    if (kind === 'slot') {
      const slot = after as SlotObject;
      slots.push({ id, ...slot });
      note(slot.sectionId, row);
    }
    if (kind === 'enrolment') {
      const { sectionId, droppedAt } = after as EnrolmentObject;
      const was = before !== null && (before as EnrolmentObject).droppedAt === null ? 1 : 0;
      const change = (droppedAt === null ? 1 : 0) - was;
      if (change === 0) continue;
      more.set(sectionId, (more.get(sectionId) ?? 0) + change);
      note(sectionId, row);
    }
  }
  if (rows.size === 0) return;
  const full = await fullRooms(db, { sectionIds: [...rows.keys()], planned: slots, more });
  for (const { section, room, students, capacity, sections } of onePerRoom(full)) {
    // Whoever only left made nothing fuller.
    const isOurs = slots.some(({ sectionId }) => sectionId === section.id) || (more.get(section.id) ?? 0) > 0;
    if (!isOurs) continue;
    const what = `${section.courseCode} ${section.name}${sections > 1 ? ` +${sections - 1}` : ''}`;
    const value = `${what}: ${students} / ${capacity}, ${room.name}`;
    plan.notices.add({ row: rows.get(section.id) ?? 1, column: 'room', code: 'over_capacity', value });
  }
};
