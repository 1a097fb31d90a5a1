import { STEP_FRAMES, type StepKind } from '@smart-presence/contract';
import { picturesOf } from './challenge-plan.ts';

/**
 * Tolerances, milliseconds. `slow`: how long the challenge may have been on its way to the student, whose clock starts when it
 * comes; `drift`: how far two clocks part within a challenge; `step`: nobody sees, understands and makes a movement
 * faster; `colour`: pictures of two colours are no nearer, as each colour stays for half a second.
 */
export const TOLERANCE = { slow: 3000, drift: 300, step: 600, colour: 250 } as const;

export interface TimedFrames {
  issuedAt: number;
  /** When each step was revealed, by the server's clock. */
  revealed: readonly number[];
  /** The steps asked for. */
  steps: readonly StepKind[];
  /** As the client says: milliseconds since the challenge came, and the step that was on the screen. */
  times: readonly { at: number; step: number }[];
  arrivedAt: number;
}

/**
 * Whether the pictures can have been taken while their steps were on the screen: every step revealed, in order, with enough
 * pictures, none from before its step was told or after the next was. What the client says about time is never trusted
 * further than the server's own notes allow.
 */
export const framesInTime = (taken: TimedFrames): boolean => {
  const { revealed, steps, times } = taken;
  if (revealed.length !== steps.length) return false;
  const isRising = times.every(({ at, step }, i) => {
    const before = times[i - 1];
    return !before || (at > before.at && step >= before.step);
  });
  if (!isRising || times.some(({ step }) => step >= steps.length)) return false;
  return revealed.every((begun, step) => {
    const own = times.filter((time) => time.step === step).map(({ at }) => at);
    const kind = steps[step] ?? 'blink';
    return isStepInTime({ ...taken, kind, begun, ended: revealed[step + 1] ?? taken.arrivedAt, own });
  });
};

interface TimedStep {
  kind: StepKind;
  issuedAt: number;
  begun: number;
  ended: number;
  own: readonly number[];
}

const isStepInTime = ({ kind, issuedAt, begun, ended, own }: TimedStep): boolean => {
  const [first, last] = [own[0], own.at(-1)];
  if (first === undefined || last === undefined) return false;
  const lasted = ended - begun;
  const { min, max } = picturesOf(kind, STEP_FRAMES);
  if (kind === 'flash' && own.some((at, i) => at - (own[i - 1] ?? Number.NEGATIVE_INFINITY) < TOLERANCE.colour))
    return false;
  return (
    own.length >= min &&
    own.length <= max &&
    lasted >= TOLERANCE.step &&
    last - first <= lasted + TOLERANCE.drift &&
    issuedAt + first >= begun - TOLERANCE.slow &&
    issuedAt + last <= ended + TOLERANCE.drift
  );
};
