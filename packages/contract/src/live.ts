import { z } from 'zod';
import { AttendanceSession } from './attendance-sessions.ts';
import { Id, Instant, StudentRef } from './common.ts';
import { JobProgress } from './jobs.ts';
import { Mark } from './marks.ts';
import { Review } from './reviews.ts';
import { route } from './route.ts';

const base = { id: z.int(), at: Instant };
const about = { ...base, sectionId: Id, sessionId: Id };

/** What a stream can say. `id` grows; a viewer receives only events about sections or people they may see. */
export const LiveEvent = z.discriminatedUnion('type', [
  z.object({ ...about, type: z.literal('session.opened'), session: AttendanceSession }),
  z.object({ ...about, type: z.literal('session.extended'), session: AttendanceSession }),
  z.object({ ...about, type: z.literal('session.closing'), session: AttendanceSession }),
  z.object({ ...about, type: z.literal('session.closed'), session: AttendanceSession }),
  z.object({
    ...about,
    type: z.literal('mark.recorded'),
    student: StudentRef,
    mark: Mark,
    counts: AttendanceSession.shape.counts,
  }),
  z.object({
    ...about,
    type: z.literal('mark.changed'),
    student: StudentRef,
    mark: Mark,
    counts: AttendanceSession.shape.counts,
  }),
  z.object({ ...about, type: z.literal('review.requested'), review: Review }),
  z.object({ ...about, type: z.literal('review.decided'), review: Review }),
  z.object({ ...base, type: z.literal('enrolment.flagged'), student: StudentRef }),
  /** Two students checked in from one device within a short while; the later one first. */
  z.object({ ...about, type: z.literal('device.shared'), students: z.array(StudentRef).min(2) }),
  /** A camera looked into the room of a session, or could not: load its room again. For staff. */
  z.object({ ...about, type: z.literal('room.looked') }),
  /** Whether a camera looks into the room of a session may have changed. */
  z.object({ ...about, type: z.literal('monitoring.changed') }),
  /** Added, changed or removed, or it answers again or no more. */
  z.object({ ...base, type: z.literal('camera.changed'), cameraId: Id }),
  /** Paired, unpaired, renamed, moved or removed. */
  z.object({ ...base, type: z.literal('kiosk.changed'), kioskId: Id }),
  /** Somebody asks for an account, or was answered. */
  z.object({ ...base, type: z.literal('registrations.changed') }),
  /** The viewer has new notifications, or read some elsewhere. */
  z.object({ ...base, type: z.literal('notifications.changed') }),
  /** Asked, answered, withdrawn: load it again. */
  z.object({ ...base, type: z.literal('request.changed'), requestId: Id }),
  /** A low rating of a section. */
  z.object({ ...base, type: z.literal('feedback.flagged'), sectionId: Id }),
  /** For whoever started the job, and administrators. */
  z.object({ ...base, type: z.literal('job.changed'), job: JobProgress }),
  /** An alert was raised or changed by somebody: load it again. */
  z.object({ ...base, type: z.literal('alert.changed'), alertId: Id }),
  /** There are new security events. */
  z.object({ ...base, type: z.literal('security.changed') }),
  /** The gap is too old to replay: load the page's data again. */
  z.object({ ...base, type: z.literal('resync') }),
]);
export type LiveEvent = z.infer<typeof LiveEvent>;

export const liveRoutes = {
  live: route({
    method: 'GET',
    path: '/api/live',
    tag: 'live',
    summary: 'Server-Sent Events for the viewer; resumes from Last-Event-ID or `after`',
    query: z.object({ sessionId: Id.optional(), after: z.coerce.number().int().min(0).optional() }),
    reply: 'stream',
  }),
};
