import type { ImportReport } from '@smart-presence/contract';
import { oneAtATime, type Trx, transact } from '../../../platform/db/index.ts';
import { publish } from '../../../platform/events/index.ts';
import type { JobContext } from '../../../platform/jobs/index.ts';
import { updateImport } from '../../academics/index.ts';
import { studentRefs } from '../../accounts/index.ts';
import { currentPolicy } from '../../policies/index.ts';
import { hasTemplate } from '../biometric-status.ts';
import { takeTurn } from '../consent.store.ts';
import type { FaceLimits } from '../face-evidence.ts';
import type { Resemblance } from '../find-resemblance.ts';
import { serviceFor } from '../service.ts';
import type { UploadSeal, Vault } from '../vault/index.ts';
import { refuseStaged } from './check-batch.ts';
import { nearestEnrolled } from './find-doubles.ts';
import { refuseUnmade, reportOn } from './findings.store.ts';
import { forgetUpload, readUpload } from './upload.store.ts';

/**
 * People per transaction. Consent, enrolment and erasure of one person take turns; in one transaction for all, whoever withdraws
 * would wait for all.
 */
const BATCH = 25;
/** Longer than anybody's enrolment takes that began before the dry run. */
const EARLIER_MS = 120_000;

/**
 * Makes provisional templates of what the dry run found. A server that is killed has done whole batches; the next goes on with
 * the others. What changed since the dry run is left out and told.
 */
export const applyPhotos = async (context: JobContext): Promise<void> => {
  const { db, clock, breathe, progress, finish, actorId } = context;
  const { importId } = context.input as { importId: string };
  const upload = await readUpload(db, importId);
  try {
    const { vault } = serviceFor(db);
    const limits = (await currentPolicy(db, clock())).data.face;
    const total = await countStaged(db, importId);
    const applying = { importId, seal: upload.seal, vault, limits, since: upload.createdAt - EARLIER_MS, actorId };
    for (let left = total; left > 0; left = await countStaged(db, importId)) {
      progress(total - left, total);
      await breathe();
      await transact(db, (trx) => applyBatch(trx, { ...applying, now: clock() }));
    }
  } finally {
    upload.seal.close();
  }
  await transact(db, async (trx) => {
    await refuseUnmade(trx, importId);
    const report: ImportReport = await reportOn(trx, importId);
    await updateImport(trx, importId, { appliedAt: clock() });
    await forgetUpload(trx, importId);
    await finish(trx, report);
  });
};

const countStaged = async (db: JobContext['db'], importId: string): Promise<number> => {
  const { count } = await db
    .selectFrom('stagedTemplate')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('uploadId', '=', importId)
    .executeTakeFirstOrThrow();
  return Number(count);
};

interface Applying {
  importId: string;
  seal: UploadSeal;
  vault: Vault;
  limits: FaceLimits;
  since: number;
  actorId: string | null;
  now: number;
}

const nextStaged = (trx: Trx, importId: string) =>
  trx
    .selectFrom('stagedTemplate')
    .selectAll()
    .where('uploadId', '=', importId)
    .orderBy('personId')
    .limit(BATCH)
    .execute();

const applyBatch = async (trx: Trx, applying: Applying): Promise<void> => {
  const { importId, seal, vault, limits, since } = applying;
  await oneAtATime(trx, 'enrolment');
  for (const { personId } of await nextStaged(trx, importId)) await takeTurn(trx, personId);
  // Read again: whoever withdrew before this one had its turn took theirs away.
  const staged = await nextStaged(trx, importId);
  const opened = staged.map((row) => ({ row, personId: row.personId, values: seal.openTemplate(row, row.sealed) }));
  try {
    const enrolled = await hasTemplate(
      trx,
      staged.map(({ personId }) => personId),
    );
    const [modelId = ''] = staged.map((row) => row.modelId);
    // Whoever was enrolled since the dry run was not looked at then.
    const near = await nearestEnrolled(trx, opened, { vault, modelId, since });
    const names = await studentRefs(trx, [
      ...staged.map(({ personId }) => personId),
      ...[...near.values()].map(({ personId }) => personId),
    ]);
    for (const { row, personId, values } of opened) {
      const resembling = near.get(personId);
      const isDouble = resembling !== undefined && resembling.distance < limits.duplicateSure;
      if (enrolled.has(personId)) await refuseStaged(trx, { uploadId: importId, personId, code: 'enrolled_meanwhile' });
      else if (isDouble) {
        const other = names.get(resembling.personId);
        await refuseStaged(trx, {
          uploadId: importId,
          personId,
          code: 'same_person',
          other: other?.usn ?? other?.name ?? '',
        });
      } else {
        const looksLike = row.looksLike ?? likeOf(resembling, limits);
        await enrol(trx, { applying, staged: { ...row, looksLike, values }, student: names.get(personId) });
      }
    }
  } finally {
    for (const { values } of opened) values.fill(0);
  }
};

const likeOf = (near: Resemblance | undefined, limits: FaceLimits): string | null =>
  near && near.distance <= limits.identifyAccept ? near.personId : null;

interface Enrolling {
  applying: Applying;
  staged: {
    personId: string;
    liveConsentId: string;
    modelId: string;
    frames: number;
    looksLike: string | null;
    values: Float32Array;
  };
  student: { id: string; name: string; usn: string | null } | undefined;
}

const enrol = async (trx: Trx, { applying, staged, student }: Enrolling): Promise<void> => {
  const { importId, vault, actorId, now } = applying;
  const { personId, liveConsentId: consentId, modelId, frames, looksLike, values } = staged;
  // Takes everything away that the person had, what is staged for them included.
  const version = await vault.store(trx, { personId, consentId, values, modelId, frames, status: 'provisional', now });
  const { id } = await trx
    .selectFrom('template')
    .select('id')
    .where('personId', '=', personId)
    .where('version', '=', version)
    .executeTakeFirstOrThrow();
  await trx.insertInto('photoTemplate').values({ templateId: id, importId, personId, madeAt: now }).execute();
  const about = { at: now, actorId, personId };
  await publish(trx, { ...about, type: 'template.enrolled', data: { pending: false, byStaff: true } });
  if (looksLike === null || !student) return;
  const data = { student, reasons: ['resembles_another'], resembles: looksLike };
  await publish(trx, { ...about, type: 'enrolment.flagged', data });
};
