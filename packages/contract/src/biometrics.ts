import { z } from 'zod';
import { Done, Email, Id, IdParams, Instant, Name } from './common.ts';
import { multipart, route } from './route.ts';

const tag = 'biometrics';

export const ConsentRecord = z.object({
  id: Id,
  textVersion: z.string(),
  purpose: z.string(),
  givenAt: Instant,
  withdrawnAt: Instant.nullable(),
  guardian: z.object({ name: z.string(), email: z.string() }).nullable(),
});

/** `provisional`: from bulk photos, until the first live match. `pending`: a re-enrolment waiting to be confirmed. */
export const TemplateStatus = z.enum(['active', 'provisional', 'pending']);

export const BiometricStatus = z.object({
  consent: ConsentRecord.nullable(),
  /** True when the wording changed since consent was given. */
  consentOutdated: z.boolean(),
  template: z
    .object({ version: z.int(), status: TemplateStatus, createdAt: Instant, frames: z.int(), model: z.string() })
    .nullable(),
  needsGuardian: z.boolean(),
});
export type BiometricStatus = z.infer<typeof BiometricStatus>;

export const FrameIssue = z.enum([
  'no_face',
  'several_faces',
  'too_small',
  'blurred',
  'too_dark',
  'too_bright',
  'turned_away',
  'cut_off',
  'implausible_landmarks',
  'unreadable',
  'other_person',
]);
export type FrameIssue = z.infer<typeof FrameIssue>;

export const EnrolmentResult = z.object({
  outcome: z.enum(['enrolled', 'more_frames_needed']),
  /** How many of the frames were good enough; at least `needed` must be. */
  good: z.int(),
  needed: z.int(),
  frames: z.array(z.object({ index: z.int(), issues: z.array(FrameIssue) })),
  /** The face resembles another person's: enrolled, and an administrator was told. */
  flagged: z.boolean(),
  status: BiometricStatus,
});
export type EnrolmentResult = z.infer<typeof EnrolmentResult>;

/** Of one student on a roster, for staff: whether they agreed, and their newest template. */
export const FaceOfStudent = z.object({
  studentId: Id,
  hasConsent: z.boolean(),
  template: TemplateStatus.nullable(),
});
export type FaceOfStudent = z.infer<typeof FaceOfStudent>;

const frames = { name: 'frames', min: 5, max: 15, maxBytes: 4_000_000 } as const;

export const biometricRoutes = {
  myBiometrics: route({
    method: 'GET',
    path: '/api/me/biometrics',
    tag,
    summary: 'Own consent and enrolment',
    reply: BiometricStatus,
  }),
  giveConsent: route({
    method: 'POST',
    path: '/api/me/consent',
    tag,
    summary: 'Consent to face recognition for attendance',
    status: 201,
    body: z.object({
      textVersion: z.string().max(40),
      guardian: z.object({ name: Name, email: Email }).nullable().default(null),
    }),
    reply: BiometricStatus,
  }),
  withdrawConsent: route({
    method: 'DELETE',
    path: '/api/me/consent',
    tag,
    summary: 'Withdraw consent and erase the template',
    reply: BiometricStatus,
  }),
  enrolMyFace: route({
    method: 'POST',
    path: '/api/me/enrolment',
    tag,
    summary: 'Enrol the own face from 5 to 15 frames; another one only within ten minutes of proving again who one is',
    body: multipart(z.object({}), frames),
    reply: EnrolmentResult,
  }),
  personBiometrics: route({
    method: 'GET',
    path: '/api/people/:id/biometrics',
    tag,
    summary: 'Consent and enrolment of a person',
    params: IdParams,
    reply: BiometricStatus,
  }),
  enrolAtDesk: route({
    method: 'POST',
    path: '/api/people/:id/enrolment',
    tag,
    summary: 'Enrol a consenting person at a desk',
    params: IdParams,
    body: multipart(z.object({}), frames),
    reply: EnrolmentResult,
  }),
  sectionFaces: route({
    method: 'GET',
    path: '/api/sections/:id/faces',
    tag,
    summary: 'Consent and enrolment of the active students of a section',
    params: IdParams,
    reply: z.array(FaceOfStudent),
  }),
  eraseTemplate: route({
    method: 'DELETE',
    path: '/api/people/:id/template',
    tag,
    summary: 'Erase the template of a person; consent stays',
    params: IdParams,
    reply: Done,
  }),
};
