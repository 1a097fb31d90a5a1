import type { Platform } from '../../platform/platform.ts';
import { isRecent } from '../accounts/index.ts';
import { currentPolicy } from '../policies/index.ts';
import { biometricStatus } from './biometric-status.ts';
import { type Enrolment, enrolFace } from './enrol-face.ts';
import { eraseTemplate, withdrawConsent } from './erase-template.ts';
import { giveConsent } from './give-consent.ts';
import { requireStudentInScope } from './scope.ts';
import { sectionFaces } from './section-faces.ts';

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
  router.on('enrolMyFace', ({ viewer, files, now }) => {
    const { personId } = viewer;
    // Replacing a face is worth more to a thief of a session than anything else: having signed in lately is not enough. A
    // first enrolment does not ask, and the enrolment itself refuses when a template turns up in the meantime.
    const mayReplace = isRecent(viewer.reauthenticatedAt, now);
    return enrol({ db, personId, frames: files, actor: { personId, isStaff: false }, mayReplace, now });
  });

  router.on('personBiometrics', async ({ viewer, params }) => {
    await requireStudentInScope(db, viewer, params.id);
    return biometricStatus(db, params.id);
  });
  router.on('enrolAtDesk', async ({ viewer, params, files, now }) => {
    await requireStudentInScope(db, viewer, params.id);
    const actor = { personId: viewer.personId, isStaff: true };
    return enrol({ db, personId: params.id, frames: files, actor, mayReplace: true, now });
  });
  router.on('sectionFaces', ({ viewer, params }) => sectionFaces(db, { viewer, sectionId: params.id }));
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
