import { z } from 'zod';
import { CheckInCode, CheckInReply, DeviceProof, PlaceEvidence } from './check-in.ts';
import { Done, Id, IdParams, Instant } from './common.ts';
import { route } from './route.ts';

const tag = 'attendance';

/** Milliseconds for which one room code is shown. */
export const ROOM_CODE_MS = 10_000;
export const ROOM_CODE_DIGITS = 8;

/** As people type it: spaces between the digits do not matter. */
export const RoomCode = z
  .string()
  .max(20)
  .overwrite((text) => text.replace(/\s/g, ''))
  .regex(/^\d{8}$/, 'eight digits');

/** The codes of the next short while, so that the projector needs no request for each and outlives a lost connection. */
export const RoomCodes = z.object({
  codes: z.array(z.object({ code: z.string().regex(/^\d{8}$/), from: Instant, until: Instant })),
  /** The server's clock when it answered: a projector's own may be wrong. */
  now: Instant,
  /** No code is shown from then on. */
  endsAt: Instant,
});
export type RoomCodes = z.infer<typeof RoomCodes>;

/** What became of a code that goes before a check-in by face. */
export const RoomCodeReply = z.object({
  code: CheckInCode.extract([
    'room_code_taken',
    'room_code_wrong',
    'room_code_stale',
    'room_code_used',
    'session_closed',
  ]),
  message: z.string(),
  advice: z.string().nullable(),
  /** For `room_code_taken`: until then the face may follow. */
  until: Instant.nullable(),
});
export type RoomCodeReply = z.infer<typeof RoomCodeReply>;

/** A browser that has signed check-ins of the viewer. */
export const CheckInDevice = z.object({
  id: Id,
  label: z.string(),
  /** null: no check-in from it has been accepted yet. */
  knownSince: Instant.nullable(),
  lastUsedAt: Instant,
  /** First characters of the fingerprint of its key, to tell two devices of one name apart. */
  fingerprint: z.string(),
});
export type CheckInDevice = z.infer<typeof CheckInDevice>;

export const roomCodeRoutes = {
  showRoomCode: route({
    method: 'POST',
    path: '/api/attendance-sessions/:id/room-codes',
    tag,
    summary: 'The room codes of the next short while, for the projector',
    params: IdParams,
    reply: RoomCodes,
  }),
  presentRoomCode: route({
    method: 'POST',
    path: '/api/attendance-sessions/:id/room-code',
    tag,
    summary: 'Enter the room code before a check-in by face',
    params: IdParams,
    body: z.object({ code: RoomCode }),
    reply: RoomCodeReply,
  }),
  checkInByCode: route({
    method: 'POST',
    path: '/api/attendance-sessions/:id/code-check-in',
    tag,
    summary: 'Check in with the room code alone',
    params: IdParams,
    idempotent: true,
    body: z.object({
      code: RoomCode,
      place: PlaceEvidence.nullable().default(null),
      device: DeviceProof.nullable().default(null),
    }),
    reply: CheckInReply,
  }),
  myDevices: route({
    method: 'GET',
    path: '/api/me/check-in-devices',
    tag,
    summary: 'Devices the viewer has checked in with, last used first',
    reply: z.array(CheckInDevice),
  }),
  removeMyDevice: route({
    method: 'DELETE',
    path: '/api/me/check-in-devices/:id',
    tag,
    summary: 'Forget a device; the next check-in from it is that of a new one',
    params: IdParams,
    reply: Done,
  }),
};
