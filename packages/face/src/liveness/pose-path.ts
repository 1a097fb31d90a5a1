import { absent, type FrameWithFace, found, median, unclear, withFace } from './evidence.ts';
import type { Evidence, LivenessLevel, Observation, ReasonCode, Step } from './types.ts';

/**
 * The path of the head: whether each step's movement was made in its own frames and no other's, and how far the head
 * turned in all.
 */

/** Degrees from the person's own rest that count as the movement, and as another step's movement. */
const MOVED = { yaw: 14, pitch: 7 } as const;
const STRAYED = { yaw: 14, pitch: 14 } as const;
const LONGEST_MS = 120_000;

/** The turn, from the furthest left to the furthest right, degrees: see the reasons in `docs/liveness.md`. */
export const TURN_SPAN: Record<LivenessLevel, number> = { off: 0, low: 26, standard: 46, high: 46 };
/** Asked for one side only, half of it from rest. */
const ONE_SIDE = 0.55;
/** Somewhat less is for a human to judge, not a fraud. */
const NEARLY = 0.85;

interface Path {
  frames: readonly FrameWithFace[];
  steps: readonly Step[];
  rest: { yaw: number; pitch: number };
}

export function followedSteps(frames: readonly Observation[], steps: readonly Step[]): Evidence {
  const n = frames.length;
  const inTime = ordered(frames);
  if (!inTime) return found('steps', { score: 0, threshold: 1, n, outcome: 'failed', reason: 'steps_out_of_order' });
  if (steps.some((_, index) => frames.every(({ step }) => step !== index)) || frames.some(({ step }) => !steps[step])) {
    return found('steps', { score: 0, threshold: 1, n, outcome: 'failed', reason: 'step_missing' });
  }
  const path = pathOf(frames, steps);
  if (path.frames.length === 0) return unclear('steps', 'no_face', n);
  const findings = steps.map((_, index) => judgeStep(path, index));
  const done = findings.filter((reason) => reason === undefined).length;
  const reason = findings.includes('steps_out_of_order') ? 'steps_out_of_order' : findings.find(Boolean);
  return found('steps', {
    score: done / steps.length,
    threshold: 1,
    n,
    outcome: reason ? 'failed' : 'passed',
    ...(reason && { reason }),
  });
}

/** Times rise, steps never go back, and nobody took minutes. */
function ordered(frames: readonly Observation[]): boolean {
  const rising = frames.every(({ at, step }, i) => {
    const before = frames[i - 1];
    return Number.isFinite(at) && at >= 0 && (!before || (at > before.at && step >= before.step));
  });
  return rising && frames.length > 0 && frames.at(-1)!.at - frames[0]!.at <= LONGEST_MS;
}

function pathOf(frames: readonly Observation[], steps: readonly Step[]): Path {
  const seen = withFace(frames);
  const moving = (frame: FrameWithFace, words: string) => steps[frame.step]?.kind.startsWith(words);
  const restOf = (words: string, angle: 'yaw' | 'pitch') => {
    const still = seen.filter((frame) => !moving(frame, words));
    const angles = (still.length >= 2 ? still : seen).map(({ face }) => face.pose[angle]);
    return angles.length > 0 ? median(angles) : 0;
  };
  return { frames: seen, steps, rest: { yaw: restOf('turn', 'yaw'), pitch: restOf('look', 'pitch') } };
}

/** What is wrong with a step, if anything. Blink, mouth, approach and flash have evidence of their own. */
function judgeStep({ frames, steps, rest }: Path, index: number): ReasonCode | undefined {
  const own = frames.filter(({ step }) => step === index);
  if (own.length < 2) return 'step_missing';
  const yaws = own.map(({ face }) => face.pose.yaw - rest.yaw);
  const pitches = own.map(({ face }) => face.pose.pitch - rest.pitch);
  const furthest = {
    left: Math.max(...yaws),
    right: -Math.min(...yaws),
    up: Math.max(...pitches),
    down: -Math.min(...pitches),
  };
  switch (steps[index]!.kind) {
    case 'turn-left':
      return judgeWay(furthest.left, furthest.right, MOVED.yaw);
    case 'turn-right':
      return judgeWay(furthest.right, furthest.left, MOVED.yaw);
    case 'look-up':
      return judgeWay(furthest.up, furthest.down, MOVED.pitch);
    case 'look-down':
      return judgeWay(furthest.down, furthest.up, MOVED.pitch);
    default:
      return median(yaws.map(Math.abs)) > STRAYED.yaw || median(pitches.map(Math.abs)) > STRAYED.pitch
        ? 'steps_out_of_order'
        : undefined;
  }
}

function judgeWay(asked: number, opposite: number, least: number): ReasonCode | undefined {
  if (asked >= least && asked > opposite) return undefined;
  return opposite >= least ? 'steps_out_of_order' : 'step_not_followed';
}

/** How far the head turned: pictures of faces do not turn as far as heads do, however they are tilted or bent. */
export function turnOfHead(frames: readonly Observation[], steps: readonly Step[], level: LivenessLevel): Evidence {
  const sides = new Set(steps.map(({ kind }) => kind).filter((kind) => kind.startsWith('turn'))).size;
  if (sides === 0) return absent('turn');
  const yaws = withFace(frames).map(({ face }) => face.pose.yaw);
  if (yaws.length < 3) return unclear('turn', 'no_face', yaws.length);
  const threshold = TURN_SPAN[level] * (sides === 2 ? 1 : ONE_SIDE);
  const score = Math.max(...yaws) - Math.min(...yaws);
  const outcome = score >= threshold ? 'passed' : score >= threshold * NEARLY ? 'inconclusive' : 'failed';
  return found('turn', { score, threshold, n: yaws.length, outcome, reason: 'turn_too_small' });
}
