import type { Db } from '../../platform/db/index.ts';
import { fail } from '../../platform/http/index.ts';
import type { Platform } from '../../platform/platform.ts';
import { verifyPassword } from '../accounts/index.ts';
import { currentPolicy } from '../policies/index.ts';
import { biometricStatus, isEnrolled } from './biometric-status.ts';
import { type Enrolment, enrolFace } from './enrol-face.ts';
import { eraseTemplate, withdrawConsent } from './erase-template.ts';
import { giveConsent } from './give-consent.ts';
import { requireStudentInScope } from './scope.ts';

export interface BiometricRoutes {
  /** Called after a template was erased: traces of it may be left in the database's journal. */
  afterErasure: () => Promise<void>;
}

export const biometricRoutes = ({ db, router }: Platform, { afterErasure }: BiometricRoutes): void => {
  router.on('myBiometrics', ({ viewer }) => biometricStatus(db, viewer.personId));
  router.on('giveConsent', async ({ viewer, body, now }) => {
    await giveConsent(db, { personId: viewer.personId, ...body, now });
    return biometricStatus(db, viewer.personId);
  });
  router.on('withdrawConsent', async ({ viewer, now }) => {
    const { personId } = viewer;
    await withdrawConsent(db, { personId, actorId: personId, now });
    await afterErasure();
    return biometricStatus(db, personId);
  });
  router.on('enrolMyFace', async ({ viewer, body, files, now }) => {
    const { personId } = viewer;
    await requirePassword(db, { personId, password: body.password, now });
    return enrol({ db, personId, frames: files, actor: { personId, isStaff: false }, now });
  });

  router.on('personBiometrics', async ({ viewer, params }) => {
    await requireStudentInScope(db, viewer, params.id);
    return biometricStatus(db, params.id);
  });
  router.on('enrolAtDesk', async ({ viewer, params, files, now }) => {
    await requireStudentInScope(db, viewer, params.id);
    return enrol({ db, personId: params.id, frames: files, actor: { personId: viewer.personId, isStaff: true }, now });
  });
  router.on('eraseTemplate', async ({ viewer, params, now }) => {
    await requireStudentInScope(db, viewer, params.id);
    await eraseTemplate(db, { personId: params.id, actorId: viewer.personId, now });
    await afterErasure();
    return { ok: true as const };
  });
};

const enrol = async (enrolment: Omit<Enrolment, 'limits'>) => {
  const policy = await currentPolicy(enrolment.db, enrolment.now);
  return enrolFace({ ...enrolment, limits: policy.data.face });
};

/** Replacing a face is worth more to a thief of a session than anything else: it takes the password again. */
const requirePassword = async (
  db: Db,
  { personId, password, now }: { personId: string; password: string | undefined; now: number },
): Promise<void> => {
  if (!(await isEnrolled(db, personId))) return;
  if (password === undefined || !(await verifyPassword(db, { personId, password, now }))) {
    fail('reauthentication_required');
  }
};
