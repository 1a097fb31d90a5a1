import { z } from 'zod';
import { Id, Instant, StudentRef } from './common.ts';
import { JobProgress } from './jobs.ts';
import { route } from './route.ts';

/**
 * Distances are counted in steps: entry i of a histogram holds those above i × `distanceStep` and up to (i + 1) × `distanceStep`;
 * the first holds 0 too, the last everything beyond.
 */
export const distanceStep = 0.005;
export const distanceBins = 300;
const Histogram = z.array(z.int()).length(distanceBins);

/** How somebody was recognised by their face. */
export const FaceWay = z.enum(['face-self', 'face-kiosk', 'class-photo']);
export type FaceWay = z.infer<typeof FaceWay>;

/** `count` of `of`, with bounds within which the true share lies: below `low` or above `high` with 5 % each. */
export const BoundedShare = z.object({ count: z.int(), of: z.int(), low: z.number(), high: z.number() });
export type BoundedShare = z.infer<typeof BoundedShare>;

/** Distances of people who were who they should be, one way of being recognised. */
export const GenuineScores = z.object({
  way: FaceWay,
  checkIns: z.int(),
  students: z.int(),
  histogram: Histogram,
});
export type GenuineScores = z.infer<typeof GenuineScores>;

/** Distances between different students' templates, computed inside the vault: numbers of pairs, never a pair's template. */
export const ImpostorScores = z.object({
  /** Which descriptor the templates are of. */
  model: z.string(),
  /** Students who were compared, each with each. */
  people: z.int(),
  /** Students with such a template; more than `people`: these were drawn at random. */
  enrolled: z.int(),
  pairs: z.int(),
  histogram: Histogram,
  /** For each student compared, the nearest other one. */
  nearest: Histogram,
  /** Students left out: their template is of another descriptor. */
  otherModel: z.int(),
  /** Students left out: their template could not be opened. */
  unreadable: z.int(),
});
export type ImpostorScores = z.infer<typeof ImpostorScores>;

/** What one kind of camera gave: a browser on a system, or a kiosk. */
export const CameraScores = z.object({
  name: z.string(),
  kind: z.enum(['browser', 'kiosk']),
  checkIns: z.int(),
  students: z.int(),
  /** Half of the distances are at most this. */
  median: z.number(),
  /** Check-ins a person had to decide. */
  unsure: z.int(),
});
export type CameraScores = z.infer<typeof CameraScores>;

/** A student whose own face is often far from their own template. */
export const FailingTemplate = z.object({
  student: StudentRef,
  checkIns: z.int(),
  median: z.number(),
  unsure: z.int(),
  /** When they were last asked to enrol again; null: never. */
  askedAt: Instant.nullable(),
});
export type FailingTemplate = z.infer<typeof FailingTemplate>;

export const AccuracyStudy = z.object({
  id: Id,
  at: Instant,
  /** Check-ins since then. */
  since: Instant,
  genuine: z.array(GenuineScores),
  /** Recognised, and marked otherwise by a person later: neither genuine nor impostor for sure, left out. */
  overruled: z.int(),
  /** Unsure, and a teacher said that it was not the student. */
  rejected: z.int(),
  /** null: fewer than two students have a template. */
  impostor: ImpostorScores.nullable(),
  cameras: z.array(CameraScores),
  /** Kinds of camera with so few students that a line about them would be about a person. */
  hiddenCameras: z.int(),
  /** Pairs nearer than the threshold at which two faces count as one. */
  lookAlikes: z.int(),
});
export type AccuracyStudy = z.infer<typeof AccuracyStudy>;

/** What a threshold would mean here. */
export const RatesAt = z.object({
  threshold: z.number(),
  /** Pairs of different students that it takes for one person. */
  falseAccepts: BoundedShare.nullable(),
  /** Students whom it takes for at least one other. */
  alike: BoundedShare.nullable(),
  /** Own check-ins it does not take at once; null where what lies beyond is refused and leaves no distance. */
  falseRejects: BoundedShare.nullable(),
});
export type RatesAt = z.infer<typeof RatesAt>;

export const Accuracy = z.object({
  /** The newest study; null: none yet. */
  study: AccuracyStudy.nullable(),
  /** One that waits or is under way. */
  job: JobProgress.nullable(),
  /** Of the policy in force. */
  thresholds: z.object({
    verifyAccept: z.number(),
    verifyReview: z.number(),
    identifyAccept: z.number(),
    identifyReview: z.number(),
  }),
  rates: z.array(RatesAt),
  failing: z.array(FailingTemplate),
});
export type Accuracy = z.infer<typeof Accuracy>;

/** Two students whose templates are near each other, with the band their distance lies in. */
export const LookAlike = z.object({
  students: z.tuple([StudentRef, StudentRef]),
  from: z.number(),
  to: z.number(),
});
export type LookAlike = z.infer<typeof LookAlike>;

const tag = 'accuracy';

export const accuracyRoutes = {
  accuracy: route({
    method: 'GET',
    path: '/api/accuracy',
    tag,
    summary: 'How well faces tell people apart at this institution: the newest study and what thresholds would mean',
    reply: Accuracy,
  }),
  studyAccuracy: route({
    method: 'POST',
    path: '/api/accuracy/studies',
    tag,
    summary: 'Study the check-ins and templates there are, in the background; one at a time',
    status: 202,
    body: z.object({}),
    reply: JobProgress,
  }),
  openLookAlikes: route({
    method: 'POST',
    path: '/api/accuracy/look-alikes/open',
    tag,
    summary: 'Students whose templates are near each other; who opens the list is written down',
    body: z.object({}),
    reply: z.object({ items: z.array(LookAlike), /** All that were found; the nearest are shown. */ total: z.int() }),
  }),
  askToEnrolAgain: route({
    method: 'POST',
    path: '/api/accuracy/enrol-again',
    tag,
    summary: 'Suggest to students that they enrol their face again',
    body: z.object({ studentIds: z.array(Id).min(1).max(200) }),
    reply: z.object({ told: z.int() }),
  }),
};
