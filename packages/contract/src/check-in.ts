import { z } from 'zod';
import { Id, IdParams, Instant, Line } from './common.ts';
import { Mark } from './marks.ts';
import { LivenessLevel } from './policy-choices.ts';
import { multipart, route } from './route.ts';

const tag = 'attendance';

/** Where the device says it is. `accuracy` is a 95% radius in metres. */
export const PlaceEvidence = z
  .object({
    latitude: z.number().min(-90).max(90),
    longitude: z.number().min(-180).max(180),
    accuracy: z.number().min(0).max(100_000),
    /** When the position was measured. */
    at: Instant,
  })
  .refine((p) => p.latitude !== 0 || p.longitude !== 0, { path: ['latitude'], message: '0,0 is not a real position' });
export type PlaceEvidence = z.infer<typeof PlaceEvidence>;

/** A device signs what it sends with a key that never leaves it. See `device-message.ts` for what is signed. */
export const DeviceProof = z.object({
  /** ECDSA P-256, uncompressed point (65 bytes), base64url. */
  publicKey: z.string().regex(/^[\w-]{87}$/),
  /** r ‖ s (64 bytes), base64url. */
  signature: z.string().regex(/^[\w-]{86}$/),
  /** What its owner sees in their list of devices, such as `Firefox on Android`. */
  label: Line(60),
});
export type DeviceProof = z.infer<typeof DeviceProof>;

/** What a student may be asked to do. Left and right are the student's own. */
export const StepKind = z.enum([
  'turn-left',
  'turn-right',
  'look-up',
  'look-down',
  'blink',
  'open-mouth',
  'come-closer',
  'flash',
]);
export type StepKind = z.infer<typeof StepKind>;

/** Red, green and blue of the screen, 0 to 255. */
export const Tint = z.tuple([z.int(), z.int(), z.int()]);
export type Tint = z.infer<typeof Tint>;

/** A step as it is revealed: the one after it is told when this one is done. */
export const RevealedStep = z.object({
  index: z.int(),
  kind: StepKind,
  /** For `flash`: what the screen shows, one colour after the other; one picture is taken of each. */
  colours: z.array(Tint).default([]),
});
export type RevealedStep = z.infer<typeof RevealedStep>;

/** Pictures of one check-in, and of one step of it. */
export const CHECK_IN_FRAMES = { min: 3, max: 28 } as const;
export const STEP_FRAMES = { min: 3, max: 6 } as const;
/** Colours of a `flash` step, and pictures of it. */
export const FLASH_COLOURS = 8;

export const Challenge = z.object({
  id: Id,
  sessionId: Id,
  /** 128 bits, hex; bound to student, session and sign-in session; single use. */
  nonce: z.string().regex(/^[0-9a-f]{32}$/),
  level: LivenessLevel,
  /** How many steps there are; 0: it is enough to look at the camera. */
  steps: z.int(),
  frames: z.object({ min: z.int(), max: z.int() }),
  issuedAt: Instant,
  expiresAt: Instant,
});
export type Challenge = z.infer<typeof Challenge>;

export const CheckInDecision = z.enum(['accept', 'flag', 'review', 'reject']);
/** The step that decided, in words for the student; never a score. */
export const CheckInCode = z.enum([
  'accepted',
  'already_marked',
  'sent_to_review',
  'face_not_found',
  'several_faces',
  'face_quality',
  'face_mismatch',
  'frames_inconsistent',
  'outside_place',
  'session_closed',
  /** The movements were not those asked for, or not made by a living head; each code says what to do better. */
  'liveness_show_face',
  'liveness_be_alone_in_picture',
  'liveness_follow_steps',
  'liveness_turn_further',
  'liveness_keep_camera_on',
  'liveness_hold_camera_still',
  'liveness_use_live_camera',
  'liveness_face_the_light',
  'liveness_close_eyes_a_moment',
  'liveness_open_mouth_wide',
  'liveness_come_much_closer',
  'liveness_try_again',
  /** Pictures were not taken while their step was on the screen, or some are missing. */
  'liveness_out_of_time',
  'room_code_taken',
  'room_code_missing',
  'room_code_wrong',
  'room_code_stale',
  'room_code_used',
]);
export type CheckInDecision = z.infer<typeof CheckInDecision>;
export type CheckInCode = z.infer<typeof CheckInCode>;
export const CheckInReply = z.object({
  decision: CheckInDecision,
  code: CheckInCode,
  message: z.string(),
  advice: z.string().nullable(),
  mark: Mark.nullable(),
  session: z.object({ id: Id, courseCode: z.string(), courseName: z.string() }),
});
export type CheckInReply = z.infer<typeof CheckInReply>;

/** Why a teacher should look at a check-in. For staff alone: no student is told. */
export const CheckInFlag = z.enum([
  'place_uncertain',
  'contradicts_teacher',
  /** Not the device, or not one of those, that the student has checked in with before. */
  'new_device',
  /** The browser showed no device key. */
  'no_device',
  /** Another student checked in from it a short while before or after. */
  'shared_device',
  /** The room code may have been passed on to somebody elsewhere. */
  'code_passed_on',
  /** Recorded by a kiosk whose clock was set meanwhile, or was wrong. */
  'clock_changed',
  /** Recorded by a kiosk without a network, which looks for no signs of life. */
  'life_unseen',
]);
export type CheckInFlag = z.infer<typeof CheckInFlag>;

export const checkInRoutes = {
  startChallenge: route({
    method: 'POST',
    path: '/api/attendance-sessions/:id/challenges',
    tag,
    summary: 'Begin a check-in',
    params: IdParams,
    status: 201,
    body: z.object({
      /** The movements cannot or shall not be made: the teacher decides. */
      asksTeacher: z.boolean().default(false),
      /** The student accepts colours on the screen; nobody is shown any without. */
      flashes: z.boolean().default(false),
    }),
    reply: Challenge,
  }),
  revealStep: route({
    method: 'POST',
    path: '/api/attendance-sessions/:id/challenges/:challengeId/steps',
    tag,
    summary: 'The next movement of a check-in, told when those before are done',
    params: z.object({ id: Id, challengeId: Id }),
    body: z.object({ nonce: z.string(), /** Steps the student has done so far. */ done: z.int().min(0).max(20) }),
    reply: RevealedStep,
  }),
  checkIn: route({
    method: 'POST',
    path: '/api/attendance-sessions/:id/check-in',
    tag,
    summary: 'Check in with the own face',
    params: IdParams,
    idempotent: true,
    body: multipart(
      z.object({
        challengeId: Id,
        nonce: z.string(),
        /** Milliseconds since the challenge was received, one per frame, not decreasing. */
        frameTimes: z.array(z.int().min(0).max(120_000)).min(CHECK_IN_FRAMES.min).max(CHECK_IN_FRAMES.max),
        /** Index of the step each frame was taken for; empty when the challenge has none. */
        frameSteps: z.array(z.int().min(0).max(20)).max(CHECK_IN_FRAMES.max).default([]),
        place: PlaceEvidence.nullable().default(null),
        device: DeviceProof.nullable().default(null),
      }),
      { name: 'frames', ...CHECK_IN_FRAMES, maxBytes: 2_800_000 },
    ),
    reply: CheckInReply,
  }),
};
