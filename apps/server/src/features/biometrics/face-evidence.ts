import type { PolicyData } from '@smart-presence/contract';
import type { Box, Pose, QualityIssue } from '@smart-presence/face';
import type { LivenessFinding } from './look-for-life.ts';

/** Distances of the policy in force: pass `policy.data.face`. */
export type FaceLimits = PolicyData['face'];

/** What one frame of a check-in showed. Evidence for a mark: numbers and reasons, never pixels or descriptors. */
export interface FrameEvidence {
  /** Faces large enough to matter. */
  faces: number;
  /** Why the frame did not count; null when it did. */
  refused: 'face_not_found' | 'several_faces' | 'face_quality' | null;
  /** Shorter side of the face, px; null without a face. */
  size: number | null;
  /** 0 to 1; null without a face. */
  sharpness: number | null;
  exposure: number | null;
  pose: Pose | null;
  issues: readonly QualityIssue[];
  /** L2 distance of this frame alone to the template; null when it did not count. */
  distance: number | null;
}

/**
 * `match`, `uncertain` (a person decides) and `mismatch` compare with the template; the others say what kept the
 * frames from being compared. None of them is a violation by itself.
 */
export type VerificationKind =
  | 'match'
  | 'uncertain'
  | 'mismatch'
  | 'face_not_found'
  | 'several_faces'
  | 'face_quality'
  | 'frames_inconsistent'
  | 'template_missing';

export interface FaceVerification {
  kind: VerificationKind;
  /** L2 distance of the mean of the counted frames to the template; null when nothing was compared. For evidence, never for the student. */
  distance: number | null;
  /** Largest distance between two counted frames; null with fewer than two. */
  spread: number | null;
  /** Frames that counted. */
  counted: number;
  /** Why `template_missing` or `uncertain`, where that is not plain: a template of another model must be enrolled anew. */
  reason: 'not_enrolled' | 'other_model' | 'unreadable_template' | 'pending_template' | null;
  template: { version: number; status: 'active' | 'provisional' | 'pending' } | null;
  /** Identity of the descriptor model. */
  model: string;
  frames: FrameEvidence[];
  /** null where no movements were asked for. */
  liveness: LivenessFinding | null;
}

/** A verification on its way. What it adds never becomes evidence of a mark. */
export interface FreshVerification extends FaceVerification {
  /** For `keepPictures` alone. */
  hashes: readonly Uint8Array[];
  /** Whose check-ins had these very pictures before. */
  repeatsOf: readonly string[];
  /** A classmate whose face it surely is, where it is not the person's; null: nobody's. */
  resembles: string | null;
}

export interface PhotoCandidate {
  studentId: string;
  /** L2, for evidence and ordering; screens show a closeness instead. */
  distance: number;
}

/** A face found in a class photo. Nothing about an unknown person is kept but the box. */
export interface IdentifiedFace {
  /** Index of the photo. */
  photo: number;
  /** `[x, y, width, height]` in pixels of the upright photo. */
  box: Box;
  verdict: 'matched' | 'unsure' | 'unknown';
  /** One for `matched`, best first for `unsure`, none for `unknown`. */
  candidates: PhotoCandidate[];
  /** How much nearer the match was than the second best; null unless matched against two or more. */
  margin: number | null;
}

export interface PhotoIdentification {
  /** Size of each upright photo and how many faces were found in it. */
  photos: { width: number; height: number; faces: number }[];
  faces: IdentifiedFace[];
  /** Students of the roster who cannot be found in a photo: not enrolled, or enrolled with another model. */
  withoutTemplate: string[];
  model: string;
}
