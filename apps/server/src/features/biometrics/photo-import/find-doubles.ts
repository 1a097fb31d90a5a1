import { distanceBetween } from '@smart-presence/face';
import type { Db } from '../../../platform/db/index.ts';
import type { Resemblance } from '../find-resemblance.ts';
import type { UploadSeal, Vault } from '../vault/index.ts';

export interface Candidate {
  personId: string;
  values: Float32Array;
}

interface Search {
  vault: Vault;
  modelId: string;
  /** Only templates made at or after this instant. */
  since?: number;
}

/**
 * The nearest other person of each candidate among everybody's templates. One pass for all of them: templates are opened once,
 * a batch at a time, with others' requests in between.
 */
export const nearestEnrolled = async (
  db: Db,
  candidates: readonly Candidate[],
  { vault, modelId, since = 0 }: Search,
): Promise<Map<string, Resemblance>> => {
  const nearest = new Map<string, Resemblance>();
  if (candidates.length === 0) return nearest;
  await vault.eachBatch(db, { modelId, exceptPersonId: '', since }, ({ templates }) => {
    for (const template of templates) note(nearest, candidates, template);
  });
  return nearest;
};

interface Staged {
  db: Db;
  uploadId: string;
  modelId: string;
  seal: UploadSeal;
}

const PAGE = 200;

/** The same among what the same ZIP has brought so far. */
export const nearestStaged = async (
  candidates: readonly Candidate[],
  { db, uploadId, modelId, seal }: Staged,
): Promise<Map<string, Resemblance>> => {
  const nearest = new Map<string, Resemblance>();
  for (const one of candidates) note(nearest, candidates, one);
  for (let after = ''; candidates.length > 0; ) {
    const page = await db
      .selectFrom('stagedTemplate')
      .select(['personId', 'sealed'])
      .where('uploadId', '=', uploadId)
      .where('modelId', '=', modelId)
      .where('personId', '>', after)
      .orderBy('personId')
      .limit(PAGE)
      .execute();
    for (const { personId, sealed } of page) {
      const values = seal.openTemplate({ personId, modelId }, sealed);
      note(nearest, candidates, { personId, values });
      values.fill(0);
    }
    const last = page.at(-1);
    if (page.length < PAGE || !last) break;
    after = last.personId;
  }
  return nearest;
};

const note = (nearest: Map<string, Resemblance>, candidates: readonly Candidate[], other: Candidate): void => {
  for (const { personId, values } of candidates) {
    if (personId === other.personId) continue;
    const distance = distanceBetween(values, other.values);
    const known = nearest.get(personId);
    if (!known || distance < known.distance) nearest.set(personId, { personId: other.personId, distance });
  }
};
