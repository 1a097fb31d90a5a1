import { z } from 'zod';
import { AttendanceSession } from './attendance-sessions.ts';
import { CheckInFlag } from './check-in.ts';
import { Id, IdParams, StudentRef } from './common.ts';
import { Mark } from './marks.ts';
import { RoomCodeMode } from './policy-choices.ts';
import { Review } from './reviews.ts';
import { route } from './route.ts';

const tag = 'attendance';

export const Board = z.object({
  /** The session that was asked for; its counts are those of all that are held together. */
  session: AttendanceSession,
  /** It, then those of sections that sit in the same class, each with counts of its own. */
  sessions: z.array(AttendanceSession),
  roster: z.array(
    z.object({
      student: StudentRef,
      mark: Mark.nullable(),
      hasFace: z.boolean(),
      /** Of the student's own section. */
      sessionId: Id,
    }),
  ),
  reviews: z.array(Review),
  /** Students whose mark or open review is flagged, and why. */
  flags: z.array(z.object({ studentId: Id, flags: z.array(CheckInFlag) })),
  /** What the room code is for in this session. */
  roomCode: RoomCodeMode,
  /** Newest live event this board includes; pass as `after` to the stream. */
  eventId: z.int(),
});
export type Board = z.infer<typeof Board>;

export const boardRoutes = {
  getBoard: route({
    method: 'GET',
    path: '/api/attendance-sessions/:id/board',
    tag,
    summary: 'Roster, marks and reviews of a session',
    params: IdParams,
    reply: Board,
  }),
};
