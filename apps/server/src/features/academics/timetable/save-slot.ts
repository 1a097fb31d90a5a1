import type { SlotInput } from '@smart-presence/contract';
import type { z } from 'zod';
import { isForeignKeyViolation, newId, oneAtATime, type Trx } from '../../../platform/db/index.ts';
import { fail } from '../../../platform/http/index.ts';
import { assertActiveSection } from '../terms/assert-active.ts';
import { everMeet } from './conflicts-of.ts';
import { daysOf, type PlannedSlot } from './occurrences-of.ts';
import { sectionInTerm, slotRow } from './timetable.store.ts';

export interface SlotChange {
  sectionId: string;
  /** The slot to change; absent: a new one. */
  id?: string;
  fields: z.output<typeof SlotInput>;
}

/**
 * Adds or changes a slot.
 * @throws AppError `slots_overlap` when the section meets at that time already: it has one session at a time.
 * `invalid_request` when it would never be held, or names a room or teacher that does not exist.
 */
export const saveSlot = async (trx: Trx, { sectionId, id, fields }: SlotChange): Promise<string> => {
  await oneAtATime(trx, `timetable:${sectionId}`);
  await assertActiveSection(trx, sectionId);
  const term = await sectionInTerm(trx, sectionId);
  const slot: PlannedSlot = {
    id: id ?? newId(),
    sectionId,
    weekday: fields.weekday,
    startTime: fields.start,
    endTime: fields.end,
    repeat: fields.repeat,
    roomId: fields.roomId,
    teacherId: fields.teacherId,
    fromDay: fields.from,
    untilDay: fields.until,
  };
  if (daysOf(slot, term).length === 0)
    fail('invalid_request', { details: [{ path: 'body.weekday', message: 'no day of the term is like this' }] });
  await refuseOverlap(trx, { slot, term });
  if (fields.teacherId !== null) await assertTeacher(trx, fields.teacherId, 'body.teacherId');
  const { id: key, sectionId: section, ...columns } = slot;
  try {
    if (id) await trx.updateTable('timetableSlot').set(columns).where('id', '=', id).execute();
    else
      await trx
        .insertInto('timetableSlot')
        .values({ id: key, sectionId: section, ...columns, removedAt: null })
        .execute();
  } catch (error) {
    if (isForeignKeyViolation(error))
      fail('invalid_request', { details: [{ path: 'body.roomId', message: 'is not a room' }] });
    throw error;
  }
  return key;
};

const refuseOverlap = async (
  trx: Trx,
  { slot, term }: { slot: PlannedSlot; term: { startDay: string; endDay: string } },
): Promise<void> => {
  const others = await trx
    .selectFrom('timetableSlot')
    .selectAll()
    .where('sectionId', '=', slot.sectionId)
    .where('id', '<>', slot.id)
    .where('removedAt', 'is', null)
    .execute();
  const { startDay, endDay } = term;
  const overlapping = others.find((other) => everMeet({ ...slot, startDay, endDay }, { ...other, startDay, endDay }));
  if (overlapping)
    fail('slots_overlap', {
      details: [{ path: 'body.start', message: `meets from ${overlapping.startTime} to ${overlapping.endTime}` }],
    });
};

/** @throws AppError `invalid_request` when this is nobody who can teach. */
export const assertTeacher = async (trx: Trx, personId: string, path: string): Promise<void> => {
  const found = await trx
    .selectFrom('person')
    .select('id')
    .where('id', '=', personId)
    .where('role', 'in', ['faculty', 'admin'])
    .where('isDisabled', '=', false)
    .executeTakeFirst();
  if (!found) fail('invalid_request', { details: [{ path, message: 'names someone who cannot teach' }] });
};

/** Takes a slot out of the timetable. Its row stays for the sessions that were held in it. */
export const removeSlot = async (trx: Trx, { id, now }: { id: string; now: number }): Promise<void> => {
  const { sectionId } = await slotRow(trx, id);
  await assertActiveSection(trx, sectionId);
  await trx.updateTable('timetableSlot').set({ removedAt: now }).where('id', '=', id).execute();
};
