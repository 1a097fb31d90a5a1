import { decideLiveness } from './decide-liveness.ts';
import { absent, found } from './evidence.ts';
import { hashDistance } from './hash-distance.ts';
import type { Evidence, LivenessResult } from './types.ts';

/** Of 256 bits: the same picture saved again, smaller or as a worse JPEG, differs in fewer. */
export const SAME_PICTURE_BITS = 16;
/** One still moment may look like another of the same seat; a sequence does not. */
const MOST_ALIKE = 0.5;

/**
 * Whether these pictures came before. Hashes of one key; which earlier ones to compare (the same person's, the same
 * device's, how old) is for whoever keeps them.
 * @param earlier hashes of other sequences, one list each. Without any the evidence is absent.
 */
export function seenBefore(hashes: readonly Uint8Array[], earlier: readonly (readonly Uint8Array[])[]): Evidence {
  if (hashes.length === 0 || earlier.length === 0) return absent('seen-before');
  const share = Math.max(...earlier.map((other) => alike(hashes, other)));
  return found('seen-before', {
    score: 1 - share,
    threshold: 1 - MOST_ALIKE,
    n: earlier.length,
    outcome: share > MOST_ALIKE ? 'failed' : 'passed',
    reason: 'seen_before',
  });
}

/** Share of hashes that have a twin of their own in the other list. */
function alike(hashes: readonly Uint8Array[], other: readonly Uint8Array[]): number {
  const free = new Set(other);
  let twins = 0;
  for (const hash of hashes) {
    const twin = [...free].find((candidate) => hashDistance(hash, candidate) <= SAME_PICTURE_BITS);
    if (!twin) continue;
    free.delete(twin);
    twins++;
  }
  return twins / hashes.length;
}

/** The result once its pictures were looked up among earlier ones. */
export function withSeenBefore(result: LivenessResult, earlier: readonly (readonly Uint8Array[])[]): LivenessResult {
  const others = result.evidence.filter(({ kind }) => kind !== 'seen-before');
  const evidence = [...others, seenBefore(result.hashes, earlier)];
  return { ...result, ...decideLiveness(evidence, result.level), evidence };
}
