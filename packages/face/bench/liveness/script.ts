import { TINT_MS } from '../../src/liveness/colour-code.ts';
import type { Challenge, FrameTime, Rgb, Step } from '../../src/liveness/types.ts';
import { type Gesture, STILL } from './head.ts';
import type { Random } from './random.ts';

/** One instant of a performance: what the head does, where it is, and what the screen shows. */
export interface Moment {
  readonly time: FrameTime;
  readonly gesture: Gesture;
  /** Eyes to camera, cm, and how far off the middle of the picture. */
  readonly distance: number;
  readonly x: number;
  readonly y: number;
  readonly colour: Rgb | undefined;
  /** How far the hand that holds the phone moved the room in the picture, px. */
  readonly shake: readonly [right: number, down: number];
}

/** How somebody moves: drawn once per sequence. */
export interface Manner {
  /** Furthest turn to each side and up or down, degrees. */
  readonly turn: number;
  readonly nod: number;
  readonly distance: number;
  /** Share of the first distance at which "come closer" ends. */
  readonly near: number;
  /** How far the head sways by itself, degrees. */
  readonly sway: number;
  /** How closed the eyes get, and how open the mouth. */
  readonly lids: number;
  readonly mouth: number;
}

/** People who follow the guidance: it asks until 25° are reached, and they overshoot a little. */
export function mannerOf(random: Random): Manner {
  return {
    turn: random.between(26, 34),
    nod: random.between(13, 20),
    distance: random.between(44, 60),
    near: random.between(0.55, 0.68),
    sway: random.between(0.3, 1.5),
    lids: random.between(0.85, 1),
    mouth: random.between(0.6, 1),
  };
}

const FRAMES_OF_STEP = { turn: 4, other: 4 };
const FRAME_MS = 100;
/** Largest displacement of a frame's time at 10 frames per second. */
const JITTER_MS = 40;

/** Acts the steps out, one after the other, and takes the frames a client would send. */
export function perform(challenge: Challenge, random: Random, { jitter = JITTER_MS } = {}): Moment[] {
  const manner = mannerOf(random.fork('manner'));
  const sway = wandering(random.fork('sway'), manner.sway);
  const shake = shaking(random.fork('shake'));
  const place = { x: random.between(-3, 3), y: random.between(-2, 2) };
  const moments: Moment[] = [];
  let start = random.between(200, 600);
  let { distance } = manner;
  challenge.steps.forEach((step, index) => {
    const length = step.kind === 'flash' ? step.colours.length * TINT_MS : random.between(1500, 2400);
    for (const { share, colour } of sampled(step)) {
      const late = random.between(-jitter, jitter);
      const at = Math.round((start + share * length) / FRAME_MS) * FRAME_MS + late;
      const now = (at - start) / length;
      const way = easing(Math.max(0, Math.min(1, now / 0.75)));
      const closer = step.kind === 'come-closer' ? 1 - (1 - manner.near) * way : 1;
      moments.push({
        time: { at: Math.round(at), step: index, ...(colour !== undefined && { colour }) },
        gesture: sway(at, gestureOf(step, way, { manner, share: now })),
        distance: distance * closer,
        ...place,
        shake: shake(at),
        colour: step.kind === 'flash' && colour !== undefined ? step.colours[colour] : undefined,
      });
    }
    if (step.kind === 'come-closer') distance *= manner.near;
    start += length + random.between(500, 900);
  });
  return moments;
}

/** Which parts of a step are sent: turns from beginning to end, flashes once per colour in its middle. */
function sampled(step: Step): { share: number; colour?: number }[] {
  if (step.kind === 'flash') {
    return step.colours.map((_, colour) => ({ share: (colour + 0.6) / step.colours.length, colour }));
  }
  const count = step.kind.startsWith('turn') ? FRAMES_OF_STEP.turn : FRAMES_OF_STEP.other;
  return Array.from({ length: count }, (_, i) => ({ share: (i + 0.25) / (count - 0.25) }));
}

interface Acting {
  manner: Manner;
  share: number;
}

function gestureOf({ kind }: Step, way: number, { manner, share }: Acting): Gesture {
  switch (kind) {
    case 'turn-left':
      return { ...STILL, yaw: manner.turn * way };
    case 'turn-right':
      return { ...STILL, yaw: -manner.turn * way };
    case 'look-up':
      return { ...STILL, pitch: manner.nod * way };
    case 'look-down':
      return { ...STILL, pitch: -manner.nod * way };
    case 'blink':
      return { ...STILL, eyesClosed: share > 0.25 && share < 0.8 ? manner.lids : 0 };
    case 'open-mouth':
      return { ...STILL, mouthOpen: manner.mouth * way };
    default:
      return STILL;
  }
}

export const easing = (share: number) => share * share * (3 - 2 * share);

/** Nobody holds still: slow waves in every angle. */
export function wandering(random: Random, size: number): (at: number, gesture: Gesture) => Gesture {
  const wave = () => {
    const [period, phase] = [random.between(900, 2600), random.between(0, 6.3)];
    return (at: number) => size * Math.sin((at / period) * 2 * Math.PI + phase);
  };
  const [yaw, pitch, roll] = [wave(), wave(), wave()];
  return (at, gesture) => ({
    ...gesture,
    yaw: gesture.yaw + yaw(at),
    pitch: gesture.pitch + pitch(at),
    roll: gesture.roll + roll(at),
  });
}

/** A phone in a hand: up to 14 px to every side within a few seconds; one in three stands on a table. */
function shaking(random: Random): (at: number) => [number, number] {
  const size = random.pick([0, 7, 14]);
  const [across, down] = [random.between(1500, 4000), random.between(1500, 4000)];
  const phase = random.between(0, 6.3);
  return (at) => [size * Math.sin((at / across) * 6.28 + phase), size * Math.cos((at / down) * 6.28 + phase)];
}
