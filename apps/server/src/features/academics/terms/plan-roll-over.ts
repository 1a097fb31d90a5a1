import type { RollOverReport } from '@smart-presence/contract';
import { everMeet } from '../timetable/conflicts-of.ts';
import { daysOf, type PlannedSlot } from '../timetable/occurrences-of.ts';

interface Days {
  startDay: string;
  endDay: string;
}

export interface SlotsToRoll {
  slots: readonly PlannedSlot[];
  from: Days;
  into: Days;
}

type Reason = RollOverReport['slotsLeftOut'][number]['reason'];

export interface RolledSlots {
  kept: PlannedSlot[];
  leftOut: { slot: PlannedSlot; reason: Reason }[];
}

/**
 * The slots of one section in another term, for the whole of it. Pure. The timetable as it was at the end of the old term is
 * what goes on: a slot that ended before, had given way to another.
 */
export const planSlots = ({ slots, from, into }: SlotsToRoll): RolledSlots => {
  const kept: PlannedSlot[] = [];
  const leftOut: RolledSlots['leftOut'] = [];
  for (const slot of slots) {
    const next = { ...slot, fromDay: null, untilDay: null };
    const reason = reasonAgainst({ slot, next, kept, from, into });
    if (reason) leftOut.push({ slot, reason });
    else kept.push(next);
  }
  return { kept, leftOut };
};

interface Judged {
  slot: PlannedSlot;
  next: PlannedSlot;
  kept: readonly PlannedSlot[];
  from: Days;
  into: Days;
}

const reasonAgainst = ({ slot, next, kept, from, into }: Judged): Reason | undefined => {
  if (slot.untilDay !== null && slot.untilDay < from.endDay) return 'ended';
  if (daysOf(next, into).length === 0) return 'no-day';
  return kept.some((other) => everMeet({ ...next, ...into }, { ...other, ...into })) ? 'overlap' : undefined;
};
