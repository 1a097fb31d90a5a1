import { newId } from '../../../../platform/db/index.ts';
import { everMeet } from '../../timetable/conflicts-of.ts';
import { daysOf } from '../../timetable/occurrences-of.ts';
import type { CsvRow } from '../columns.ts';
import { foldName, groupIds, knownSections, knownTeachers, type Looking } from '../lookups.ts';
import { type SlotObject, slotsById } from '../objects/slot.ts';
import { emptyPlan, type Plan, propose } from '../plan.ts';

/**
 * Slots to add and change, matched by section, weekday, start, repetition and first day. Slots that are not in the file
 * stay. A section that would meet twice at one time is a problem.
 */
export const planTimetable = async (rows: readonly CsvRow<'timetable'>[], looking: Looking): Promise<Plan> => {
  const { db, problems, breathe, now } = looking;
  const plan = emptyPlan(problems);
  const known = await knownSections(looking);
  const teacher = await knownTeachers(looking);
  const room = await knownRooms(looking);
  const slots = await slotsById(db);
  const ids = new Map([...slots].map(([id, slot]) => [keyOf(slot), id]));
  const seen = new Set<string>();
  const bySection = Map.groupBy(
    [...slots].map(([id, slot]) => ({ id, slot, row: 0 })),
    ({ slot }) => slot.sectionId,
  );
  for (const { row, says } of rows) {
    await breathe();
    const sectionId = known.find(row, says);
    if (!sectionId) continue;
    const { weekday = 1, start = '', end = '' } = says;
    const named = { sectionId, weekday, startTime: start, repeat: says.repeat ?? 'weekly', fromDay: says.from ?? null };
    const key = keyOf(named);
    if (seen.has(key)) {
      problems.add({ row, column: 'start', code: 'repeated', value: start });
      continue;
    }
    seen.add(key);
    const id = ids.get(key) ?? newId(now);
    const before = slots.get(id) ?? null;
    const roomId =
      says.room === undefined ? (before?.roomId ?? null) : room({ row, name: says.room, place: says.place });
    const kept = before?.teacherId ? [before.teacherId] : [];
    const teacherId =
      says.teacher === undefined
        ? (before?.teacherId ?? null)
        : says.teacher && teacher({ row, column: 'teacher' }, says.teacher, kept);
    if (roomId === undefined || teacherId === undefined) continue;
    const untilDay = says.until === undefined ? (before?.untilDay ?? null) : says.until;
    const after: SlotObject = { ...named, endTime: end, roomId, teacherId, untilDay };
    const term = known.terms.byId.get(known.sections.get(sectionId)?.termId ?? '');
    if (end <= start) problems.add({ row, column: 'end', code: 'invalid', value: end });
    else if (!term || daysOf({ id, ...after }, term).length === 0)
      problems.add({ row, column: 'weekday', code: 'never_held' });
    else {
      const termId = known.sections.get(sectionId)?.termId;
      propose(plan, { kind: 'slot', id, row, before, after }, known.refusal(row, termId));
      const others = (bySection.get(sectionId) ?? []).filter((other) => other.id !== id);
      bySection.set(sectionId, [...others, { id, slot: after, row }]);
    }
  }
  // Looked for once all rows are known: a file may move one class out of the way of another.
  for (const [sectionId, own] of bySection) {
    await breathe();
    const term = known.terms.byId.get(known.sections.get(sectionId)?.termId ?? '');
    if (!term) continue;
    for (const one of own) {
      const isMet = own.some(
        (other) =>
          other.id !== one.id &&
          other.row < one.row &&
          everMeet({ ...one.slot, ...term, id: one.id }, { ...other.slot, ...term, id: other.id }),
      );
      if (one.row > 0 && isMet)
        problems.add({ row: one.row, column: 'start', code: 'overlaps', value: one.slot.startTime });
    }
  }
  return plan;
};

const keyOf = (slot: Pick<SlotObject, 'sectionId' | 'weekday' | 'startTime' | 'repeat' | 'fromDay'>): string =>
  [slot.sectionId, slot.weekday, slot.startTime, slot.repeat, slot.fromDay ?? ''].join(' ');

/** Ids of rooms by name, and by place where several have that name. Problems are told. */
const knownRooms = async ({ db, problems }: Looking) => {
  const rows = await db
    .selectFrom('room')
    .innerJoin('place', 'place.id', 'room.placeId')
    .select(['room.id', 'room.nameKey', 'place.name as place'])
    .execute();
  const byName = groupIds(rows.map(({ id, nameKey }) => [foldName(nameKey), id]));
  const places = new Map(rows.map(({ id, place }) => [id, foldName(place)]));
  return ({ row, name, place }: { row: number; name: string | null; place: string | undefined }) => {
    if (name === null) return null;
    const all = byName.get(foldName(name)) ?? [];
    const [id, ...others] = place === undefined ? all : all.filter((one) => places.get(one) === foldName(place));
    if (!id) problems.add({ row, column: 'room', code: 'unknown', value: name });
    else if (others.length > 0) problems.add({ row, column: 'room', code: 'ambiguous', value: name });
    else return id;
    return undefined;
  };
};
