import { type Description, distanceBetween, type Face, makeTemplate } from '@smart-presence/face';
import type { FrameDescription } from '@smart-presence/face/node';
import type { Db } from '../../platform/db/index.ts';
import { confirmTemplate } from './confirm-template.ts';
import { decideVerification, refusalOf } from './decide-verification.ts';
import { describeSequence } from './describe-pictures.ts';
import type { FaceLimits, FrameEvidence, FreshVerification, VerificationKind } from './face-evidence.ts';
import { findClassmate } from './find-classmate.ts';
import { type LivenessFinding, lookForLife, type MovementsAsked } from './look-for-life.ts';
import { spreadOf } from './one-person.ts';
import { countingIssues, pickFace } from './pick-face.ts';
import { serviceFor } from './service.ts';
import type { Opened, OpenTemplate } from './vault/index.ts';

export interface Verification {
  /** The application's database handle, never a transaction: face work takes tens of milliseconds. */
  db: Db;
  personId: string;
  /** Encoded pictures of one moment, in order; in memory only. */
  frames: readonly Buffer[];
  limits: FaceLimits;
  /** The movements asked for; null: it is enough that the pictures show the person. */
  asked: MovementsAsked | null;
  /** Among whom to look when the face is not the person's; absent: among nobody. Asked for then alone. */
  classmates?: () => Promise<readonly string[]>;
  now: number;
}

/** People standing close behind are common in a corridor; only a face half as large as the main one is a companion. */
const COMPANION_SHARE = 0.5;

/** The counting pictures of movements: the most frontal ones, of which at least two are needed. */
const FEWEST_FRONTAL = 2;

/**
 * Is this the person, and where movements were asked for, a living one? Compares the mean of the frames with the person's own template (1:1). Everything an honest
 * person can run into is an answer, not an error. A match confirms a provisional template.
 * @throws AppError for a picture that cannot be read (`image_…`, details name the frame), `overloaded`, `unavailable`.
 */
export const verifyFrames = async (verification: Verification): Promise<FreshVerification> => {
  const { db, personId, limits, now } = verification;
  const { engine, vault, log } = serviceFor(db);
  const enrolled = await usableModel(db, personId);
  // Without a template no picture needs to be looked at; the engine may stay asleep.
  if (enrolled === undefined) return { ...blank, kind: 'template_missing', reason: 'not_enrolled', model: '' };
  const { looked, refusal, ...life } = await look(verification);
  const modelId = (await engine.ready()).model.id;
  const evidence = looked.map((frame) => frame.evidence);
  const probes = looked.flatMap(({ descriptor }) => descriptor ?? []);
  const base = { ...blank, ...life, counted: probes.length, model: modelId, frames: evidence };

  if (enrolled !== modelId) return { ...base, kind: 'template_missing', reason: 'other_model' };
  if (refusal) return { ...base, kind: refusal };
  const spread = spreadOf(probes);
  if (spread > limits.verifyReview) return { ...base, kind: 'frames_inconsistent', spread };

  const query = { personIds: [personId], modelId, statuses: ['active', 'provisional', 'pending'] as const };
  const outcome = await vault.withTemplates(db, query, (opened) => compare({ opened, looked, probes, limits }));
  if (outcome.unreadable > 0) log.error({ templates: outcome.unreadable }, 'a template could not be opened');
  if (outcome.confirms) await confirmTemplate(db, { templateId: outcome.confirms, personId, now });
  const result = { ...base, ...outcome.result, spread };
  const isFarInOne = evidence.some(({ distance }) => distance !== null && distance > limits.verifyReview);
  // Movements give few frontal pictures: one that is somebody else's must not hide in their mean.
  if (verification.asked && result.kind === 'match' && isFarInOne) return { ...result, kind: 'uncertain' };
  if (result.kind !== 'mismatch' || !verification.classmates) return result;
  const others = (await verification.classmates()).filter((id) => id !== personId);
  return { ...result, resembles: await findClassmate(db, { vault, modelId, personIds: others, probes, limits }) };
};

interface Looked {
  looked: LookedAt[];
  /** Why the pictures cannot be compared, if so. */
  refusal: VerificationKind | undefined;
  liveness: LivenessFinding | null;
  hashes: readonly Uint8Array[];
  repeatsOf: readonly string[];
}

const look = async ({ db, personId, frames, asked, now }: Verification): Promise<Looked> => {
  if (asked) {
    const { descriptors, ...life } = await lookForLife({ db, personId, frames, asked, now });
    const looked = descriptors.map(({ descriptor }) => ({
      evidence: { ...noFace, faces: 1, refused: null },
      descriptor,
    }));
    return { ...life, looked, refusal: looked.length < FEWEST_FRONTAL ? 'face_not_found' : undefined };
  }
  const { engine } = serviceFor(db);
  const looked = lookAtAll(await describeSequence({ engine, pictures: frames, part: 'frames' }));
  return {
    looked,
    refusal: refusalOf(looked.map(({ evidence }) => evidence)),
    liveness: null,
    hashes: [],
    repeatsOf: [],
  };
};

const blank = {
  distance: null,
  spread: null,
  counted: 0,
  reason: null,
  template: null,
  frames: [],
  liveness: null,
  hashes: [],
  repeatsOf: [],
  resembles: null,
} as const satisfies Partial<FreshVerification>;

/** @returns the model of the template in use; undefined without one. */
const usableModel = async (db: Db, personId: string): Promise<string | undefined> => {
  const row = await db
    .selectFrom('template')
    .select('modelId')
    .where('personId', '=', personId)
    .where('status', 'in', ['active', 'provisional'])
    .executeTakeFirst();
  return row?.modelId;
};

interface LookedAt {
  evidence: FrameEvidence;
  /** Only when the frame counts. */
  descriptor: Float32Array | undefined;
}

/**
 * A face that is followed hides whoever else is in the picture: companions seen when it was last searched for count
 * until it is searched for again.
 */
const lookAtAll = (descriptions: readonly FrameDescription[]): LookedAt[] => {
  let searched: LookedAt | undefined;
  return descriptions.map((description) => {
    if (description.tracked && searched?.evidence.refused === 'several_faces') return structuredClone(searched);
    const looked = lookAt(description);
    if (!description.tracked) searched = looked;
    return looked;
  });
};

const lookAt = ({ faces }: Description): LookedAt => {
  const { face, count } = pickFace(faces, COMPANION_SHARE);
  if (!face) {
    const refused = count === 0 ? 'face_not_found' : 'several_faces';
    return { evidence: { ...noFace, faces: count, refused }, descriptor: undefined };
  }
  const issues = countingIssues(face);
  const isGood = issues.length === 0 && face.descriptor !== undefined;
  return {
    evidence: { ...measured(face), faces: count, refused: isGood ? null : 'face_quality', issues },
    descriptor: isGood ? face.descriptor : undefined,
  };
};

const noFace = { size: null, sharpness: null, exposure: null, pose: null, issues: [], distance: null };

const measured = ({ quality, pose }: Face) => ({
  size: quality.size,
  sharpness: quality.sharpness,
  exposure: quality.exposure,
  pose,
  distance: null,
});

interface Comparison {
  opened: Opened;
  looked: readonly LookedAt[];
  probes: readonly Float32Array[];
  limits: FaceLimits;
}

/** Runs while the vault lends the templates; only numbers leave. */
const compare = ({ opened, looked, probes, limits }: Comparison) => {
  const unreadable = opened.unreadable.length;
  const usable = opened.templates.find(({ status }) => status !== 'pending');
  const pending = opened.templates.find(({ status }) => status === 'pending');
  if (!usable) {
    const reason = unreadable > 0 ? ('unreadable_template' as const) : ('not_enrolled' as const);
    return { unreadable, confirms: undefined, result: { kind: 'template_missing' as const, reason } };
  }
  const probe = makeTemplate({ descriptors: probes, sameWithin: Number.POSITIVE_INFINITY }).descriptor;
  for (const { evidence, descriptor } of looked) {
    evidence.distance = descriptor ? distanceBetween(descriptor, usable.values) : null;
  }
  const distances = {
    usable: distanceBetween(probe, usable.values),
    pending: pending ? distanceBetween(probe, pending.values) : null,
  };
  const { kind, reason, confirmsPending } = decideVerification(distances, limits);
  const { version, status } = usable;
  const result = { kind, reason, distance: distances.usable, template: { version, status } };
  const confirms = confirmsPending ? pending?.id : firstMatchOf(usable, kind);
  return { unreadable, confirms, result };
};

const firstMatchOf = ({ id, status }: OpenTemplate, kind: string): string | undefined =>
  kind === 'match' && status === 'provisional' ? id : undefined;
