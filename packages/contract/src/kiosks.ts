import { z } from 'zod';
import { SessionState } from './attendance-sessions.ts';
import { Done, Id, IdParams, Instant, Name } from './common.ts';
import { KioskAsks } from './kiosk-check-in.ts';
import { route } from './route.ts';

const tag = 'kiosks';

/** What a pairing code is made of: no 0 O, 1 I L, and no U, which handwriting turns into V. */
export const PAIRING_ALPHABET = '23456789ABCDEFGHJKMNPQRSTVWXYZ';
export const PAIRING_LENGTH = 8;

/** A code as it is compared: typed in any case, with spaces or dashes between. */
export const PairingCode = z
  .string()
  .max(40)
  .overwrite((text) => text.toUpperCase().replace(/[\s-]+/g, ''))
  .regex(new RegExp(`^[${PAIRING_ALPHABET}]{${PAIRING_LENGTH}}$`), 'is 8 letters and digits, as the screen shows them');

/** `waiting`: an unused pairing code is out. `removed` stays in the list, so that what it did keeps its name. */
export const KioskState = z.enum(['unpaired', 'waiting', 'paired', 'removed']);
export type KioskState = z.infer<typeof KioskState>;

/** A device account at a door. */
export const Kiosk = z.object({
  id: Id,
  name: z.string(),
  /** null once removed: nothing holds the place any more. */
  place: z.object({ id: Id, name: z.string() }).nullable(),
  state: KioskState,
  createdAt: Instant,
  /** Until when the pairing code that waits can be used. */
  codeExpiresAt: Instant.nullable(),
  /** The device that is paired now; null without one. */
  device: z
    .object({
      /** "Chrome on Android". */
      name: z.string(),
      /** Address, or the /64 of an IPv6 address. */
      network: z.string().nullable(),
      pairedAt: Instant,
      lastSeenAt: Instant,
    })
    .nullable(),
});
export type Kiosk = z.infer<typeof Kiosk>;

/** A session as a door may show it: no names of people. */
export const KioskSession = z.object({
  id: Id,
  courseCode: z.string(),
  courseName: z.string(),
  sectionName: z.string(),
  state: SessionState,
  openedAt: Instant,
  endsAt: Instant,
});
export type KioskSession = z.infer<typeof KioskSession>;

export const KioskHome = z.object({
  institution: z.object({ name: z.string(), timeZone: z.string() }),
  kiosk: z.object({ id: Id, name: z.string() }),
  place: z.object({ id: Id, name: z.string() }),
  /** Sessions of this place that are open or closing, the first to end first. */
  sessions: z.array(KioskSession),
  /** Sessions that open here by themselves within the hour, as the timetable says: the first to begin first. */
  soon: z.array(
    z.object({
      id: Id,
      courseCode: z.string(),
      courseName: z.string(),
      sectionName: z.string(),
      opensAt: Instant,
      endsAt: Instant,
    }),
  ),
  /** What shows that people are no picture. */
  asks: KioskAsks,
  /** The server's clock: tablets at doors are often wrong. */
  now: Instant,
  /** Newest event these data include: the stream goes on after it. */
  eventId: z.int(),
  /** Echo in `x-csrf-token` of this device's unsafe requests. */
  csrfToken: z.string(),
});
export type KioskHome = z.infer<typeof KioskHome>;

/** What a paired device hears: that something changed, so that it asks for its home again. `id` grows. */
export const KioskEvent = z.object({ id: z.int(), at: Instant, type: z.string() });
export type KioskEvent = z.infer<typeof KioskEvent>;

const KioskFields = z.object({ name: Name, placeId: Id });

export const kioskRoutes = {
  listKiosks: route({ method: 'GET', path: '/api/kiosks', tag, summary: 'All kiosks', reply: z.array(Kiosk) }),
  createKiosk: route({
    method: 'POST',
    path: '/api/kiosks',
    tag,
    summary: 'Add a kiosk: a device account for a door',
    status: 201,
    body: KioskFields,
    reply: Kiosk,
  }),
  updateKiosk: route({
    method: 'PATCH',
    path: '/api/kiosks/:id',
    tag,
    summary: 'Rename a kiosk or move it to another place',
    params: IdParams,
    body: KioskFields.partial(),
    reply: Kiosk,
  }),
  makePairingCode: route({
    method: 'POST',
    path: '/api/kiosks/:id/pairing-code',
    tag,
    summary: 'Make a code that pairs one device within ten minutes; an earlier code stops working',
    params: IdParams,
    reply: z.object({ code: z.string(), url: z.string(), expiresAt: Instant }),
  }),
  unpairKiosk: route({
    method: 'POST',
    path: '/api/kiosks/:id/unpair',
    tag,
    summary: 'End the session and streams of the paired device and any code that waits',
    params: IdParams,
    reply: Kiosk,
  }),
  removeKiosk: route({
    method: 'DELETE',
    path: '/api/kiosks/:id',
    tag,
    summary: 'Disable a kiosk for good; what it did keeps its name',
    params: IdParams,
    reply: Kiosk,
  }),
  pairKiosk: route({
    method: 'POST',
    path: '/api/kiosk/pair',
    tag,
    summary: 'Make this device a kiosk with a pairing code; signs out whoever is signed in in this browser',
    body: z.object({ code: PairingCode }),
    reply: Done.extend({
      /** What it is now: a kiosk at a door, or a camera in a room. */ purpose: z.enum(['door', 'room']),
    }),
  }),
  kioskHome: route({
    method: 'GET',
    path: '/api/kiosk',
    tag,
    summary: 'What the paired device shows: its place and the sessions open there',
    reply: KioskHome,
  }),
  renewKiosk: route({
    method: 'POST',
    path: '/api/kiosk/renew',
    tag,
    summary: 'Give the paired device its next token; the present one stays good until the next has been used',
    reply: z.object({
      /** When to ask for the one after. */
      renewAt: Instant,
    }),
  }),
  kioskLive: route({
    method: 'GET',
    path: '/api/kiosk/live',
    tag,
    summary: 'Server-Sent Events for the paired device: that something changed at its place, never what',
    query: z.object({ after: z.coerce.number().int().min(0).optional() }),
    reply: 'stream',
  }),
};
