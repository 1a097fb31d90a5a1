import { type Description, type Face, type FaceOnRoll, matchRoll } from '@smart-presence/face';
import type { Db } from '../../platform/db/index.ts';
import { describeRoom } from './describe-pictures.ts';
import type { FaceLimits, IdentifiedFace, PhotoIdentification } from './face-evidence.ts';
import { serviceFor } from './service.ts';
import type { Opened } from './vault/index.ts';

export interface Identification {
  /** The application's database handle, never a transaction: face work takes seconds. */
  db: Db;
  /** The roster: nobody else is looked for. */
  studentIds: readonly string[];
  /** 1 to 6 encoded photos of one room; in memory only. */
  photos: readonly Buffer[];
  limits: FaceLimits;
  now: number;
}

/** Smaller faces, px, are still recognised often, but not surely enough to be proposed without a question. */
const SURE_SIZE = 40;

/**
 * Who of the roster is on the photos (1:N). Each photo is judged by itself: one person per face, one face per person.
 * Nothing about a face nobody is matched to is kept but its box.
 * @throws AppError for a photo that cannot be read (`image_…`, details name the photo), `overloaded`, `unavailable`.
 */
export const identifyInPhotos = async (props: Identification): Promise<PhotoIdentification> => {
  const { db, photos, limits } = props;
  const { engine, vault, log } = serviceFor(db);
  const studentIds = [...new Set(props.studentIds)];
  const described = await describeRoom({ engine, pictures: photos, part: 'photos' });
  const { model } = await engine.ready();
  const query = { personIds: studentIds, modelId: model.id };
  return vault.withTemplates(db, query, (opened) => {
    if (opened.unreadable.length > 0)
      log.error({ templates: opened.unreadable.length }, 'templates could not be opened');
    const found = new Set(opened.templates.map(({ personId }) => personId));
    return {
      photos: described.map(({ width, height, faces }) => ({ width, height, faces: faces.length })),
      faces: described.flatMap((description, photo) => identifyOn({ description, photo, opened, limits })),
      withoutTemplate: studentIds.filter((id) => !found.has(id)),
      model: model.id,
    };
  });
};

interface OnePhoto {
  description: Description;
  photo: number;
  opened: Opened;
  limits: FaceLimits;
}

const identifyOn = ({ description, photo, opened, limits }: OnePhoto): IdentifiedFace[] => {
  const faces = description.faces.filter((face) => face.descriptor !== undefined);
  const verdicts = matchRoll({
    faces: faces.flatMap(({ descriptor }) => descriptor ?? []),
    roster: opened.templates.map(({ personId, values }) => ({ id: personId, template: values })),
    thresholds: { accept: limits.identifyAccept, review: limits.identifyReview, margin: limits.identifyMargin },
  });
  const identified = faces.map((face, index) => verdictOn({ face, photo, verdict: verdicts[index] }));
  for (const { descriptor } of faces) descriptor?.fill(0);
  return identified;
};

const verdictOn = (props: { face: Face; photo: number; verdict: FaceOnRoll | undefined }): IdentifiedFace => {
  const { face, photo, verdict } = props;
  const seen = { photo, box: face.box, margin: null };
  if (verdict?.kind === 'matched') {
    const { id, distance, margin } = verdict;
    const candidates = [{ studentId: id, distance }];
    if (face.quality.size < SURE_SIZE) return { ...seen, verdict: 'unsure', candidates };
    return { ...seen, verdict: 'matched', candidates, margin };
  }
  if (verdict?.kind !== 'unsure') return { ...seen, verdict: 'unknown', candidates: [] };
  const candidates = verdict.candidates.map(({ id, distance }) => ({ studentId: id, distance }));
  return { ...seen, verdict: 'unsure', candidates };
};
