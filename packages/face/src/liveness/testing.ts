import type { Point } from '../types.ts';
import type { Point3 } from '../vectors.ts';
import { RIGID } from './mesh-points.ts';
import type { Evidence, Observation, ObservedFace, Step } from './types.ts';

/** Help for tests: a head of points, and what a camera would have observed of an honest person. */

const RADIANS = Math.PI / 180;

/** 468 points on half a rounded head, the same on both sides; the named pairs of the mesh lie across from each other. */
export function headPoints(pairs: readonly (readonly [number, number])[]): Point3[] {
  const points = Array.from({ length: 468 }, (_, i): Point3 => onHead(0, Math.sin(i * 1.7) * 8));
  pairs.forEach(([right, left], i) => {
    const [x, y] = [2 + 5 * ((i * 0.37) % 1), 9 * Math.sin(i * 2.1)];
    points[right] = onHead(-x, y);
    points[left] = onHead(x, y);
  });
  points[10] = onHead(0, -9);
  points[152] = onHead(0, 9);
  return points;
}

const onHead = (x: number, y: number): Point3 => [x, y, -1.7 * Math.sqrt(Math.max(0, 140 - x * x - y * y))];

/** Turned by yaw, pitch and roll, signs as in `Pose`. */
export function turned([x, y, z]: Point3, { yaw = 0, pitch = 0, roll = 0 }): Point3 {
  const [a, b, c] = [yaw * RADIANS, pitch * RADIANS, roll * RADIANS];
  const [x1, z1] = [x * Math.cos(a) - z * Math.sin(a), z * Math.cos(a) + x * Math.sin(a)];
  const [y2, z2] = [y * Math.cos(b) + z1 * Math.sin(b), z1 * Math.cos(b) - y * Math.sin(b)];
  return [x1 * Math.cos(c) - y2 * Math.sin(c), y2 * Math.cos(c) + x1 * Math.sin(c), z2];
}

/** Seen by a camera `distance` cm away; a flat face has no depth. */
export function photographed(points: readonly Point3[], { distance = 50, flat = false, ...pose }): Point[] {
  return points.map((point) => {
    const [x, y, z] = turned(flat ? [point[0], point[1], 0] : point, pose);
    return [320 + (560 * x) / (distance + z), 240 + (560 * y) / (distance + z)];
  });
}

const FACE: ObservedFace = {
  box: [220, 140, 180, 200],
  pose: { yaw: 0, pitch: 0, roll: 0 },
  rigid: [],
  eyes: 0.3,
  mouth: 0.05,
  size: 90,
  skin: [90, 60, 50],
  surroundings: [80, 80, 80],
  likeness: Float32Array.of(1, 0, 0),
  descriptor: undefined,
  recapture: undefined,
};

interface Change extends Partial<Omit<Observation, 'face'>> {
  face?: Partial<ObservedFace> | null;
}

let taken = 0;

/** One observed frame; `face: null` for none. Every frame has noise of its own. */
export function frame({ face, ...change }: Change = {}): Observation {
  const number = taken++;
  return {
    at: 0,
    step: 0,
    width: 640,
    height: 480,
    faces: 1,
    face: face === null ? undefined : { ...FACE, ...face },
    grain: Uint8Array.from({ length: 64 }, (_, i) => 100 + ((Math.imul(i + number * 67, 2654435761) >>> 28) & 15)),
    tiles: new Uint8Array(192).fill(120),
    hash: new Uint8Array(32),
    ...change,
  };
}

const HEAD = Array.from({ length: 468 }, (_, i): Point3 => onHead(7 * Math.sin(i * 2.3), 9 * Math.sin(i * 1.7)));
const MOVES = {
  'turn-left': { yaw: 28 },
  'turn-right': { yaw: -28 },
  'look-up': { pitch: 14 },
  'look-down': { pitch: -14 },
};

/** An honest take of these steps: four frames each, 500 ms apart. Who comes closer stays there. */
export function honestTake(steps: readonly Step[]): Observation[] {
  const arrived = steps.findIndex(({ kind }) => kind === 'come-closer');
  return steps.flatMap(({ kind }, step) =>
    [0, 0.4, 0.9, 1].map((share, i) => {
      const move: { yaw?: number; pitch?: number } = MOVES[kind as keyof typeof MOVES] ?? {};
      const pose = { yaw: (move.yaw ?? 0) * share, pitch: (move.pitch ?? 0) * share, roll: 0 };
      const distance = arrived < 0 || step < arrived ? 50 : 50 - 20 * (step === arrived ? share : 1);
      const points = photographed(HEAD, { distance, ...pose });
      return frame({
        at: step * 2500 + i * 500,
        step,
        ...(kind === 'come-closer' && { perspective: 1.2 }),
        face: {
          pose,
          rigid: RIGID.map((index) => points[index]!),
          size: (90 * 50) / distance,
          eyes: kind === 'blink' && i === 2 ? 0.12 : 0.3,
          mouth: kind === 'open-mouth' ? 0.05 + 0.4 * share : 0.05,
        },
      });
    }),
  );
}

/** The same take with every frame changed. */
export const changed = (
  take: readonly Observation[],
  change: (frame: Observation, index: number) => Change,
): Observation[] =>
  take.map((observed, index) => {
    const { face, ...rest } = change(observed, index);
    return { ...observed, ...rest, face: face === null || !observed.face ? undefined : { ...observed.face, ...face } };
  });

/** What a kind of evidence comes to, as one line: "failed no_blink". */
export const says = ({ outcome, reasons }: Evidence): string => [outcome, ...reasons].join(' ');
