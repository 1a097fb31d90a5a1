import { addDays, atWallTime, daysBetween, weekdayOf } from '../calendar.ts';

/** A weekly or fortnightly slot, in local times. Days are `YYYY-MM-DD`, times `HH:MM`. */
export interface PlannedSlot {
  id: string;
  sectionId: string;
  weekday: number;
  startTime: string;
  endTime: string;
  repeat: 'weekly' | 'odd-weeks' | 'even-weeks';
  roomId: string | null;
  teacherId: string | null;
  fromDay: string | null;
  untilDay: string | null;
}

/** What is different in a slot on one of its days. */
export interface PlannedException {
  slotId: string;
  day: string;
  isCancelled: boolean;
  reason: string | null;
  movedDay: string | null;
  movedStart: string | null;
  movedEnd: string | null;
  movedRoomId: string | null;
  substituteId: string | null;
}

export interface Plan {
  slots: readonly PlannedSlot[];
  exceptions: readonly PlannedException[];
  holidays: readonly { firstDay: string; lastDay: string }[];
  term: { startDay: string; endDay: string };
  zone: string;
}

/** One class. Slot and day name it, also when it is moved. Instants are milliseconds UTC. */
export interface Occurrence {
  slotId: string;
  sectionId: string;
  day: string;
  startsAt: number;
  endsAt: number;
  roomId: string | null;
  teacherId: string | null;
  isCancelled: boolean;
  reason: string | null;
  isMoved: boolean;
  isSubstituted: boolean;
}

/**
 * Every class of a term by its timetable, cancelled ones included, in order of time. No class belongs to a holiday, but
 * one may be moved onto it: whoever does that means it.
 */
export const occurrencesOf = ({ slots, exceptions, holidays, term, zone }: Plan): Occurrence[] => {
  const different = new Map(exceptions.map((exception) => [`${exception.slotId} ${exception.day}`, exception]));
  const isFree = (day: string) => holidays.some(({ firstDay, lastDay }) => firstDay <= day && day <= lastDay);
  return slots
    .flatMap((slot) =>
      daysOf(slot, term)
        .filter((day) => !isFree(day))
        .map((day) => classOn(slot, { day, exception: different.get(`${slot.id} ${day}`), zone })),
    )
    .sort((a, b) => a.startsAt - b.startsAt || (a.slotId < b.slotId ? -1 : 1));
};

/** Days of a slot by its weekday, weeks and term alone. */
export const daysOf = (slot: PlannedSlot, term: Plan['term']): string[] => {
  const first = laterOf(term.startDay, slot.fromDay ?? term.startDay);
  const last = earlierOf(term.endDay, slot.untilDay ?? term.endDay);
  const days: string[] = [];
  let day = addDays(first, (slot.weekday - weekdayOf(first) + 7) % 7);
  for (; day <= last; day = addDays(day, 7)) if (isInWeek(slot.repeat, weekOf(term.startDay, day))) days.push(day);
  return days;
};

/** 1 in the week, Monday to Sunday, in which the term starts. */
export const weekOf = (termStart: string, day: string): number => {
  const monday = addDays(termStart, 1 - weekdayOf(termStart));
  return Math.floor(daysBetween(monday, day) / 7) + 1;
};

const isInWeek = (repeat: PlannedSlot['repeat'], week: number): boolean =>
  repeat === 'weekly' || (repeat === 'odd-weeks') === (week % 2 === 1);

interface OnDay {
  day: string;
  exception: PlannedException | undefined;
  zone: string;
}

const classOn = (slot: PlannedSlot, { day, exception, zone }: OnDay): Occurrence => {
  const isMoved = exception?.movedDay != null;
  const heldOn = exception?.movedDay ?? day;
  const start = (isMoved ? exception.movedStart : null) ?? slot.startTime;
  const end = (isMoved ? exception.movedEnd : null) ?? slot.endTime;
  return {
    slotId: slot.id,
    sectionId: slot.sectionId,
    day,
    ...span(zone, { day: heldOn, start, end }),
    roomId: isMoved ? (exception.movedRoomId ?? slot.roomId) : slot.roomId,
    teacherId: exception?.substituteId ?? slot.teacherId,
    isCancelled: exception?.isCancelled ?? false,
    reason: exception?.reason ?? null,
    isMoved,
    isSubstituted: exception?.substituteId != null,
  };
};

/** From and until what the clock on the wall shows; never the wrong way round, where it skips the start or an hour twice. */
const span = (zone: string, { day, start, end }: { day: string; start: string; end: string }) => {
  const startsAt = atWallTime(zone, { day, time: start });
  const endsAt = atWallTime(zone, { day, time: end });
  return { startsAt, endsAt: endsAt > startsAt ? endsAt : startsAt + lengthOf(end) - lengthOf(start) };
};

/** Milliseconds since midnight. */
const lengthOf = (time: string): number => (Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5))) * 60_000;

const laterOf = (a: string, b: string): string => (a > b ? a : b);
const earlierOf = (a: string, b: string): string => (a < b ? a : b);
