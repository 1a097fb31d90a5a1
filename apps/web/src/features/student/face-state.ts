import type { BiometricStatus } from '@smart-presence/contract';

/** Whether a consent to the present wording is in force. */
export const hasConsent = (face: BiometricStatus): boolean =>
  face.consent !== null && face.consent.withdrawnAt === null && !face.consentOutdated;

/** Whether the person can check in by face now. */
export const isEnrolled = (face: BiometricStatus): boolean => hasConsent(face) && face.template !== null;
