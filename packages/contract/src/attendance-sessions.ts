import { z } from 'zod';
import { Day, Id, IdParams, Instant, Page, PersonRef, paged } from './common.ts';
import { route } from './route.ts';

const tag = 'attendance';

export const SessionState = z.enum(['scheduled', 'open', 'closing', 'closed', 'locked']);
export type SessionState = z.infer<typeof SessionState>;

export const AttendanceSession = z.object({
  id: Id,
  /** The first of the sessions that are held together with it; null: it is the first, or alone. */
  leadId: Id.nullable(),
  section: z.object({ id: Id, name: z.string(), courseCode: z.string(), courseName: z.string() }),
  openedBy: PersonRef,
  state: SessionState,
  openedAt: Instant,
  /** When check-ins stop being accepted (begun before counts until `endsAt + grace`). */
  endsAt: Instant,
  graceSeconds: z.int(),
  closedAt: Instant.nullable(),
  /** After this the session locks. */
  editableUntil: Instant.nullable(),
  policyVersion: z.int(),
  counts: z.object({ roster: z.int(), marked: z.int(), attended: z.int(), review: z.int() }),
});
export type AttendanceSession = z.infer<typeof AttendanceSession>;

export const attendanceSessionRoutes = {
  openSession: route({
    method: 'POST',
    path: '/api/sections/:id/attendance-sessions',
    tag,
    summary: 'Open an attendance session',
    params: IdParams,
    status: 201,
    idempotent: true,
    body: z.object({
      minutes: z.int().min(1).max(120).optional(),
      /** Sections that are taught together with it: each has a session of its own, and one board shows all. */
      together: z.array(Id).max(7).optional(),
    }),
    reply: AttendanceSession,
  }),
  listSessions: route({
    method: 'GET',
    path: '/api/attendance-sessions',
    tag,
    summary: 'Attendance sessions the viewer may see, newest first',
    query: Page.extend({
      state: SessionState.optional(),
      sectionId: Id.optional(),
      from: Day.optional(),
      to: Day.optional(),
    }),
    reply: paged(AttendanceSession),
  }),
  getSession: route({
    method: 'GET',
    path: '/api/attendance-sessions/:id',
    tag,
    summary: 'One attendance session',
    params: IdParams,
    reply: AttendanceSession,
  }),
  extendSession: route({
    method: 'POST',
    path: '/api/attendance-sessions/:id/extend',
    tag,
    summary: 'Give an open session more minutes',
    params: IdParams,
    body: z.object({ minutes: z.int().min(1).max(60) }),
    reply: AttendanceSession,
  }),
  closeSession: route({
    method: 'POST',
    path: '/api/attendance-sessions/:id/close',
    tag,
    summary: 'Close a session now; unmarked students become absent',
    params: IdParams,
    reply: AttendanceSession,
  }),
  exportSession: route({
    method: 'GET',
    path: '/api/attendance-sessions/:id/export.csv',
    tag,
    summary: 'Session sheet as CSV',
    params: IdParams,
    reply: 'text',
  }),
};
