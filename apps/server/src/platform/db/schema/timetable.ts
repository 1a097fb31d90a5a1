import type { Fixed, Flag, Id, Ms } from './columns.ts';

interface RoomTable {
  id: Fixed<Id>;
  placeId: Id;
  name: string;
  /** `name` as it is compared: one place has no two rooms that differ in case alone. */
  nameKey: string;
  capacity: number | null;
}

interface HolidayTable {
  id: Fixed<Id>;
  termId: Fixed<Id>;
  name: string;
  firstDay: string;
  /** Included. */
  lastDay: string;
}

/** Local times of the institution: instants come from `occurrencesOf` alone. */
interface TimetableSlotTable {
  id: Fixed<Id>;
  sectionId: Fixed<Id>;
  /** 1 Monday to 7 Sunday. */
  weekday: number;
  startTime: string;
  endTime: string;
  repeat: 'weekly' | 'odd-weeks' | 'even-weeks';
  roomId: Id | null;
  /** null: whoever teaches the section. */
  teacherId: Id | null;
  /** null: as long as the term. */
  fromDay: string | null;
  untilDay: string | null;
  /** Kept for the sessions that were held in it. */
  removedAt: Ms | null;
}

/** What is different in one slot on one of its days. */
interface SlotExceptionTable {
  slotId: Fixed<Id>;
  day: Fixed<string>;
  isCancelled: Flag;
  reason: string | null;
  movedDay: string | null;
  movedStart: string | null;
  movedEnd: string | null;
  movedRoomId: Id | null;
  substituteId: Id | null;
  changedBy: Id;
  changedAt: Ms;
}

/** Tables of academics: only its own stores may touch them. */
export interface TimetableSchema {
  room: RoomTable;
  holiday: HolidayTable;
  timetableSlot: TimetableSlotTable;
  slotException: SlotExceptionTable;
}
