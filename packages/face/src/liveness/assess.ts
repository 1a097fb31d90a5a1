import { decideLiveness } from './decide-liveness.ts';
import { judgeObservations } from './judge-observations.ts';
import { type FrameSource, type LivenessNets, observe } from './observe.ts';
import type { PictureHasher } from './picture-hash.ts';
import type { Challenge, LivenessLevel, LivenessResult } from './types.ts';

interface AssessProps {
  nets: LivenessNets;
  challenge: Challenge;
  frames: readonly FrameSource[];
  level: LivenessLevel;
  hasher: PictureHasher | undefined;
  matchThreshold: number;
}

/** Looks, judges and decides; on the calling thread. */
export async function assess(props: AssessProps): Promise<LivenessResult> {
  const { nets, challenge, level, matchThreshold } = props;
  const { observations, ms } = await observe(props);
  const recaptureThreshold = nets.recapture.length > 0 ? meanThreshold(nets) : undefined;
  const evidence = judgeObservations({ observations, challenge, level, matchThreshold, recaptureThreshold });
  return {
    level,
    ...decideLiveness(evidence, level),
    evidence,
    descriptors: observations.flatMap(({ face }, frame) =>
      face?.descriptor ? [{ frame, descriptor: face.descriptor }] : [],
    ),
    hashes: props.hasher ? observations.map(({ hash }) => hash) : [],
    ms,
  };
}

const meanThreshold = ({ recapture }: LivenessNets) =>
  recapture.reduce((sum, { threshold }) => sum + threshold, 0) / recapture.length;
