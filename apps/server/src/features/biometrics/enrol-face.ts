import { consentText, type EnrolmentResult, type SecurityCode } from '@smart-presence/contract';
import { distanceBetween } from '@smart-presence/face';
import { type Db, isForeignKeyViolation, isUniqueViolation, oneAtATime, transact } from '../../platform/db/index.ts';
import { publish } from '../../platform/events/index.ts';
import { fail } from '../../platform/http/index.ts';
import { reportSecurityEvent, type SecurityEvent } from '../../platform/security-events/index.ts';
import { studentRefs } from '../accounts/index.ts';
import { biometricStatus } from './biometric-status.ts';
import { liveConsent, takeTurn } from './consent.store.ts';
import { describeEach } from './describe-pictures.ts';
import type { FaceLimits } from './face-evidence.ts';
import { findResemblance, type Resemblance } from './find-resemblance.ts';
import { judgeFrames } from './judge-frames.ts';
import { type BiometricService, serviceFor } from './service.ts';

export interface Enrolment {
  db: Db;
  personId: string;
  /** Encoded pictures, in memory only. */
  frames: readonly Buffer[];
  /** Who does it: the person, or staff at a desk who sees the person. */
  actor: { personId: string; isStaff: boolean };
  /** A template that is there may be replaced: the person has just proved again who they are, or staff does it. */
  mayReplace: boolean;
  limits: FaceLimits;
  now: number;
}

/** Good frames a template is made of, at least. */
const NEEDED = 5;

/**
 * Looks this far back for people enrolled while we searched: longer than a request may take.
 */
const RECENT_MS = 120_000;

/**
 * Makes a template from pictures of one person. Too few good pictures change nothing and say what is wrong with each.
 * A re-enrolment that is clearly the same face takes the old template's place; one that is not waits as `pending`,
 * unless staff enrols (see docs/decisions, re-enrolment).
 * @throws AppError `consent_required`, `consent_text_changed`, `reauthentication_required`, `enrolment_mixed_faces`, `enrolment_duplicate`,
 * `conflict` when another enrolment of the same person was faster, `overloaded`, `unavailable`.
 */
export const enrolFace = async (enrolment: Enrolment): Promise<EnrolmentResult> => {
  const { db, personId, frames, limits } = enrolment;
  const service = serviceFor(db);
  const consent = await requireConsent(db, personId);
  const before = await versionsOf(db, personId);
  if (before !== '' && !enrolment.mayReplace) fail('reauthentication_required');
  const seen = await describeEach({ engine: service.engine, pictures: frames, part: 'frames' });
  const judged = judgeFrames(seen, limits.verifyAccept);
  const { values, ...told } = judged;
  const result = { ...told, needed: NEEDED };
  if (values === undefined || result.good < NEEDED) {
    return { ...result, outcome: 'more_frames_needed', flagged: false, status: await biometricStatus(db, personId) };
  }
  try {
    const { model } = await service.engine.ready();
    const candidate = { values, modelId: model.id, frames: judged.good, consentId: consent.id, before };
    const flagged = await keep({ enrolment, service, candidate });
    return { ...result, outcome: 'enrolled', flagged, status: await biometricStatus(db, personId) };
  } finally {
    values.fill(0);
  }
};

const requireConsent = async (db: Db, personId: string): Promise<{ id: string }> => {
  const consent = (await liveConsent(db, personId)) ?? fail('consent_required');
  if (consent.textVersion !== consentText.version) fail('consent_text_changed');
  return consent;
};

/** Which templates the person had when this began: somebody else's enrolment in the meantime shows. */
const versionsOf = async (db: Db, personId: string): Promise<string> => {
  const rows = await db.selectFrom('template').select('id').where('personId', '=', personId).orderBy('id').execute();
  return rows.map(({ id }) => id).join();
};

interface Candidate {
  values: Float32Array;
  modelId: string;
  frames: number;
  consentId: string;
  before: string;
}
interface Keeping {
  enrolment: Enrolment;
  service: BiometricService;
  candidate: Candidate;
}

/** @returns whether an administrator was told to look at it. */
const keep = async (keeping: Keeping): Promise<boolean> => {
  const { enrolment, service, candidate } = keeping;
  const { db, personId, limits } = enrolment;
  const search = { vault: service.vault, values: candidate.values, modelId: candidate.modelId, personId };
  const refuseDuplicate = async (found: Resemblance | undefined): Promise<void> => {
    if (!found || found.distance >= limits.duplicateSure) return;
    // Outside any transaction, which refusing undoes.
    await reportSecurityEvent(db, sign(enrolment, 'face_enrolled_elsewhere', found.personId));
    fail('enrolment_duplicate');
  };
  const resemblance = await findResemblance(db, search);
  await refuseDuplicate(resemblance);
  const likeFormer = await compareWithFormer(keeping);
  const student = (await studentRefs(db, [personId])).get(personId) ?? fail('not_found');
  try {
    return await transact(db, async (trx) => {
      await oneAtATime(trx, 'enrolment');
      await takeTurn(trx, personId);
      if ((await versionsOf(trx, personId)) !== candidate.before) fail('conflict');
      // Whoever was enrolled while we searched was not searched.
      const late = await findResemblance(trx, { ...search, since: enrolment.now - RECENT_MS });
      if (late && late.distance < limits.duplicateSure) throw new Duplicate(late);
      const resembling = [resemblance, late].find((other) => other && other.distance <= limits.identifyAccept);
      const isPending = likeFormer === false && !enrolment.actor.isStaff;
      await storeTemplate(trx, { ...keeping, isPending });
      const reasons = [
        ...(resembling ? ['resembles_another'] : []),
        ...(likeFormer === false ? ['differs_from_former'] : []),
      ];
      if (resembling) await reportSecurityEvent(trx, sign(enrolment, 'face_resembles_another', resembling.personId));
      await tell(trx, { enrolment, isPending, reasons, student, resembles: resembling?.personId });
      return reasons.length > 0;
    });
  } catch (error) {
    if (error instanceof Duplicate) await refuseDuplicate(error.resemblance);
    // Consent was withdrawn while the pictures were looked at; the database refused.
    if (isForeignKeyViolation(error)) return fail('consent_required', { cause: error });
    if (isUniqueViolation(error)) return fail('conflict', { cause: error });
    throw error;
  }
};

/** Somebody with this face was enrolled while we searched: nothing of ours is kept. */
class Duplicate extends Error {
  readonly resemblance: Resemblance;

  constructor(resemblance: Resemblance) {
    super('this face is enrolled for somebody else');
    this.resemblance = resemblance;
  }
}

/** One face under two accounts: whose enrolment shows it, and whose face it seems to be. */
const sign = ({ personId, now }: Enrolment, code: SecurityCode, other: string): SecurityEvent => ({
  code,
  actor: { kind: 'person', id: personId },
  personId,
  evidence: { with: [other] },
  at: now,
});

/** @returns undefined when there is nothing to compare with: no template, of another model, or not to be opened. */
const compareWithFormer = ({ enrolment, service, candidate }: Keeping): Promise<boolean | undefined> => {
  const { db, personId, limits } = enrolment;
  return service.vault.withTemplates(db, { personIds: [personId], modelId: candidate.modelId }, ({ templates }) => {
    const [former] = templates;
    return former && distanceBetween(former.values, candidate.values) <= limits.verifyAccept;
  });
};

const storeTemplate = (trx: Db, props: Keeping & { isPending: boolean }): Promise<number> => {
  const { enrolment, service, candidate, isPending } = props;
  return service.vault.store(trx, {
    personId: enrolment.personId,
    consentId: candidate.consentId,
    values: candidate.values,
    modelId: candidate.modelId,
    frames: candidate.frames,
    status: isPending ? 'pending' : 'active',
    now: enrolment.now,
  });
};

interface Telling {
  enrolment: Enrolment;
  isPending: boolean;
  reasons: string[];
  student: { id: string; name: string; usn: string | null };
  resembles: string | undefined;
}

/** No scores and no templates: who, and why somebody should look. */
const tell = async (trx: Db, { enrolment, isPending, reasons, student, resembles }: Telling): Promise<void> => {
  const { personId, actor, now } = enrolment;
  const about = { at: now, actorId: actor.personId, personId };
  await publish(trx, { ...about, type: 'template.enrolled', data: { pending: isPending, byStaff: actor.isStaff } });
  if (reasons.length === 0) return;
  const data = { student, reasons, ...(resembles ? { resembles } : {}) };
  await publish(trx, { ...about, type: 'enrolment.flagged', data });
};
