import type { BiometricStatus } from '@smart-presence/contract';
import type { Db } from '../../platform/db/index.ts';
import type { Platform } from '../../platform/platform.ts';
import type { FaceLimits, FaceVerification, PhotoIdentification } from './face-evidence.ts';

export type {
  FaceLimits,
  FaceVerification,
  FrameEvidence,
  IdentifiedFace,
  PhotoCandidate,
  PhotoIdentification,
  VerificationKind,
} from './face-evidence.ts';

export declare function registerBiometrics(platform: Platform): Promise<void>;
/** Whose face is enrolled and usable, of these people. One query. */
export declare function hasTemplate(db: Db, personIds: readonly string[]): Promise<Set<string>>;
export declare function biometricStatus(db: Db, personId: string): Promise<BiometricStatus>;
/** Give it the application's database handle, never a transaction: face work takes tens of milliseconds. */
export declare function verifyFrames(props: {
  db: Db;
  personId: string;
  frames: readonly Buffer[];
  limits: FaceLimits;
  now: number;
}): Promise<FaceVerification>;
/** Give it the application's database handle, never a transaction. */
export declare function identifyInPhotos(props: {
  db: Db;
  studentIds: readonly string[];
  photos: readonly Buffer[];
  limits: FaceLimits;
  now: number;
}): Promise<PhotoIdentification>;
