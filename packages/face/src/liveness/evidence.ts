import type { Evidence, EvidenceKind, Observation, ObservedFace, Outcome, ReasonCode, Step } from './types.ts';

/** What the files of evidence share: how it is written down, and which frames belong to a step. */

interface Finding {
  score: number;
  threshold: number;
  n: number;
  outcome: Exclude<Outcome, 'absent'>;
  /** Given when it did not pass. */
  reason?: ReasonCode;
}

export function found(kind: EvidenceKind, { reason, ...finding }: Finding): Evidence {
  return { kind, ...finding, reasons: reason && finding.outcome !== 'passed' ? [reason] : [] };
}

/** Nothing asked for it. */
export function absent(kind: EvidenceKind): Evidence {
  return { kind, outcome: 'absent', score: Number.NaN, threshold: Number.NaN, n: 0, reasons: [] };
}

/** It was asked for and could not be judged. */
export function unclear(kind: EvidenceKind, reason: ReasonCode, n = 0): Evidence {
  return { kind, outcome: 'inconclusive', score: Number.NaN, threshold: Number.NaN, n, reasons: [reason] };
}

export type FrameWithFace = Observation & { readonly face: ObservedFace };

export function withFace(frames: readonly Observation[]): FrameWithFace[] {
  return frames.filter((frame): frame is FrameWithFace => frame.face !== undefined);
}

/** Frames with a face that were taken for a step of this kind. */
export function framesOf(kind: Step['kind'], frames: readonly Observation[], steps: readonly Step[]): FrameWithFace[] {
  return withFace(frames).filter(({ step }) => steps[step]?.kind === kind);
}

export const asks = (kind: Step['kind'], steps: readonly Step[]): boolean => steps.some((step) => step.kind === kind);

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
