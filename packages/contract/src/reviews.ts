import { z } from 'zod';
import { Id, IdParams, Instant, PersonRef, StudentRef } from './common.ts';
import { route } from './route.ts';

const tag = 'attendance';

export const ReviewReason = z.enum([
  'match_uncertain',
  'place_uncertain',
  'outside_place',
  'new_device',
  'quality_low',
  'face_not_used',
  /** The movements say neither yes nor no. */
  'liveness_unclear',
  /** The student asked for the teacher's word instead of making the movements. */
  'liveness_declined',
  /** Begun in time, but it could be sent only later: the times are in `late`. */
  'arrived_late',
  /** The policy expects colours of the screen, and the student declined them. */
  'flashes_declined',
  /** The server, or its look at faces, failed during the session: no mark was made, and absence is not known. */
  'outage',
]);
export type ReviewReason = z.infer<typeof ReviewReason>;

export const Review = z.object({
  id: Id,
  sessionId: Id,
  student: StudentRef,
  requestedAt: Instant,
  reasons: z.array(ReviewReason),
  state: z.enum(['open', 'approved', 'rejected']),
  decidedBy: PersonRef.nullable(),
  decidedAt: Instant.nullable(),
  /** When it was begun, taken and received, of one that arrived late; null: it arrived in time. */
  late: z.object({ begunAt: Instant, capturedAt: Instant, arrivedAt: Instant }).nullable().default(null),
});
export type Review = z.infer<typeof Review>;

export const reviewRoutes = {
  decideReview: route({
    method: 'POST',
    path: '/api/reviews/:id',
    tag,
    summary: 'Approve or reject a check-in that needs review',
    params: IdParams,
    body: z.object({ verdict: z.enum(['approve', 'reject']) }),
    reply: Review,
  }),
  resolveOutage: route({
    method: 'POST',
    path: '/api/attendance-sessions/:id/outage',
    tag,
    summary: 'Decide at once about everybody who is under review because the server failed',
    params: IdParams,
    body: z.object({ verdict: z.enum(['present', 'absent']) }),
    reply: z.object({ decided: z.int() }),
  }),
};
