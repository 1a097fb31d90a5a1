import { z } from 'zod';
import { Day, Id, IdParams, Instant, Line, Page, PersonRef, paged, StudentRef } from './common.ts';
import { LivenessLevel, MarkCode, RoomCodeMode } from './policies.ts';
import { multipart, route } from './route.ts';

const tag = 'attendance';

export const SessionState = z.enum(['scheduled', 'open', 'closing', 'closed', 'locked']);
export type SessionState = z.infer<typeof SessionState>;
export const MarkMethod = z.enum(['face-self', 'face-kiosk', 'class-photo', 'room-code', 'manual', 'clock']);
export type MarkMethod = z.infer<typeof MarkMethod>;

export const AttendanceSession = z.object({
  id: Id,
  section: z.object({ id: Id, name: z.string(), courseCode: z.string(), courseName: z.string() }),
  openedBy: PersonRef,
  state: SessionState,
  openedAt: Instant,
  /** When check-ins stop being accepted (begun before counts until `endsAt + grace`). */
  endsAt: Instant,
  graceSeconds: z.int(),
  closedAt: Instant.nullable(),
  /** After this the session locks. */
  editableUntil: Instant.nullable(),
  policyVersion: z.int(),
  counts: z.object({ roster: z.int(), marked: z.int(), attended: z.int(), review: z.int() }),
});
export type AttendanceSession = z.infer<typeof AttendanceSession>;

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
});
export type MarkChange = z.infer<typeof MarkChange>;

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
]);
export type ReviewReason = z.infer<typeof ReviewReason>;

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
]);
export type CheckInFlag = z.infer<typeof CheckInFlag>;

export const Review = z.object({
  id: Id,
  sessionId: Id,
  student: StudentRef,
  requestedAt: Instant,
  reasons: z.array(ReviewReason),
  state: z.enum(['open', 'approved', 'rejected']),
  decidedBy: PersonRef.nullable(),
  decidedAt: Instant.nullable(),
});
export type Review = z.infer<typeof Review>;

export const Board = z.object({
  session: AttendanceSession,
  roster: z.array(z.object({ student: StudentRef, mark: Mark.nullable(), hasFace: z.boolean() })),
  reviews: z.array(Review),
  /** Students whose mark or open review is flagged, and why. */
  flags: z.array(z.object({ studentId: Id, flags: z.array(CheckInFlag) })),
  /** What the room code is for in this session. */
  roomCode: RoomCodeMode,
  /** Newest live event this board includes; pass as `after` to the stream. */
  eventId: z.int(),
});
export type Board = z.infer<typeof Board>;

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
]);
export type StepKind = z.infer<typeof StepKind>;

/** A step as it is revealed: the one after it is told when this one is done. */
export const RevealedStep = z.object({ index: z.int(), kind: StepKind });
export type RevealedStep = z.infer<typeof RevealedStep>;

/** Pictures of one check-in, and of one step of it. */
export const CHECK_IN_FRAMES = { min: 3, max: 20 } as const;
export const STEP_FRAMES = { min: 3, max: 6 } as const;

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

export const FaceBox = z.tuple([z.number(), z.number(), z.number(), z.number()]);

/** What was found in one face of a class photo. Boxes are pixels of the upright photo. */
export const ProposedFace = z.object({
  photo: z.int(),
  box: FaceBox,
  verdict: z.enum(['matched', 'unsure', 'unknown']),
  /** The student for `matched`; candidates, best first, for `unsure`. */
  candidates: z.array(z.object({ student: StudentRef, /** 0 to 1, for ordering only. */ closeness: z.number() })),
});
export const Proposal = z.object({
  id: Id,
  sessionId: Id,
  createdAt: Instant,
  photos: z.array(z.object({ width: z.int(), height: z.int(), faces: z.int() })),
  faces: z.array(ProposedFace),
  /** Roster students without a template: they cannot be found in a photo. */
  withoutTemplate: z.array(StudentRef),
});
export type Proposal = z.infer<typeof Proposal>;

const pagedSessions = paged(AttendanceSession);

export const attendanceRoutes = {
  openSession: route({
    method: 'POST',
    path: '/api/sections/:id/attendance-sessions',
    tag,
    summary: 'Open an attendance session',
    params: IdParams,
    status: 201,
    idempotent: true,
    body: z.object({ minutes: z.int().min(1).max(120).optional() }),
    reply: AttendanceSession,
  }),
  listSessions: route({
    method: 'GET',
    path: '/api/attendance-sessions',
    tag,
    summary: 'Attendance sessions the viewer may see, newest first',
    query: Page.extend({
      state: SessionState.optional(),
      sectionId: Id.optional(),
      from: Day.optional(),
      to: Day.optional(),
    }),
    reply: pagedSessions,
  }),
  getSession: route({
    method: 'GET',
    path: '/api/attendance-sessions/:id',
    tag,
    summary: 'One attendance session',
    params: IdParams,
    reply: AttendanceSession,
  }),
  getBoard: route({
    method: 'GET',
    path: '/api/attendance-sessions/:id/board',
    tag,
    summary: 'Roster, marks and reviews of a session',
    params: IdParams,
    reply: Board,
  }),
  extendSession: route({
    method: 'POST',
    path: '/api/attendance-sessions/:id/extend',
    tag,
    summary: 'Give an open session more minutes',
    params: IdParams,
    body: z.object({ minutes: z.int().min(1).max(60) }),
    reply: AttendanceSession,
  }),
  closeSession: route({
    method: 'POST',
    path: '/api/attendance-sessions/:id/close',
    tag,
    summary: 'Close a session now; unmarked students become absent',
    params: IdParams,
    reply: AttendanceSession,
  }),
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
      { name: 'frames', ...CHECK_IN_FRAMES, maxBytes: 4_000_000 },
    ),
    reply: CheckInReply,
  }),
  proposeFromPhotos: route({
    method: 'POST',
    path: '/api/attendance-sessions/:id/class-photos',
    tag,
    summary: 'Find the roster in photos of the room; records nothing',
    params: IdParams,
    status: 201,
    body: multipart(z.object({}), { name: 'photos', min: 1, max: 6, maxBytes: 25_000_000 }),
    reply: Proposal,
  }),
  confirmProposal: route({
    method: 'POST',
    path: '/api/attendance-sessions/:id/class-photos/:proposalId/confirm',
    tag,
    summary: 'Record the people the teacher confirmed on the photo',
    params: z.object({ id: Id, proposalId: Id }),
    idempotent: true,
    body: z.object({
      faces: z
        .array(z.object({ /** Index into the proposal's faces. */ face: z.int().min(0), studentId: Id }))
        .max(500),
    }),
    reply: z.object({ recorded: z.int(), already: z.int(), session: AttendanceSession }),
  }),
  setMarks: route({
    method: 'POST',
    path: '/api/attendance-sessions/:id/marks',
    tag,
    summary: 'Roll call: set marks by hand',
    params: IdParams,
    idempotent: true,
    body: z.object({
      marks: z
        .array(z.object({ studentId: Id, code: MarkCode }))
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
  decideReview: route({
    method: 'POST',
    path: '/api/reviews/:id',
    tag,
    summary: 'Approve or reject a check-in that needs review',
    params: IdParams,
    body: z.object({ verdict: z.enum(['approve', 'reject']) }),
    reply: Review,
  }),
  exportSession: route({
    method: 'GET',
    path: '/api/attendance-sessions/:id/export.csv',
    tag,
    summary: 'Session sheet as CSV',
    params: IdParams,
    reply: 'text',
  }),
};
