import type { FaceLimits, FaceVerification, FrameEvidence, VerificationKind } from './face-evidence.ts';

/** Frames that must count before anything is compared. */
const FEWEST = 2;

/**
 * Why the frames cannot be compared; undefined when they can. At least two, and at least half of those sent, must
 * count; otherwise the commonest reason is named, and of equally common ones the first that happened.
 */
export const refusalOf = (frames: readonly FrameEvidence[]): VerificationKind | undefined => {
  const refused = frames.flatMap((frame) => frame.refused ?? []);
  const counted = frames.length - refused.length;
  if (counted >= FEWEST && counted * 2 >= frames.length) return undefined;
  const times = (reason: string) => refused.filter((other) => other === reason).length;
  return refused.toSorted((a, b) => times(b) - times(a))[0] ?? 'face_quality';
};

export interface Distances {
  /** To the template in use. */
  usable: number;
  /** To a re-enrolment that waits to be confirmed. */
  pending: number | null;
}

export interface Verdict {
  kind: 'match' | 'uncertain' | 'mismatch';
  reason: FaceVerification['reason'];
  /** The pending template has proven itself and takes over. */
  confirmsPending: boolean;
}

/**
 * The template in use decides. A pending one never admits anybody by itself: it takes over when the face matches it
 * and could still be the old one, and it turns a refusal into a question to the teacher.
 */
export const decideVerification = ({ usable, pending }: Distances, limits: FaceLimits): Verdict => {
  const likePending = pending !== null && pending <= limits.verifyAccept;
  if (usable <= limits.verifyAccept) return { kind: 'match', reason: null, confirmsPending: likePending };
  if (usable <= limits.verifyReview) {
    return { kind: likePending ? 'match' : 'uncertain', reason: null, confirmsPending: likePending };
  }
  if (likePending) return { kind: 'uncertain', reason: 'pending_template', confirmsPending: false };
  return { kind: 'mismatch', reason: null, confirmsPending: false };
};
