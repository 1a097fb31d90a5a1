import { z } from 'zod';
import { Done, Id, IdParams, Instant, Name, PersonRef } from './common.ts';
import { Kiosk } from './kiosks.ts';
import { multipart, route } from './route.ts';

const tag = 'monitoring';

/** browser: a tab with a camera, paired like a kiosk; ip: a camera that hands out snapshots at an address. */
export const CameraKind = z.enum(['browser', 'ip']);
export type CameraKind = z.infer<typeof CameraKind>;

/** Why a look into the room showed nothing. Stable: screens explain each, and tests rely on them. */
export const CameraFault = z.enum([
  // Before anything is sent.
  'not_allowed',
  'port_not_allowed',
  'name_unknown',
  'secret_lost',
  // On the way.
  'unreachable',
  'too_slow',
  'certificate',
  // What it answers.
  'password_refused',
  'password_kind',
  'redirect_refused',
  'bad_answer',
  'encoded',
  'too_large',
  'not_a_picture',
  // The picture.
  'picture_too_large',
  'picture_unreadable',
  // Ours.
  'busy',
]);
export type CameraFault = z.infer<typeof CameraFault>;

/** An address that hands out one picture. User and password have fields of their own. */
export const CameraAddress = z
  .string()
  .trim()
  .max(1000)
  .refine(
    (text) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol),
    'is no address that starts with http:// or https://',
  )
  .refine(
    (text) => !URL.canParse(text) || new URL(text).username + new URL(text).password === '',
    'enter user and password in their own fields',
  );

/** Printable, so that nothing of it can begin another line of a request. */
const Secret = z
  .string()
  .max(200)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: refusing control characters is the point
  .regex(/^[^\u0000-\u001f\u007f]*$/, 'must not contain control characters');
const User = Secret.regex(/^[^:]*$/, 'must not contain a colon');

/** A camera in a room. */
export const RoomCamera = z.object({
  id: Id,
  name: z.string(),
  kind: CameraKind,
  room: z.object({ id: Id, name: z.string(), place: z.string(), capacity: z.int().nullable() }),
  /** Of an IP camera, without what follows a question mark: cameras put passwords there. */
  address: z.string().nullable(),
  hasPassword: z.boolean(),
  /** Of a browser tab: whether it is paired, and with which device. */
  pairing: Kiosk.pick({ state: true, codeExpiresAt: true, device: true }).nullable(),
  /** When it was last asked for a picture, or brought one; null: never. */
  lastLookAt: Instant.nullable(),
  /** When a picture of it could last be looked at. */
  lastGoodAt: Instant.nullable(),
  /** What was wrong the last time; null: nothing. */
  fault: CameraFault.nullable(),
  /** Looks in a row that showed nothing. */
  failures: z.int(),
});
export type RoomCamera = z.infer<typeof RoomCamera>;

export const NewRoomCamera = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('browser'), name: Name, roomId: Id }),
  z.object({
    kind: z.literal('ip'),
    name: Name,
    roomId: Id,
    url: CameraAddress,
    user: User.default(''),
    password: Secret.default(''),
  }),
]);
export type NewRoomCamera = z.infer<typeof NewRoomCamera>;

export const RoomCameraPatch = z.object({
  name: Name.optional(),
  roomId: Id.optional(),
  url: CameraAddress.optional(),
  user: User.optional(),
  /** Left out: as it was, unless the camera is somewhere else now. */
  password: Secret.optional(),
});
export type RoomCameraPatch = z.infer<typeof RoomCameraPatch>;

/** What a camera shows right now. Nobody is looked for, and nothing is kept. */
export const CameraTrial = z.object({
  fault: CameraFault.nullable(),
  picture: z.object({ width: z.int(), height: z.int(), bytes: z.int(), faces: z.int() }).nullable(),
  /** How long the camera and the looking took together. */
  milliseconds: z.int(),
});
export type CameraTrial = z.infer<typeof CameraTrial>;

/** off: no room is looked into; chosen: these rooms, and wherever these sections are; everywhere: each room with a camera. */
export const MonitoringMode = z.enum(['off', 'chosen', 'everywhere']);
export type MonitoringMode = z.infer<typeof MonitoringMode>;

export const MonitoringRules = z.object({
  mode: MonitoringMode,
  /** Of mode `chosen`. */
  roomIds: z.array(Id).max(500),
  sectionIds: z.array(Id).max(500),
  /** Seconds between two looks of a camera. */
  everySeconds: z.int().min(5).max(600),
  /** Looks after which somebody who was not seen is listed. */
  looks: z.int().min(2).max(20),
  /** Days after which it is forgotten who was seen. */
  resultDays: z.int().min(1).max(365),
  /** Days for which pictures are kept, sealed; null: none is kept. */
  pictureDays: z.int().min(1).max(30).nullable(),
});
export type MonitoringRules = z.infer<typeof MonitoringRules>;

export const noMonitoring: MonitoringRules = {
  mode: 'off',
  roomIds: [],
  sectionIds: [],
  everySeconds: 60,
  looks: 3,
  resultDays: 30,
  pictureDays: null,
};

export const MonitoringSettings = z.object({
  rules: MonitoringRules,
  /** null: as it came. */
  changedAt: Instant.nullable(),
  changedBy: PersonRef.nullable(),
  /** Where IP cameras may be, as the server's own settings say it. */
  reach: z.object({ hosts: z.array(z.string()), ports: z.array(z.string()) }),
  /** Sessions that are looked into right now. */
  running: z.int(),
});
export type MonitoringSettings = z.infer<typeof MonitoringSettings>;

/** What a paired device in a room shows: whether it takes pictures, and how often. Nobody's name. */
export const RoomCameraHome = z.object({
  institution: z.object({ name: z.string(), timeZone: z.string() }),
  camera: z.object({ id: Id, name: z.string() }),
  room: z.object({ name: z.string(), place: z.string() }),
  /** Sessions in the room that are looked into; none: the camera rests. */
  sessions: z.array(z.object({ courseCode: z.string(), courseName: z.string(), endsAt: Instant })),
  everySeconds: z.int(),
  keepsPictures: z.boolean(),
  now: Instant,
  eventId: z.int(),
  /** Echo in `x-csrf-token` of this device's unsafe requests. */
  csrfToken: z.string(),
});
export type RoomCameraHome = z.infer<typeof RoomCameraHome>;

export const monitoringRoutes = {
  listRoomCameras: route({
    method: 'GET',
    path: '/api/room-cameras',
    tag,
    summary: 'Cameras in rooms, and how their last look went',
    reply: z.array(RoomCamera),
  }),
  createRoomCamera: route({
    method: 'POST',
    path: '/api/room-cameras',
    tag,
    summary: 'Add a camera to a room: a browser tab to be paired, or an IP camera at an address',
    status: 201,
    body: NewRoomCamera,
    reply: RoomCamera,
  }),
  updateRoomCamera: route({
    method: 'PATCH',
    path: '/api/room-cameras/:id',
    tag,
    summary: 'Change a camera; its password never leaves the server, and does not go along to another host',
    params: IdParams,
    body: RoomCameraPatch,
    reply: RoomCamera,
  }),
  removeRoomCamera: route({
    method: 'DELETE',
    path: '/api/room-cameras/:id',
    tag,
    summary: 'Remove a camera for good; its address and password are erased',
    params: IdParams,
    reply: Done,
  }),
  tryRoomCamera: route({
    method: 'POST',
    path: '/api/room-cameras/:id/try',
    tag,
    summary: 'Ask an IP camera for a picture and count faces in it; nobody is looked for and nothing is kept',
    params: IdParams,
    reply: CameraTrial,
  }),
  monitoringSettings: route({
    method: 'GET',
    path: '/api/monitoring',
    tag,
    summary: 'Whether and how rooms are looked into',
    reply: MonitoringSettings,
  }),
  saveMonitoring: route({
    method: 'PUT',
    path: '/api/monitoring',
    tag,
    summary: 'Say whether and how rooms are looked into; in force at once',
    body: MonitoringRules,
    reply: MonitoringSettings,
  }),
  roomCameraHome: route({
    method: 'GET',
    path: '/api/room-camera',
    tag,
    summary: 'What the paired device in a room does now',
    reply: RoomCameraHome,
  }),
  takeSnapshot: route({
    method: 'POST',
    path: '/api/room-camera/snapshots',
    tag,
    summary: 'A picture of the room by its paired device; only numbers and who of the roster was seen are kept',
    body: multipart(z.object({}), { name: 'picture', min: 1, max: 1, maxBytes: 10_000_000 }),
    reply: z.object({
      /** false: nothing is looked into, or another look was so short ago that this one is not wanted. */
      wasLookedAt: z.boolean(),
      faces: z.int().nullable(),
      fault: CameraFault.nullable(),
      /** In how many milliseconds the next picture is wanted. */
      nextInMs: z.int(),
    }),
  }),
};
