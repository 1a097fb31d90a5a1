import { z } from 'zod';
import { SessionState } from './attendance-sessions.ts';
import { Id, IdParams, Instant, StudentRef } from './common.ts';
import { MarkCode } from './policy-choices.ts';
import { route } from './route.ts';

/** A session as a column of the register. */
export const RegisterSession = z.object({
  id: Id,
  openedAt: Instant,
  state: SessionState,
  /** Whether the viewer may change marks in it now. */
  isEditable: z.boolean(),
  /** It is over: a change needs a reason. */
  needsReason: z.boolean(),
});
export type RegisterSession = z.infer<typeof RegisterSession>;

/** A student as a row of the register. */
export const RegisterStudent = z.object({
  student: StudentRef,
  isDropped: z.boolean(),
  held: z.int(),
  attended: z.number(),
  percent: z.number().nullable(),
  /** Current marks in the order of the sessions; null: none. */
  codes: z.array(MarkCode.nullable()),
  /** Version of each mark; 0: none. */
  versions: z.array(z.int()),
});
export type RegisterStudent = z.infer<typeof RegisterStudent>;

export const Register = z.object({
  section: z.object({ id: Id, name: z.string(), courseCode: z.string(), courseName: z.string() }),
  minimumPercent: z.number(),
  /** Oldest first. */
  sessions: z.array(RegisterSession),
  /** By USN, then name; who left but has marks comes with them. */
  students: z.array(RegisterStudent),
  /** Newest live event it includes. */
  eventId: z.int(),
});
export type Register = z.infer<typeof Register>;

/** Sessions a register shows at most: the newest ones. */
export const MOST_REGISTER_SESSIONS = 400;

export const registerRoutes = {
  sectionRegister: route({
    method: 'GET',
    path: '/api/sections/:id/register',
    tag: 'standing',
    summary: 'Register of a section: students × sessions with marks and percentages',
    params: IdParams,
    reply: Register,
  }),
};
