import type { Fixed, Flag, Id, Ms } from './columns.ts';

/** A session the timetable announces, a bounded time ahead. When it is opened, the attendance session takes its id. */
interface ScheduledSessionTable {
  id: Fixed<Id>;
  slotId: Fixed<Id>;
  /** Day of the timetable; with the slot it says which class this is, wherever it was moved. */
  day: Fixed<string>;
  sectionId: Fixed<Id>;
  startsAt: Ms;
  endsAt: Ms;
  roomId: Id | null;
  /** The slot's teacher, or who stands in; null: whoever teaches the section. */
  teacherId: Id | null;
  state: 'scheduled' | 'opened' | 'cancelled';
  reason: string | null;
  isMoved: Flag;
  isSubstituted: Flag;
}

/** How often the timetable of a section was changed; no row: never since it was made. */
interface TimetableRevisionTable {
  sectionId: Fixed<Id>;
  revision: number;
}

/** Tables of attendance: only its own stores may touch them. */
export interface ScheduledSchema {
  scheduledSession: ScheduledSessionTable;
  timetableRevision: TimetableRevisionTable;
}
