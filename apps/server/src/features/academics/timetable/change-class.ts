import type { ClassChange } from '@smart-presence/contract';
import type { z } from 'zod';
import { isForeignKeyViolation, oneAtATime, type Trx } from '../../../platform/db/index.ts';
import { fail } from '../../../platform/http/index.ts';
import { atWallTime } from '../calendar.ts';
import { maySeeSection, type SectionViewer } from '../sections.store.ts';
import { timeZone } from '../structure.store.ts';
import { assertActiveSection } from '../terms/assert-active.ts';
import type { TimetableFollower } from './follower.ts';
import { daysOf, type Occurrence } from './occurrences-of.ts';
import { assertTeacher } from './save-slot.ts';
import { classesOf, sectionInTerm, slotRow } from './timetable.store.ts';

export interface ClassOnDay {
  slotId: string;
  day: string;
  viewer: SectionViewer;
  now: number;
}

/**
 * Cancels one class, moves it or names who stands in; what is not said stays as it was.
 * @throws AppError `not_found` outside the viewer's sections, and for a day on which the slot has no class; `class_begun`.
 */
export const changeClass = async (
  trx: Trx,
  { on, change, follower }: { on: ClassOnDay; change: z.output<typeof ClassChange>; follower: TimetableFollower },
): Promise<void> => {
  const { slotId, day, viewer, now } = on;
  const { sectionId, term } = await openToChange(trx, on, follower);
  if (change.substituteId) await assertTeacher(trx, change.substituteId, 'body.substituteId');
  if (change.moved && (change.moved.day < term.startDay || change.moved.day > term.endDay))
    fail('invalid_request', { details: [{ path: 'body.moved.day', message: 'is not a day of the term' }] });
  if (change.moved && (await isPast(trx, change.moved, now)))
    fail('invalid_request', { details: [{ path: 'body.moved.start', message: 'has passed already' }] });
  const before = await classOn(trx, { ...on, sectionId });
  const values = { ...columnsOf(change), changedBy: viewer.personId, changedAt: now };
  try {
    await trx
      .insertInto('slotException')
      .values({ ...nothing, slotId, day, ...values })
      .onConflict((conflict) => conflict.columns(['slotId', 'day']).doUpdateSet(values))
      .execute();
  } catch (error) {
    if (isForeignKeyViolation(error))
      fail('invalid_request', { details: [{ path: 'body.moved.roomId', message: 'is not a room' }] });
    throw error;
  }
  await follower.follow(trx, { sectionId, now });
  await tellOf(trx, { on, sectionId, before, follower });
};

/** Holds one class as the timetable says. */
export const restoreClass = async (trx: Trx, on: ClassOnDay, follower: TimetableFollower): Promise<void> => {
  const { sectionId } = await openToChange(trx, on, follower);
  const before = await classOn(trx, { ...on, sectionId });
  await trx.deleteFrom('slotException').where('slotId', '=', on.slotId).where('day', '=', on.day).execute();
  await follower.follow(trx, { sectionId, now: on.now });
  await tellOf(trx, { on, sectionId, before, follower });
};

type OnDay = Pick<ClassOnDay, 'slotId' | 'day'> & { sectionId: string };

/** The class as it is to be held; none on a day without classes. */
const classOn = async (trx: Trx, { sectionId, slotId, day }: OnDay): Promise<Occurrence | undefined> =>
  (await classesOf(trx, { sectionId })).find((one) => one.slotId === slotId && one.day === day);

interface Telling {
  on: ClassOnDay;
  sectionId: string;
  before: Occurrence | undefined;
  follower: TimetableFollower;
}

const tellOf = async (trx: Trx, { on, sectionId, before, follower }: Telling): Promise<void> => {
  const after = await classOn(trx, { ...on, sectionId });
  if (!before || !after) return;
  await follower.tell(trx, { type: 'class', before, after, actorId: on.viewer.personId, now: on.now });
};

const isPast = async (trx: Trx, { day, start }: { day: string; start: string }, now: number): Promise<boolean> =>
  atWallTime(await timeZone(trx), { day, time: start }) <= now;

const openToChange = async (trx: Trx, { slotId, day, viewer, now }: ClassOnDay, follower: TimetableFollower) => {
  const slot = await slotRow(trx, slotId);
  if (!(await maySeeSection(trx, viewer, slot.sectionId))) fail('not_found');
  await oneAtATime(trx, `timetable:${slot.sectionId}`);
  const term = await sectionInTerm(trx, slot.sectionId);
  if (!daysOf(slot, term).includes(day)) fail('not_found');
  await assertActiveSection(trx, slot.sectionId);
  if (await follower.hasBegun(trx, { slotId, day, now })) fail('class_begun');
  return { sectionId: slot.sectionId, term };
};

const nothing = {
  isCancelled: false,
  reason: null,
  movedDay: null,
  movedStart: null,
  movedEnd: null,
  movedRoomId: null,
  substituteId: null,
};

const columnsOf = ({ cancelled, moved, substituteId }: z.output<typeof ClassChange>) => ({
  ...(cancelled !== undefined && { isCancelled: cancelled !== null, reason: cancelled?.reason ?? null }),
  ...(moved !== undefined && {
    movedDay: moved?.day ?? null,
    movedStart: moved?.start ?? null,
    movedEnd: moved?.end ?? null,
    movedRoomId: moved?.roomId ?? null,
  }),
  ...(substituteId !== undefined && { substituteId }),
});
