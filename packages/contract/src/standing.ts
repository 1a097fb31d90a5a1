import { z } from 'zod';
import { Id, Instant } from './common.ts';
import { MarkMethod } from './marks.ts';
import { MarkCode, RoomCodeMode } from './policies.ts';
import { route } from './route.ts';

const tag = 'standing';

export const Standing = z.object({
  section: z.object({ id: Id, name: z.string(), courseCode: z.string(), courseName: z.string() }),
  /** Sessions that count so far. */
  held: z.int(),
  /** Sum of the attended shares. */
  attended: z.number(),
  /** null before the first session. */
  percent: z.number().nullable(),
  minimumPercent: z.number(),
  /** How many of the next sessions in a row must be attended to reach the minimum; 0 when there. */
  mustAttend: z.int(),
  /** How many of the next sessions may be missed while staying at the minimum. */
  canMiss: z.int(),
  /** Where the student stands, in one sentence. */
  sentence: z.string(),
});
export type Standing = z.infer<typeof Standing>;

export const HistoryEntry = z.object({
  sessionId: Id,
  openedAt: Instant,
  courseCode: z.string(),
  sectionName: z.string(),
  code: MarkCode.nullable(),
  method: MarkMethod.nullable(),
  state: z.string(),
});

export type HistoryEntry = z.infer<typeof HistoryEntry>;

/** A session the student can check in to now. */
export const OpenForMe = z.object({
  sessionId: Id,
  courseCode: z.string(),
  courseName: z.string(),
  sectionName: z.string(),
  teacher: z.string(),
  endsAt: Instant,
  mark: MarkCode.nullable(),
  reviewPending: z.boolean(),
  /** What the room code is for in this session. */
  roomCode: RoomCodeMode,
});
export type OpenForMe = z.infer<typeof OpenForMe>;

/** A class of the timetable as its students see it coming. */
export const NextClass = z.object({
  id: Id,
  courseName: z.string(),
  sectionName: z.string(),
  startsAt: Instant,
  endsAt: Instant,
  room: z.string().nullable(),
  /** When the timetable names somebody. */
  teacher: z.string().nullable(),
  isCancelled: z.boolean(),
  /** Why it was cancelled. */
  reason: z.string().nullable(),
  isMoved: z.boolean(),
});
export type NextClass = z.infer<typeof NextClass>;

export const standingRoutes = {
  myHome: route({
    method: 'GET',
    path: '/api/me/home',
    tag,
    summary: 'Student home: open sessions, the next classes and standing',
    reply: z.object({
      open: z.array(OpenForMe),
      next: z.array(NextClass),
      standings: z.array(Standing),
      eventId: z.int(),
    }),
  }),
  myAttendance: route({
    method: 'GET',
    path: '/api/me/attendance',
    tag,
    summary: 'Own attendance, newest session first',
    query: z.object({ sectionId: Id.optional() }),
    reply: z.object({ standings: z.array(Standing), history: z.array(HistoryEntry) }),
  }),
};
