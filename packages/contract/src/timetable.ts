import { z } from 'zod';
import { AttendanceSession } from './attendance-sessions.ts';
import { FullRoom } from './capacity.ts';
import { Day, Done, Id, IdParams, Instant, Line, Name, PersonRef, Search } from './common.ts';
import { route } from './route.ts';

const tag = 'timetable';

/** 1 is Monday, 7 is Sunday (ISO 8601). */
export const Weekday = z.int().min(1).max(7);
/** What a clock on the wall of the institution shows, `HH:MM`, 00:00 to 23:59. */
export const WallTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'is a time such as 09:30');

export const RoomInput = z.object({
  name: Name,
  placeId: Id,
  /** Seats. */
  capacity: z.int().min(1).max(10_000).nullable().default(null),
});
export const Room = z.object({
  id: Id,
  name: z.string(),
  place: z.object({ id: Id, name: z.string() }),
  capacity: z.int().nullable(),
});
export type Room = z.infer<typeof Room>;
const RoomRef = z.object({ id: Id, name: z.string() });

export const HolidayInput = z
  .object({ name: Name, first: Day, last: Day })
  .refine((h) => h.first <= h.last, { path: ['last'], message: 'must not be before the first day' });
/** Days of a term without classes, first and last included. */
export const Holiday = z.object({ id: Id, name: z.string(), first: Day, last: Day });
export type Holiday = z.infer<typeof Holiday>;

/** Weeks are counted from the Monday of the week in which the term starts: that is week 1, an odd one. */
export const SlotRepeat = z.enum(['weekly', 'odd-weeks', 'even-weeks']);
export type SlotRepeat = z.infer<typeof SlotRepeat>;

const isLater = (s: { start: string; end: string }) => s.start < s.end;

export const SlotInput = z
  .object({
    weekday: Weekday,
    start: WallTime,
    end: WallTime,
    repeat: SlotRepeat.default('weekly'),
    roomId: Id.nullable().default(null),
    /** Who teaches in this slot; null: whoever teaches the section. */
    teacherId: Id.nullable().default(null),
    /** null: from the first day of the term. */
    from: Day.nullable().default(null),
    /** Included; null: until the last day of the term. */
    until: Day.nullable().default(null),
  })
  .refine(isLater, { path: ['end'], message: 'must be after the start' })
  .refine((s) => s.from === null || s.until === null || s.from <= s.until, {
    path: ['until'],
    message: 'must not be before the first day',
  });
export const Slot = z.object({
  id: Id,
  weekday: Weekday,
  start: WallTime,
  end: WallTime,
  repeat: SlotRepeat,
  room: RoomRef.nullable(),
  teacher: PersonRef.nullable(),
  from: Day.nullable(),
  until: Day.nullable(),
});
export type Slot = z.infer<typeof Slot>;

/** Two slots at the same time that share something. A warning: a room may be shared on purpose. */
export const SlotConflict = z.object({
  slotId: Id,
  shares: z.enum(['room', 'teacher']),
  /** Name of the room or teacher. */
  name: z.string(),
  /** The other slot. */
  other: z.object({
    slotId: Id,
    section: z.object({ id: Id, name: z.string(), courseCode: z.string() }),
    weekday: Weekday,
    start: WallTime,
    end: WallTime,
  }),
});
export type SlotConflict = z.infer<typeof SlotConflict>;

export const Timetable = z.object({
  section: z.object({ id: Id, name: z.string(), courseCode: z.string(), courseName: z.string() }),
  term: z.object({ id: Id, name: z.string(), start: Day, end: Day }),
  /** Sessions open by themselves when their class begins. */
  opensItself: z.boolean(),
  slots: z.array(Slot),
  conflicts: z.array(SlotConflict),
  /** Slots with more students than seats. */
  full: z.array(FullRoom),
});
export type Timetable = z.infer<typeof Timetable>;

/** What is different on one day. What is left out stays as it is; all of it is taken back by `restoreClass`. */
export const ClassChange = z.object({
  /** The class is not held; null: it is after all. */
  cancelled: z
    .object({ reason: Line(200) })
    .nullable()
    .optional(),
  /** It is held then and there instead. */
  moved: z
    .object({ day: Day, start: WallTime, end: WallTime, roomId: Id.nullable().default(null) })
    .refine(isLater, { path: ['end'], message: 'must be after the start' })
    .nullable()
    .optional(),
  /** Who teaches on this day instead. */
  substituteId: Id.nullable().optional(),
});

export const ScheduledState = z.enum(['scheduled', 'opened', 'cancelled', 'not-held']);
export type ScheduledState = z.infer<typeof ScheduledState>;

/**
 * A session that the timetable announces. When it is opened, the attendance session has the same id. It counts for
 * nobody before, nor if it is cancelled or was not held.
 */
export const ScheduledSession = z.object({
  id: Id,
  slotId: Id,
  /** The day of the timetable it belongs to, also when it was moved to another. */
  day: Day,
  section: Timetable.shape.section,
  startsAt: Instant,
  endsAt: Instant,
  /** From when on it can be opened. */
  openFrom: Instant,
  room: RoomRef.extend({ capacity: z.int().nullable() }).nullable(),
  /** Who teaches it, when the timetable names somebody. */
  teacher: PersonRef.nullable(),
  state: ScheduledState,
  /** Why it was cancelled. */
  reason: z.string().nullable(),
  isMoved: z.boolean(),
  isSubstituted: z.boolean(),
  opensItself: z.boolean(),
});
export type ScheduledSession = z.infer<typeof ScheduledSession>;

/** How many days ahead scheduled sessions are made. */
export const SCHEDULED_DAYS = 14;

const SlotDay = z.object({ id: Id, day: Day });

export const timetableRoutes = {
  listTeachers: route({
    method: 'GET',
    path: '/api/teachers',
    tag,
    summary: 'Names of those who may teach, for choosing who stands in; at most 50',
    query: z.object({ search: Search }),
    reply: z.array(PersonRef),
  }),
  listRooms: route({ method: 'GET', path: '/api/rooms', tag, summary: 'All rooms', reply: z.array(Room) }),
  createRoom: route({
    method: 'POST',
    path: '/api/rooms',
    tag,
    summary: 'Add a room',
    status: 201,
    body: RoomInput,
    reply: Room,
  }),
  updateRoom: route({
    method: 'PUT',
    path: '/api/rooms/:id',
    tag,
    summary: 'Change a room',
    params: IdParams,
    body: RoomInput,
    reply: Room,
  }),
  deleteRoom: route({
    method: 'DELETE',
    path: '/api/rooms/:id',
    tag,
    summary: 'Remove a room no timetable ever used',
    params: IdParams,
    reply: Done,
  }),
  listHolidays: route({
    method: 'GET',
    path: '/api/terms/:id/holidays',
    tag,
    summary: 'Days of a term without classes',
    params: IdParams,
    reply: z.array(Holiday),
  }),
  addHoliday: route({
    method: 'POST',
    path: '/api/terms/:id/holidays',
    tag,
    summary: 'Add days without classes to a term',
    params: IdParams,
    status: 201,
    body: HolidayInput,
    reply: Holiday,
  }),
  removeHoliday: route({
    method: 'DELETE',
    path: '/api/holidays/:id',
    tag,
    summary: 'Have classes on these days after all',
    params: IdParams,
    reply: Done,
  }),
  getTimetable: route({
    method: 'GET',
    path: '/api/sections/:id/timetable',
    tag,
    summary: 'When a section meets, and what that collides with',
    params: IdParams,
    reply: Timetable,
  }),
  addSlot: route({
    method: 'POST',
    path: '/api/sections/:id/timetable-slots',
    tag,
    summary: 'Add a slot to the timetable of a section',
    params: IdParams,
    status: 201,
    body: SlotInput,
    reply: Timetable,
  }),
  updateSlot: route({
    method: 'PUT',
    path: '/api/timetable-slots/:id',
    tag,
    summary: 'Change a slot; classes that have begun stay as they were',
    params: IdParams,
    body: SlotInput,
    reply: Timetable,
  }),
  removeSlot: route({
    method: 'DELETE',
    path: '/api/timetable-slots/:id',
    tag,
    summary: 'Remove a slot; sessions that were held stay',
    params: IdParams,
    reply: Timetable,
  }),
  setSelfOpening: route({
    method: 'PUT',
    path: '/api/sections/:id/self-opening',
    tag,
    summary: 'Whether sessions of a section open by themselves from its timetable',
    params: IdParams,
    body: z.object({ opensItself: z.boolean() }),
    reply: Timetable,
  }),
  changeClass: route({
    method: 'POST',
    path: '/api/timetable-slots/:id/days/:day',
    tag,
    summary: 'Cancel one class, move it, or let somebody else teach it',
    params: SlotDay,
    body: ClassChange,
    /** `full`: where it is held then, there are more students than seats; null: there are not. */
    reply: Done.extend({ full: FullRoom.nullable() }),
  }),
  restoreClass: route({
    method: 'DELETE',
    path: '/api/timetable-slots/:id/days/:day',
    tag,
    summary: 'Hold one class as the timetable says',
    params: SlotDay,
    reply: Done,
  }),
  listScheduled: route({
    method: 'GET',
    path: '/api/scheduled-sessions',
    tag,
    summary: 'Classes of the next days that the viewer may see, the next one first',
    query: z.object({ sectionId: Id.optional(), from: Day.optional(), to: Day.optional() }),
    reply: z.array(ScheduledSession),
  }),
  openScheduled: route({
    method: 'POST',
    path: '/api/scheduled-sessions/:id/open',
    tag,
    summary: 'Open the attendance session of a class of the timetable',
    params: IdParams,
    status: 201,
    idempotent: true,
    body: z.object({ minutes: z.int().min(1).max(120).optional() }),
    reply: AttendanceSession,
  }),
};
