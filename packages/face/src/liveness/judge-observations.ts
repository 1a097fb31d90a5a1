import { blinked } from './blink.ts';
import { cameCloser } from './come-closer.ts';
import { flashReflection } from './flash.ts';
import { identityContinuity } from './identity.ts';
import { openedMouth } from './mouth.ts';
import { oneFace } from './one-face.ts';
import { solidHead } from './parallax.ts';
import { followedSteps, turnOfHead } from './pose-path.ts';
import { recaptureNets } from './recapture.ts';
import { newFrames } from './repeats.ts';
import type { Challenge, Evidence, LivenessLevel, Observation } from './types.ts';
import { unbrokenTake } from './unbroken.ts';

export interface JudgeProps {
  observations: readonly Observation[];
  challenge: Challenge;
  level: LivenessLevel;
  /** Greatest L2 distance of two pictures of one person, of the descriptor in use. */
  matchThreshold: number;
  /** Least mean probability of a real face; undefined without passive networks. */
  recaptureThreshold: number | undefined;
}

/** Every kind of evidence about one sequence, most important first. */
export function judgeObservations(props: JudgeProps): Evidence[] {
  const { observations, level } = props;
  const { steps } = props.challenge;
  return [
    oneFace(observations),
    newFrames(observations),
    identityContinuity(observations, props.matchThreshold),
    unbrokenTake(observations),
    followedSteps(observations, steps),
    turnOfHead(observations, steps, level),
    solidHead(observations, steps),
    blinked(observations, steps),
    openedMouth(observations, steps),
    cameCloser(observations, steps),
    flashReflection(observations, steps),
    recaptureNets(observations, props.recaptureThreshold),
  ];
}
