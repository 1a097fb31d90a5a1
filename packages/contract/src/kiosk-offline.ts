import { z } from 'zod';
import { Id, Instant } from './common.ts';
import { route } from './route.ts';

const tag = 'kiosks';

/** A P-256 point, uncompressed (65 bytes), base64url. */
const Point = z.string().regex(/^[\w-]{87}$/);
/** r ‖ s (64 bytes), base64url. */
const Signature = z.string().regex(/^[\w-]{86}$/);
/** SHA-256, base64url. */
const Digest = z.string().regex(/^[\w-]{43}$/);
const Bytes = z.string().regex(/^[\w-]*$/);

/** What opens a capsule, beside the device's own key for it: the server's half, the nonce, and ciphertext with its tag. */
export const SealedCapsule = z.object({ serverKey: Point, nonce: Bytes, ciphertext: Bytes });
export type SealedCapsule = z.infer<typeof SealedCapsule>;

/** What a device needs to recognise the students of one session without a network. */
export const KioskCapsule = z.object({
  id: Id,
  sessionId: Id,
  courseCode: z.string(),
  courseName: z.string(),
  /** Neither before nor after may anybody be recorded with it, and after it the device erases it. */
  issuedAt: Instant,
  /** Of a session that will open by itself: from when somebody can be recorded. Others are open already. */
  opensAt: Instant.nullable(),
  expiresAt: Instant,
  modelId: z.string(),
  /** null: the device has it already. */
  sealed: SealedCapsule.nullable(),
});
export type KioskCapsule = z.infer<typeof KioskCapsule>;

/** What is in a capsule, as JSON. */
export const CapsuleContent = z.object({
  students: z.array(
    z.object({ id: Id, name: z.string(), /** 32-bit little-endian floats, base64url. */ template: Bytes }),
  ),
  limits: z.object({ accept: z.number(), review: z.number(), margin: z.number() }),
  /** What the marks are called, and from when one is late; null: never. */
  present: z.string(),
  late: z.string(),
  lateFrom: Instant.nullable(),
});
export type CapsuleContent = z.infer<typeof CapsuleContent>;

/** Capsules are bound to what they are for: any other use fails to open them. */
export const capsuleBinding = (capsule: Pick<KioskCapsule, 'id' | 'sessionId' | 'expiresAt' | 'modelId'>): string =>
  ['smart-presence capsule 1', capsule.id, capsule.sessionId, capsule.expiresAt, capsule.modelId].join('\n');

/** What a device signs to get capsules: the key made for them. */
export const capsuleRequestMessage = (request: { kioskId: string; agreementKey: string }): string =>
  ['smart-presence capsule request 1', request.kioskId, request.agreementKey].join('\n');

/** What a device noted while it had no network. Distances in whole ten-thousandths, so that both sides write them alike. */
export const KioskRecord = z.object({
  /** 1 for the first of a device's key, then one more each time. */
  sequence: z.int().min(1),
  /** Digest of the record before; of the first: of the device's public key. */
  previous: Digest,
  capsuleId: Id,
  studentId: Id,
  /** By the server's clock, as far as the device can tell. */
  at: Instant,
  distance: z.int().min(0).max(20_000),
  /** To the next person; null: there is nobody else in the capsule. */
  margin: z.int().min(0).max(20_000).nullable(),
  /** The device's clock was set in the meantime. */
  isClockChanged: z.boolean(),
  signature: Signature,
});
export type KioskRecord = z.infer<typeof KioskRecord>;

/** What is signed of a record; its digest is what the next one holds. */
export const kioskRecordMessage = (
  kioskId: string,
  { sequence, previous, capsuleId, studentId, at, distance, margin, isClockChanged }: Omit<KioskRecord, 'signature'>,
): string =>
  [
    'smart-presence kiosk record 1',
    kioskId,
    sequence,
    previous,
    capsuleId,
    studentId,
    at,
    distance,
    margin ?? '-',
    isClockChanged ? 1 : 0,
  ].join('\n');

/**
 * `marked`, `already`: as at the kiosk itself; `teacher`: the teacher has decided otherwise by hand, which stands; `review`: the teacher
 * has to decide, because the session can no longer be changed by itself. The others recorded nothing.
 */
export const KioskRecordOutcome = z.enum([
  'marked',
  'already',
  'teacher',
  'review',
  'unknown_capsule',
  'never_opened',
  'not_in_capsule',
  'outside_capsule',
  'outside_session',
  'in_future',
  'not_sure',
  'not_enrolled',
]);
export type KioskRecordOutcome = z.infer<typeof KioskRecordOutcome>;

export const kioskOfflineRoutes = {
  kioskCapsules: route({
    method: 'POST',
    path: '/api/kiosk/capsules',
    tag,
    summary: 'What the paired device needs to recognise the students of sessions open at its place without a network',
    body: z.object({
      /** Signs; the first one of a pairing stays. */
      publicKey: Point,
      /** Made for this request; opens what it brings and nothing else. */
      agreementKey: Point,
      signature: Signature,
      /** Capsules the device holds. */
      known: z.array(Id).max(200),
    }),
    reply: z.object({
      now: Instant,
      /** Where the device's chain of records stands here. */
      sequence: z.int(),
      /** The descriptor net by which the device can recognise anybody; null: this server's is not for browsers. */
      model: z.object({ url: z.string(), bytes: z.int() }).nullable(),
      /** All that may be held; the device erases others. */
      capsules: z.array(KioskCapsule),
    }),
  }),
  syncKiosk: route({
    method: 'POST',
    path: '/api/kiosk/records',
    tag,
    summary: 'Hand over what the device recorded without a network; each record counts once, however often it is sent',
    body: z.object({
      publicKey: Point,
      /** The server's time now, as the device reckons it. */
      deviceNow: Instant,
      records: z.array(KioskRecord).min(1).max(100),
    }),
    reply: z.object({
      /** The newest record the server has. */
      sequence: z.int(),
      outcomes: z.array(z.object({ sequence: z.int(), outcome: KioskRecordOutcome })),
    }),
  }),
};
