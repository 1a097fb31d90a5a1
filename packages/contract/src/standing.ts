import { z } from 'zod';
import { Id, Instant, Page, paged, Search, StudentRef } from './common.ts';
import { MarkMethod } from './marks.ts';
import { MarkCode, RoomCodeMode } from './policy-choices.ts';
import { route } from './route.ts';

const tag = 'standing';

/** none: no session yet; met: at the minimum; condonable: so little below it that it may be condoned; short: below that. */
export const StandingState = z.enum(['none', 'met', 'condonable', 'short']);
export type StandingState = z.infer<typeof StandingState>;

export const Standing = z.object({
  section: z.object({ id: Id, name: z.string(), courseCode: z.string(), courseName: z.string() }),
  /** Sessions that count so far; hours where the policy goes by hours prescribed. */
  held: z.number(),
  /** Sum of the attended shares. */
  attended: z.number(),
  /** null before the first session. */
  percent: z.number().nullable(),
  minimumPercent: z.number(),
  state: StandingState,
  /** How many of those to come must be attended to reach the minimum; 0 when there, 999 when it is out of reach. */
  mustAttend: z.int(),
  /** How many of those to come may be missed while staying at the minimum. */
  canMiss: z.int(),
  /** Where the student stands, in one sentence. */
  sentence: z.string(),
  /** What the next sessions would change, in sentences. */
  whatIf: z.array(z.string()),
  /** What the rules do in this case: condonation, the cap on duty. */
  notes: z.array(z.string()),
});
export type Standing = z.infer<typeof Standing>;

/** So many of the classes to come a student may look ahead. */
export const MOST_AHEAD = 20;

/** Whole percent, rounded down, after attending or missing so many of the next classes; the first is of none, as it is now. */
export const WhatIfSteps = z.object({
  minimumPercent: z.number(),
  attend: z.array(z.int()),
  miss: z.array(z.int()),
});
export type WhatIfSteps = z.infer<typeof WhatIfSteps>;

/** Over all courses of a student, of sessions held. */
export const OverallStanding = z.object({
  held: z.number(),
  attended: z.number(),
  percent: z.number(),
  minimumPercent: z.number(),
  sentence: z.string(),
});
export type OverallStanding = z.infer<typeof OverallStanding>;

/** Whether the student's guardian is warned, too. off: the college warns no guardians, or knows no address. */
export const GuardianWarnings = z.object({
  state: z.enum(['off', 'under-18', 'yes', 'no']),
  email: z.string().nullable(),
});
export type GuardianWarnings = z.infer<typeof GuardianWarnings>;

/** A student of a section who is below its minimum. */
export const Shortage = z.object({
  student: StudentRef,
  section: z.object({ id: Id, name: z.string(), courseCode: z.string(), courseName: z.string() }),
  held: z.number(),
  attended: z.number(),
  percent: z.number(),
  minimumPercent: z.number(),
  state: z.enum(['condonable', 'short']),
  mustAttend: z.int(),
  /** When the student was last warned about this section. */
  warnedAt: Instant.nullable(),
});
export type Shortage = z.infer<typeof Shortage>;

/** below: everybody below the minimum; condonable: those within the condonation band; short: those below it. */
export const ShortageFilter = z.object({
  search: Search,
  /** The current term when absent. */
  termId: z.union([Id, z.literal('all')]).optional(),
  departmentId: Id.optional(),
  sectionId: Id.optional(),
  level: z.enum(['below', 'condonable', 'short']).default('below'),
});
export type ShortageFilter = z.infer<typeof ShortageFilter>;

export const HistoryEntry = z.object({
  sessionId: Id,
  openedAt: Instant,
  courseCode: z.string(),
  sectionName: z.string(),
  code: MarkCode.nullable(),
  method: MarkMethod.nullable(),
  state: z.string(),
  /** Somebody still has to decide whether the student was there. */
  isUnderReview: z.boolean(),
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
      overall: OverallStanding.nullable(),
      eventId: z.int(),
    }),
  }),
  myAttendance: route({
    method: 'GET',
    path: '/api/me/attendance',
    tag,
    summary: 'Own attendance, newest session first',
    query: z.object({ sectionId: Id.optional() }),
    reply: z.object({
      standings: z.array(Standing),
      overall: OverallStanding.nullable(),
      history: z.array(HistoryEntry),
    }),
  }),
  myWhatIf: route({
    method: 'GET',
    path: '/api/me/what-if',
    tag,
    summary: 'Where the viewer would stand in a section after attending, or missing, the next classes',
    query: z.object({ sectionId: Id }),
    reply: WhatIfSteps,
  }),
  myGuardianWarnings: route({
    method: 'GET',
    path: '/api/me/guardian-warnings',
    tag,
    summary: 'Whether the own guardian hears of warnings, too',
    reply: GuardianWarnings,
  }),
  saveGuardianWarnings: route({
    method: 'PUT',
    path: '/api/me/guardian-warnings',
    tag,
    summary: 'Have the own guardian warned, too, or no longer',
    body: z.object({ isOptedIn: z.boolean() }),
    reply: GuardianWarnings,
  }),
  listShortage: route({
    method: 'GET',
    path: '/api/shortage',
    tag,
    summary: 'Students below the minimum, lowest first, of the sections the viewer may see',
    query: Page.extend(ShortageFilter.shape),
    reply: paged(Shortage).extend({ condonable: z.int(), short: z.int() }),
  }),
  exportShortage: route({
    method: 'GET',
    path: '/api/shortage/export.csv',
    tag,
    summary: 'The shortage list as CSV',
    query: ShortageFilter,
    reply: 'text',
  }),
};
