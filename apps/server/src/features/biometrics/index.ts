export { biometricStatus, hasTemplate } from './biometric-status.ts';
export {
  type AlikePair,
  alikePairs,
  binOf,
  type Compared,
  compareTemplates,
  emptyHistogram,
  histogramOf,
  keepAlike,
  MOST_COMPARED,
} from './compare-templates.ts';
export { type Enrolment, enrolFace } from './enrol-face.ts';
export { eraseTemplate, eraseTemplateAgain, withdrawConsent } from './erase-template.ts';
export type {
  FaceLimits,
  FaceVerification,
  FrameEvidence,
  FreshVerification,
  IdentifiedFace,
  PhotoCandidate,
  PhotoIdentification,
  VerificationKind,
} from './face-evidence.ts';
export { type ConsentGiven, giveConsent } from './give-consent.ts';
export { hasRoomForMore } from './has-room-for-more.ts';
export { type DoorFinding, type DoorLook, identifyAtDoor } from './identify-at-door.ts';
export { type Identification, identifyInPhotos } from './identify-in-photos.ts';
export { chooseMovements, type LivenessFinding, type MovementsAsked, type MovementsSeen } from './look-for-life.ts';
export { leaversTemplates } from './old-templates.ts';
export { biometricsData } from './personal-data.ts';
export { registerBiometrics } from './register.ts';
export { rotateKeysAtServer } from './rotate-keys.ts';
export { descriptorInUse, sealCapsule, templatesIn } from './seal-capsule.ts';
export { keepPictures } from './seen-pictures.store.ts';
export { wipeJournal } from './vault/index.ts';
export { type Verification, verifyFrames } from './verify-frames.ts';
