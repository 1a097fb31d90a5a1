import { z } from 'zod';
import { AttendanceSession } from './attendance-sessions.ts';
import { Id, IdParams, Instant, Line, PersonRef } from './common.ts';
import { MarkCode } from './policy-choices.ts';
import { route } from './route.ts';

const tag = 'attendance';

export const MarkMethod = z.enum(['face-self', 'face-kiosk', 'class-photo', 'room-code', 'manual', 'clock']);
export type MarkMethod = z.infer<typeof MarkMethod>;

export const Mark = z.object({
  id: Id,
  sessionId: Id,
  studentId: Id,
  code: MarkCode,
  method: MarkMethod,
  /** When the student was seen, or the mark was set. */
  at: Instant,
  /** Raised by the decision, for the teacher to look at. */
  isFlagged: z.boolean(),
  version: z.int(),
});
export type Mark = z.infer<typeof Mark>;

export const MarkChange = z.object({
  id: Id,
  version: z.int(),
  from: MarkCode.nullable(),
  to: MarkCode,
  method: MarkMethod,
  at: Instant,
  recordedAt: Instant,
  actor: PersonRef.nullable(),
  reason: z.string().nullable(),
  /** What the student asked for that led to it; null: nothing. */
  origin: z
    .object({ kind: z.enum(['leave', 'appeal']), id: Id })
    .nullable()
    .default(null),
});
export type MarkChange = z.infer<typeof MarkChange>;

export const markRoutes = {
  setMarks: route({
    method: 'POST',
    path: '/api/attendance-sessions/:id/marks',
    tag,
    summary: 'Roll call: set marks by hand',
    params: IdParams,
    idempotent: true,
    body: z.object({
      marks: z
        .array(
          z.object({
            studentId: Id,
            code: MarkCode,
            /** The version the caller saw, 0 for none: refused when somebody has changed the mark since. */
            version: z.int().min(0).optional(),
          }),
        )
        .min(1)
        .max(1000),
      reason: Line(500).nullable().default(null),
    }),
    reply: z.object({ changed: z.int(), unchanged: z.int(), session: AttendanceSession }),
  }),
  markHistory: route({
    method: 'GET',
    path: '/api/attendance-sessions/:id/marks/:studentId',
    tag,
    summary: 'Every change of one mark, oldest first',
    params: z.object({ id: Id, studentId: Id }),
    reply: z.array(MarkChange),
  }),
};
