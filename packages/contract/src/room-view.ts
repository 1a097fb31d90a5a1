import { z } from 'zod';
import { Id, IdParams, Instant, PersonRef, StudentRef } from './common.ts';
import { CameraFault } from './monitoring.ts';
import { route } from './route.ts';

const tag = 'monitoring';

/** One snapshot of the room during a session, as numbers. */
export const RoomLook = z.object({
  id: Id,
  cameraId: Id,
  at: Instant,
  /** Why there are no numbers; null: there are. */
  fault: CameraFault.nullable(),
  /** Headcount: faces in the picture. */
  faces: z.int().nullable(),
  /** Of them: students of the roster, faces that might be one, and faces of nobody on it. */
  matched: z.int().nullable(),
  unsure: z.int().nullable(),
  unknown: z.int().nullable(),
  /** The picture that was kept, where the institution keeps them. */
  picture: z.object({ erasedAt: Instant, openings: z.array(z.object({ by: PersonRef, at: Instant })) }).nullable(),
});
export type RoomLook = z.infer<typeof RoomLook>;

/** A student whose mark and the room do not agree. For a person to judge; nothing follows by itself. */
export const Disagreement = z.object({
  student: StudentRef,
  /** The mark's code; null: none yet. */
  mark: z.string().nullable(),
  markedAt: Instant.nullable(),
  /** Looks that showed the student, of those that could have. */
  seen: z.int(),
  looks: z.int(),
  lastSeenAt: Instant.nullable(),
});
export type Disagreement = z.infer<typeof Disagreement>;

export const RoomView = z.object({
  /** on: a camera looks into the room while the session is open. */
  state: z.enum(['off', 'no-room', 'no-camera', 'on']),
  room: z.object({ id: Id, name: z.string(), capacity: z.int().nullable() }).nullable(),
  /** How the room is known: said by somebody, by the timetable of this class, or the only room the section ever has. */
  roomBy: z.enum(['choice', 'timetable', 'usual']).nullable(),
  cameras: z.array(
    z.object({
      id: Id,
      name: z.string(),
      fault: CameraFault.nullable(),
      lastLookAt: Instant.nullable(),
      lastGoodAt: Instant.nullable(),
    }),
  ),
  everySeconds: z.int(),
  /** Oldest first. */
  looks: z.array(RoomLook),
  /** Looks that showed something after which somebody is listed as not seen. */
  looksNeeded: z.int(),
  markedNotSeen: z.array(Disagreement),
  seenNotMarked: z.array(Disagreement),
  coverage: z.object({
    /** Marked students with an enrolled face that there were looks for: the camera could have recognised them. */
    comparable: z.int(),
    /** Of them, seen at least once. */
    seen: z.int(),
    /** Marked students without an enrolled face: no camera can recognise them. */
    withoutFace: z.int(),
    /** The camera sees so few of those present that not being seen says little. */
    isPoor: z.boolean(),
  }),
  /** Newest live event this view includes. */
  eventId: z.int(),
});
export type RoomView = z.infer<typeof RoomView>;

/** What a student is told while a camera looks into the room. */
export const MonitoringNotice = z.object({
  sessionId: Id,
  room: z.string(),
  everySeconds: z.int(),
  pictureDays: z.int().nullable(),
});
export type MonitoringNotice = z.infer<typeof MonitoringNotice>;

export const roomViewRoutes = {
  getRoomView: route({
    method: 'GET',
    path: '/api/attendance-sessions/:id/room',
    tag,
    summary: 'What the cameras of the room showed during a session, beside its marks',
    params: IdParams,
    reply: RoomView,
  }),
  chooseRoom: route({
    method: 'PUT',
    path: '/api/attendance-sessions/:id/room',
    tag,
    summary: 'Say in which room an open session is held; null: as the timetable says',
    params: IdParams,
    body: z.object({ roomId: Id.nullable() }),
    reply: RoomView,
  }),
  openRoomPicture: route({
    method: 'POST',
    path: '/api/room-looks/:id/picture',
    tag,
    summary: 'A picture of the room that was kept; who opens it is written down',
    params: IdParams,
    reply: 'file',
  }),
  myMonitoring: route({
    method: 'GET',
    path: '/api/me/monitoring',
    tag,
    summary: 'Open sessions of the student in whose room a camera looks right now',
    reply: z.array(MonitoringNotice),
  }),
};
