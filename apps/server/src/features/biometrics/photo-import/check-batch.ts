import { consentText, PHOTO_ZIP } from '@smart-presence/contract';
import { type Db, type Trx, transact } from '../../../platform/db/index.ts';
import { studentRefs } from '../../accounts/index.ts';
import { hasTemplate } from '../biometric-status.ts';
import { takeTurn } from '../consent.store.ts';
import type { Resemblance } from '../find-resemblance.ts';
import type { BiometricService } from '../service.ts';
import type { UploadSeal } from '../vault/index.ts';
import { type Candidate, nearestEnrolled, nearestStaged } from './find-doubles.ts';
import { type Finding, insertFindings, refuse } from './findings.store.ts';
import { type Looking, lookAtAlbum, type PictureFile, shown, tellOf } from './look-at-album.ts';
import type { Album } from './sort-pictures.ts';

/** Pictures of one person, and their place among all. */
export type Numbered = Album<PictureFile> & { seq: number };

export interface Checking {
  db: Db;
  uploadId: string;
  looking: Looking;
  service: BiometricService;
  seal: UploadSeal;
}

/** A template in the making. */
interface Fresh extends Candidate {
  finding: Finding;
  first: PictureFile;
  frames: number;
}

/** Looks at the pictures of some people and keeps what came of them, in one transaction. */
export const checkBatch = async (batch: readonly Numbered[], checking: Checking): Promise<void> => {
  const { db, looking, service } = checking;
  const ids = batch.flatMap(({ studentId }) => studentId ?? []);
  const known = { consents: await consentsOf(db, ids), enrolled: await hasTemplate(db, ids) };
  const findings: Finding[] = [];
  const fresh: Fresh[] = [];
  try {
    const { model, load } = await service.engine.ready();
    const waiting = [...batch];
    const takeTurns = async (): Promise<void> => {
      for (let album = waiting.shift(); album; album = waiting.shift()) {
        const { finding, ...seen } = await lookAtOne(album, { known, looking });
        findings.push(finding);
        const [first] = album.files;
        if (seen.values && finding.studentId !== null && first)
          fresh.push({ finding, first, personId: finding.studentId, values: seen.values, frames: seen.frames });
      }
    };
    await Promise.all(Array.from({ length: load().threads }, takeTurns));
    const doubles = await findDoubles(fresh, { checking, modelId: model.id });
    await keep({ checking, modelId: model.id, findings, fresh, doubles });
  } finally {
    for (const { values } of fresh) values.fill(0);
  }
};

/** Live consents to the text as it reads now, by person. */
const consentsOf = async (db: Db, personIds: readonly string[]): Promise<Map<string, string>> => {
  if (personIds.length === 0) return new Map();
  const rows = await db
    .selectFrom('consent')
    .select(['personId', 'liveId'])
    .where('personId', 'in', personIds)
    .where('purpose', '=', consentText.purpose)
    .where('textVersion', '=', consentText.version)
    .where('liveId', 'is not', null)
    .execute();
  return new Map(rows.map(({ personId, liveId }) => [personId, liveId as string]));
};

interface Known {
  consents: ReadonlyMap<string, string>;
  enrolled: ReadonlySet<string>;
}

interface Seen {
  finding: Finding;
  values?: Float32Array | undefined;
  frames: number;
}

const lookAtOne = async (
  { seq, studentId, problem, files }: Numbered,
  { known, looking }: { known: Known; looking: Looking },
): Promise<Seen> => {
  const first = { fileRow: files[0]?.row ?? 0, file: shown(files[0]?.name ?? '') };
  const without = (outcome: Finding['outcome'], told: Finding['told']): Seen => ({
    finding: { seq, studentId, ...first, outcome, told },
    frames: 0,
  });
  const refused = (code: Parameters<typeof tellOf>[1]) =>
    without(
      'refused',
      files.map((file) => tellOf(file, code)),
    );
  if (problem || studentId === null) return refused(problem ?? 'unknown');
  if (!known.consents.has(studentId)) return refused('no_consent');
  if (known.enrolled.has(studentId)) return without('unchanged', []);
  if (files.length > PHOTO_ZIP.pictures) return refused('too_many_pictures');
  const { told, values, frames } = await lookAtAlbum(files, looking);
  if (!values) return without('refused', told);
  // One good picture is enough to begin with; what was wrong with the others is worth knowing.
  const notices = told.map((one) => ({ ...one, isNotice: true }));
  return { finding: { seq, studentId, ...first, outcome: 'new', told: notices }, values, frames };
};

interface Doubles {
  enrolled: ReadonlyMap<string, Resemblance>;
  staged: ReadonlyMap<string, Resemblance>;
}

const findDoubles = async (
  fresh: readonly Fresh[],
  { checking, modelId }: { checking: Checking; modelId: string },
): Promise<Doubles> => {
  const { db, uploadId, service, seal } = checking;
  const enrolled = await nearestEnrolled(db, fresh, { vault: service.vault, modelId });
  return { enrolled, staged: await nearestStaged(fresh, { db, uploadId, modelId, seal }) };
};

interface Keeping {
  checking: Checking;
  modelId: string;
  findings: readonly Finding[];
  fresh: readonly Fresh[];
  doubles: Doubles;
}

const keep = async ({ checking, modelId, findings, fresh, doubles }: Keeping): Promise<void> => {
  const { db, uploadId, looking, seal } = checking;
  const { duplicateSure, identifyAccept } = looking.limits;
  const resembling = [...doubles.enrolled.values(), ...doubles.staged.values()].map(({ personId }) => personId);
  const names = await studentRefs(db, [...resembling, ...fresh.map(({ personId }) => personId)]);
  const nameOf = (id: string): string => names.get(id)?.usn ?? names.get(id)?.name ?? '';
  await transact(db, async (trx) => {
    for (const id of fresh.map(({ personId }) => personId).sort()) await takeTurn(trx, id);
    // Withdrawn while the pictures were looked at: nothing of them stays.
    const consents = await consentsOf(
      trx,
      fresh.map(({ personId }) => personId),
    );
    const doubled: { personId: string; by: string }[] = [];
    for (const { finding, first, personId, values, frames } of fresh) {
      const near = [doubles.staged.get(personId), doubles.enrolled.get(personId)].filter((one) => one !== undefined);
      const double = near.find(({ distance }) => distance < duplicateSure);
      const alike = near.find(({ distance }) => distance <= identifyAccept);
      const liveConsentId = consents.get(personId);
      if (!liveConsentId || double) {
        finding.outcome = 'refused';
        finding.told = liveConsentId
          ? [...finding.told, { ...tellOf(first, 'same_person'), other: nameOf(double?.personId ?? '') }]
          : [tellOf(first, 'no_consent')];
        if (double) doubled.push({ personId: double.personId, by: personId });
        continue;
      }
      if (alike) finding.told.push({ ...tellOf(first, 'looks_alike'), other: nameOf(alike.personId), isNotice: true });
      const sealed = seal.sealTemplate({ personId, modelId }, values);
      const looksLike = alike?.personId ?? null;
      await trx
        .insertInto('stagedTemplate')
        .values({ uploadId, personId, liveConsentId, seq: finding.seq, modelId, sealed, frames, looksLike })
        .execute();
    }
    await insertFindings(trx, uploadId, findings);
    for (const { personId, by } of doubled)
      await refuseStaged(trx, { uploadId, personId, code: 'same_person', other: nameOf(by) });
  });
};

/** Of two people with one face in a file nobody knows which is which: neither is taken. */
export const refuseStaged = async (
  trx: Trx,
  refused: { uploadId: string; personId: string; code: 'same_person' | 'enrolled_meanwhile'; other?: string },
): Promise<void> => {
  const { uploadId, personId, ...why } = refused;
  await trx.deleteFrom('stagedTemplate').where('uploadId', '=', uploadId).where('personId', '=', personId).execute();
  await refuse(trx, { uploadId, studentId: personId, ...why });
};
