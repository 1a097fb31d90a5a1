import { setImmediate as letOthersRun } from 'node:timers/promises';
import { distanceBetween, makeTemplate } from '@smart-presence/face';
import type { FrameDescription } from '@smart-presence/face/node';
import type { Db } from '../../platform/db/index.ts';
import { type DoorVerdict, decideAtDoor, type Nearby, nearestTwo } from './decide-at-door.ts';
import { describeSequence } from './describe-pictures.ts';
import type { FaceLimits } from './face-evidence.ts';
import { type LivenessFinding, lookForLifeAtDoor, type MovementsSeen } from './look-for-life.ts';
import { spreadOf } from './one-person.ts';
import { countingIssues, pickFace } from './pick-face.ts';
import { serviceFor } from './service.ts';

export interface DoorLook {
  /** The application's database handle, never a transaction: face work takes tens of milliseconds. */
  db: Db;
  /** The gallery: nobody else is looked for. */
  studentIds: readonly string[];
  /** Encoded pictures of one person coming up to the camera, in order; in memory only. */
  frames: readonly Buffer[];
  limits: FaceLimits;
  /** null: it is enough that the pictures show the person. */
  seen: MovementsSeen | null;
}

/** Numbers and reasons, never pixels or descriptors. */
export interface DoorFinding {
  kind: DoorVerdict['kind'] | 'face_not_found' | 'several_faces' | 'face_quality' | 'frames_inconsistent';
  /** For `matched`. */
  studentId: string | null;
  distance: number | null;
  margin: number | null;
  /** Largest distance between two of the pictures. */
  spread: number | null;
  /** Pictures that were good enough. */
  counted: number;
  /** Templates it was compared with. */
  compared: number;
  model: string;
  liveness: LivenessFinding | null;
}

/** Pictures that must count before anybody is looked for. */
const FEWEST = 2;
/** Opening a template takes about 50 µs: a batch holds the event loop for some 5 ms. */
const BATCH = 100;

/**
 * Who of these students stands in front of the camera (1:N)? Of several people the nearest one; those behind are not looked for.
 * @throws AppError for a picture that cannot be read (`image_…`, details name the frame), `overloaded`, `unavailable`.
 */
export const identifyAtDoor = async (look: DoorLook): Promise<DoorFinding> => {
  const { db, limits } = look;
  const { engine } = serviceFor(db);
  const { probes, refusal, liveness } = await probesOf(look);
  const model = (await engine.ready()).model.id;
  const base = { ...blank, counted: probes.length, model, liveness };
  if (refusal) return { ...base, kind: refusal };
  const spread = spreadOf(probes);
  if (spread > limits.verifyReview) return { ...base, kind: 'frames_inconsistent', spread };
  const { nearest, compared } = await searchGallery({ ...look, probes, model });
  for (const probe of probes) probe.fill(0);
  const { personId, ...verdict } = decideAtDoor(nearest, limits);
  return { ...base, ...verdict, studentId: personId, spread, compared };
};

const blank = { studentId: null, distance: null, margin: null, spread: null, compared: 0, liveness: null } as const;

interface Probes {
  probes: Float32Array[];
  refusal: 'face_not_found' | 'several_faces' | 'face_quality' | undefined;
  liveness: LivenessFinding | null;
}

const probesOf = async ({ db, frames, seen }: DoorLook): Promise<Probes> => {
  if (seen) {
    const { liveness, descriptors } = await lookForLifeAtDoor({ db, frames, asked: seen });
    const probes = descriptors.map(({ descriptor }) => descriptor);
    if (probes.length >= FEWEST) return { probes, refusal: undefined, liveness };
    const isCrowded = liveness.reasons.includes('several_faces');
    return { probes, refusal: isCrowded ? 'several_faces' : 'face_not_found', liveness };
  }
  const { engine } = serviceFor(db);
  const looked = (await describeSequence({ engine, pictures: frames, part: 'frames' })).map(lookAt);
  const probes = looked.flatMap((descriptor) => (typeof descriptor === 'string' ? [] : [descriptor]));
  if (probes.length >= FEWEST) return { probes, refusal: undefined, liveness: null };
  return { probes, refusal: looked.includes('face_quality') ? 'face_quality' : 'face_not_found', liveness: null };
};

/** Only the nearest face is looked at, however near the next one is. */
const lookAt = ({ faces }: FrameDescription): Float32Array | 'face_not_found' | 'face_quality' => {
  const { face } = pickFace(faces, 1);
  if (!face) return 'face_not_found';
  return countingIssues(face).length === 0 && face.descriptor ? face.descriptor : 'face_quality';
};

interface Search extends DoorLook {
  probes: readonly Float32Array[];
  model: string;
}

/** The two nearest people of the gallery; templates are open for one batch at a time. */
const searchGallery = async ({ db, studentIds, probes, model }: Search) => {
  const { vault, log } = serviceFor(db);
  const ids = [...new Set(studentIds)];
  const probe = makeTemplate({ descriptors: probes, sameWithin: Number.POSITIVE_INFINITY }).descriptor;
  let nearest: Nearby[] = [];
  let compared = 0;
  for (let from = 0; from < ids.length; from += BATCH) {
    const query = { personIds: ids.slice(from, from + BATCH), modelId: model };
    const batch = await vault.withTemplates(db, query, ({ templates, unreadable }) => {
      if (unreadable.length > 0) log.error({ templates: unreadable.length }, 'templates could not be opened');
      return templates.map(({ personId, values }) => ({
        personId,
        distance: distanceBetween(probe, values),
        furthest: Math.max(...probes.map((one) => distanceBetween(one, values))),
      }));
    });
    compared += batch.length;
    nearest = nearestTwo([...nearest, ...batch]);
    await letOthersRun();
  }
  probe.fill(0);
  return { nearest, compared };
};
