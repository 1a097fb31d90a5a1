import { z } from 'zod';
import { Day, Id, Instant, Name } from './common.ts';
import { FlashMode, LivenessLevel, MarkCode, RoomCodeMode } from './policy-choices.ts';
import { RetentionDays } from './retention.ts';
import { route } from './route.ts';

export const MarkKind = z.object({
  code: MarkCode,
  name: Name,
  /** Share of one session that counts as attended, 0 to 1. */
  attended: z.number().min(0).max(1),
  /** Whether a session with this mark is part of the denominator. */
  counts: z.boolean(),
});

const Days = (most: number) => z.int().min(0).max(most);

/** Days in which students may ask, and in which they are answered. */
export const RequestRules = z.object({
  /** The mark that granted leave gives; null: it cannot be asked for. */
  leaveMarks: z.object({ excused: MarkCode.nullable(), 'on-duty': MarkCode.nullable(), medical: MarkCode.nullable() }),
  /** Days after its last day in which leave may still be asked for. */
  leaveDays: Days(120),
  /** Days after a session was closed in which a mark may be appealed against; 0: never. */
  appealDays: Days(120),
  /** Days within which an answer is due. */
  answerDays: Days(60),
  /** Days after an answer in which somebody else may read it again; 0: never. */
  secondReadingDays: Days(120),
  /** Days after the last answer after which documents are erased. */
  documentDays: z.int().min(1).max(1000),
});
export type RequestRules = z.infer<typeof RequestRules>;

const defaultRequestRules: RequestRules = {
  leaveMarks: { excused: 'E', 'on-duty': 'OD', medical: 'M' },
  leaveDays: 7,
  appealDays: 7,
  answerDays: 5,
  secondReadingDays: 7,
  documentDays: 90,
};

/**
 * What a percentage is taken of. held: the sessions held so far; scheduled: those and the classes that the timetable still
 * announces in the term; prescribed: the hours the course prescribes (sessions held where it prescribes none).
 */
export const Denominator = z.enum(['held', 'scheduled', 'prescribed']);
export type Denominator = z.infer<typeof Denominator>;

/** When students hear that they fall behind. Versions from before there were warnings send none. */
export const WarningRules = z.object({
  /** When a class leaves them below the minimum, and again when it leaves them below what can be condoned. */
  belowMinimum: z.boolean(),
  /** Sessions that count before the percentage is worth a warning: one absence on the first day is 0 %. */
  afterSessions: z.int().min(1).max(100),
  /** After so many absences in a row in one course; null: never. */
  consecutiveAbsences: z.int().min(2).max(50).nullable(),
  /** Also to the guardian's e-mail: of students under 18, and of others who agreed. */
  toGuardian: z.boolean(),
});
export type WarningRules = z.infer<typeof WarningRules>;

const noWarnings: WarningRules = {
  belowMinimum: false,
  afterSessions: 4,
  consecutiveAbsences: null,
  toGuardian: false,
};

/** What students may say of the sessions they attended. */
export const FeedbackRules = z.object({
  /** Days after a session was opened in which it may be rated; 0: never. */
  days: Days(60),
  /** Whether staff read whose a rating is. Students are told before they give one; what was given without a name stays so. */
  isNamed: z.boolean(),
});
export type FeedbackRules = z.infer<typeof FeedbackRules>;

const defaultFeedbackRules: FeedbackRules = { days: 7, isNamed: false };

export const PolicyData = z.object({
  marks: z.array(MarkKind).min(2).max(20),
  /** Which codes the automatic ways of marking use. */
  presentCode: MarkCode,
  lateCode: MarkCode,
  absentCode: MarkCode,
  /** Minutes after opening from which a check-in is late; null: never. */
  lateAfterMinutes: z.int().min(0).max(120).nullable(),
  /** Session length offered first, minutes. */
  sessionMinutes: z.int().min(1).max(120),
  /** Seconds after the end in which a check-in begun in time still counts. */
  graceSeconds: z.int().min(0).max(300),
  /** Days after closing in which the teacher may change marks. */
  editWindowDays: z.int().min(0).max(120),
  /** Percent a student needs. */
  minimumPercent: z.number().min(0).max(100),
  denominator: Denominator.default('held'),
  /** Points of percent below the minimum that the institution may condone; 0: none. */
  condonationPercent: z.number().min(0).max(100).default(0),
  /** The mark for being away on duty; null: there is none. */
  onDutyCode: MarkCode.nullable().default(null),
  /** At most this percent of the sessions count as attended on duty; null: all of them. */
  onDutyCapPercent: z.number().min(0).max(100).nullable().default(null),
  warnings: WarningRules.default(noWarnings),
  /** off: recorded only; advise: outside goes to review; require: outside is refused, no evidence goes to review. */
  placeMode: z.enum(['off', 'advise', 'require']),
  /** Versions from before there was a room code had none. */
  roomCode: z.object({ mode: RoomCodeMode }).default({ mode: 'off' }),
  /** Versions from before there was a challenge asked for nothing. */
  liveness: z
    .object({ level: LivenessLevel, /** Of no effect at level off. */ flashes: FlashMode.default('off') })
    .default({ level: 'off', flashes: 'off' }),
  /** Leave and appeals. Versions from before there were any had none of these. */
  requests: RequestRules.default(defaultRequestRules),
  /** Versions from before there was feedback had none of these. */
  feedback: FeedbackRules.default(defaultFeedbackRules),
  /** Changed on the page of retention alone, behind a fresh proof. */
  retention: RetentionDays,
  face: z.object({
    /** Descriptor distances (L2). At or under `accept` the face is the same; up to `review` a person decides. */
    verifyAccept: z.number().min(0.1).max(1),
    verifyReview: z.number().min(0.1).max(1),
    identifyAccept: z.number().min(0.1).max(1),
    identifyReview: z.number().min(0.1).max(1),
    /** A match in the room must be better than the second best by this much. */
    identifyMargin: z.number().min(0).max(0.5),
    /** Distance under which two people are surely one: enrolment is refused instead of flagged. */
    duplicateSure: z.number().min(0).max(1),
  }),
});
export type PolicyData = z.infer<typeof PolicyData>;

export const Policy = z.object({
  id: Id,
  version: z.int(),
  effectiveFrom: Instant,
  createdBy: z.string().nullable(),
  note: z.string().nullable(),
  data: PolicyData,
});
export type Policy = z.infer<typeof Policy>;

export const defaultPolicy: PolicyData = {
  marks: [
    { code: 'P', name: 'Present', attended: 1, counts: true },
    { code: 'L', name: 'Late', attended: 1, counts: true },
    { code: 'E', name: 'Excused', attended: 0, counts: false },
    { code: 'A', name: 'Absent', attended: 0, counts: true },
    { code: 'OD', name: 'On duty', attended: 1, counts: true },
    { code: 'M', name: 'Medical', attended: 0, counts: false },
  ],
  presentCode: 'P',
  lateCode: 'L',
  absentCode: 'A',
  lateAfterMinutes: 10,
  sessionMinutes: 10,
  graceSeconds: 30,
  editWindowDays: 7,
  minimumPercent: 75,
  denominator: 'held',
  condonationPercent: 0,
  onDutyCode: 'OD',
  onDutyCapPercent: null,
  warnings: { belowMinimum: true, afterSessions: 4, consecutiveAbsences: 3, toGuardian: false },
  placeMode: 'advise',
  roomCode: { mode: 'alternative' },
  // Measured on rendered heads alone so far: an institution turns it on, see docs/decisions/0019.
  liveness: { level: 'off', flashes: 'off' },
  requests: defaultRequestRules,
  feedback: defaultFeedbackRules,
  retention: RetentionDays.parse({}),
  face: {
    verifyAccept: 0.52,
    verifyReview: 0.58,
    identifyAccept: 0.5,
    identifyReview: 0.58,
    identifyMargin: 0.04,
    duplicateSure: 0.35,
  },
};

export const policyRoutes = {
  currentPolicy: route({
    method: 'GET',
    path: '/api/policies/current',
    tag: 'policies',
    summary: 'The policy in force',
    reply: Policy,
  }),
  listPolicies: route({
    method: 'GET',
    path: '/api/policies',
    tag: 'policies',
    summary: 'Every version, newest first; some may be of days to come',
    reply: z.array(Policy),
  }),
  savePolicy: route({
    method: 'POST',
    path: '/api/policies',
    tag: 'policies',
    summary: 'Save a new version, in force now or from the start of a day; old sessions keep theirs',
    status: 201,
    body: z.object({
      data: PolicyData,
      note: z.string().trim().max(500).nullable().default(null),
      /** A day to come; null: now. */
      effectiveFrom: Day.nullable().default(null),
    }),
    reply: Policy,
  }),
};
