import { detectFast, detectSelfie, QUICK } from '../detect.ts';
import { boundsOf, overlap, type Scored } from '../geometry.ts';
import { findLandmarks } from '../landmarks.ts';
import type { Net, Nets } from '../nets.ts';
import { type Picture, shrink } from '../pixels.ts';
import { siftFaces } from '../sift.ts';
import type { Box, Point } from '../types.ts';
import { framesToLookAround, framesToTestForRecapture } from './choose-frames.ts';
import { skinColour, surroundingColour } from './colours.ts';
import type { DraftFace, Seen } from './draft.ts';
import { eyeOpening } from './eyes-net.ts';
import { grainOf, tilesOf } from './frame-marks.ts';
import { identify } from './identify.ts';
import { findMesh, type MeshNet, placeFromBox, placeFromMesh } from './mesh-net.ts';
import { INNER_LIPS, RIGID } from './mesh-points.ts';
import { poseOfMesh, sizeOfMesh } from './mesh-pose.ts';
import { perspectiveGained } from './perspective.ts';
import type { PictureHasher } from './picture-hash.ts';
import { type RecaptureNet, realness } from './recapture-net.ts';
import type { Challenge, FrameTime, LivenessTimes, MeshFace, Observation } from './types.ts';

export interface LivenessNets extends Nets {
  readonly mesh: MeshNet;
  readonly iris: Net;
  /** Empty unless the institution brought some. */
  readonly recapture: readonly RecaptureNet[];
}

export interface FrameSource extends FrameTime {
  /** Decodes the frame; called once, in order. */
  readonly open: () => Promise<Picture>;
}

interface ObserveProps {
  nets: LivenessNets;
  challenge: Challenge;
  frames: readonly FrameSource[];
  hasher: PictureHasher | undefined;
  /** Look at the eyes in every frame, not only where a blink was asked for. */
  allEyes?: boolean;
}

/** Below this the mesh net lost the face, and it is searched for anew. */
const PRESENT = 0.5;

/**
 * Looks at the frames of one sequence. The mesh of one frame says where to look in the next, so that only the first and
 * lost ones pay for detection; who it is, whether the eyes are open and who else is there is looked at where it matters.
 */
export async function observe({ nets, challenge, frames, hasher, allEyes = false }: ObserveProps): Promise<{
  observations: Observation[];
  ms: LivenessTimes;
}> {
  const watch = stopwatch();
  const seen: Seen[] = [];
  let before: MeshFace | undefined;
  for (const frame of frames) {
    const picture = await watch('decode', frame.open);
    const followed = before && (await watch('mesh', () => follow(nets, picture, before!)));
    const quick = followed ? undefined : await watch('detect', () => detectFast(nets.fastDetector, picture, QUICK));
    const mesh = followed ?? (await watch('detect', () => search(nets, picture, quick!)));
    const blinking = allEyes || challenge.steps[frame.step]?.kind === 'blink';
    const eyes = mesh && blinking ? await watch('eyes', () => eyeOpening(nets.iris, picture, mesh.points)) : undefined;
    seen.push(note({ frame, picture, quick, mesh, eyes, hasher }));
    before = mesh;
  }
  measurePerspective(seen, challenge);
  await watch('detect', () => lookAround(nets, seen));
  await watch('identity', () => identify(nets, seen));
  await watch('recapture', () => testForRecapture(nets, seen));
  return { observations: seen.map(({ observation }) => observation), ms: watch.times() };
}

/** Where coming closer was asked for: how much perspective the face gained, noted in its nearest frame. */
function measurePerspective(seen: readonly Seen[], { steps }: Challenge): void {
  const own = seen.flatMap(({ picture, mesh, observation }) => {
    const { step, face } = observation;
    if (!mesh || !face || steps[step]?.kind !== 'come-closer') return [];
    return [{ picture, points: mesh.points, roll: face.pose.roll, size: face.size, observation }];
  });
  const gained = perspectiveGained(own);
  const nearest = own.toSorted((one, other) => other.size - one.size)[0];
  if (nearest && gained !== undefined) nearest.observation.perspective = gained;
}

async function follow(nets: LivenessNets, picture: Picture, before: MeshFace): Promise<MeshFace | undefined> {
  const mesh = await findMesh(nets.mesh, picture, placeFromMesh(before.points));
  return mesh.presence >= PRESENT ? mesh : undefined;
}

/** The nearest face. The mesh is found twice, because a detector's box is only roughly where the net likes it. */
async function search(nets: LivenessNets, picture: Picture, quick: readonly Scored[]): Promise<MeshFace | undefined> {
  const found = await detectSelfie(nets, picture, quick);
  const [largest] = found.toSorted((one, other) => other.box[2] * other.box[3] - one.box[2] * one.box[3]);
  if (!largest) return undefined;
  return follow(nets, picture, await findMesh(nets.mesh, picture, placeFromBox(largest.box)));
}

interface NoteProps {
  frame: FrameSource;
  picture: Picture;
  quick: readonly Scored[] | undefined;
  mesh: MeshFace | undefined;
  eyes: number | undefined;
  hasher: PictureHasher | undefined;
}

function note({ frame, picture, quick, mesh, eyes, hasher }: NoteProps): Seen {
  const { at, step, colour } = frame;
  return {
    picture,
    quick,
    mesh,
    observation: {
      at,
      step,
      ...(colour !== undefined && { colour }),
      width: picture.width,
      height: picture.height,
      faces: undefined,
      face: mesh && observedFace(picture, mesh, eyes),
      grain: grainOf(picture),
      tiles: tilesOf(picture),
      hash: hasher ? hasher.hash(picture) : new Uint8Array(0),
    },
  };
}

function observedFace(picture: Picture, { points }: MeshFace, eyes: number | undefined): DraftFace {
  const box = boundsOf(points);
  const size = sizeOfMesh(points);
  const lips = (one: number, other: number) =>
    Math.hypot(points[one]![0] - points[other]![0], points[one]![1] - points[other]![1]);
  return {
    box,
    pose: poseOfMesh(points),
    rigid: RIGID.map((index): Point => [points[index]![0], points[index]![1]]),
    eyes,
    mouth: lips(INNER_LIPS.upper, INNER_LIPS.lower) / Math.max(1, lips(INNER_LIPS.right, INNER_LIPS.left)),
    size,
    skin: skinColour(picture, points, size),
    surroundings: surroundingColour(picture, box),
    likeness: new Float32Array(0),
    descriptor: undefined,
    recapture: undefined,
  };
}

/** Anyone else? A face counts when it is sure, lies apart and is not much smaller: people walk by in the background. */
const LOOK = { longSide: 320, minScore: 0.4 } as const;
const AS_LARGE = 0.4;

async function lookAround(nets: LivenessNets, seen: readonly Seen[]): Promise<void> {
  for (const index of framesToLookAround(seen.map(({ observation }) => observation))) {
    const { picture, quick, observation } = seen[index]!;
    const all = await quickLook(nets.fastDetector, picture, quick);
    const box = observation.face?.box;
    const others = box ? all.filter((other) => isAnother(other, box)) : all;
    observation.faces = (box ? 1 : 0) + (others.length > 0 ? await countFaces(nets, picture, others) : 0);
  }
}

/** Everybody the small net sees, in a picture made brighter where it is dark. */
async function quickLook(net: Net, picture: Picture, known: readonly Scored[] | undefined): Promise<Scored[]> {
  const scale = Math.max(1, Math.max(picture.width, picture.height) / LOOK.longSide);
  const small = shrink(picture, {
    width: Math.round(picture.width / scale),
    height: Math.round(picture.height / scale),
  });
  const bright = brightened(small);
  // The same pixels have been looked at; a fainter face never hides a surer one.
  if (known && bright === small) return known.filter(({ score }) => score > LOOK.minScore);
  const found = await detectFast(net, bright, LOOK);
  return found.map(({ box, score }) => ({ score, box: box.map((value) => value * scale) as unknown as Box }));
}

/** Mean value that the small net sees well, and the most it is multiplied by to get there. */
const BRIGHT = { mean: 110, most: 4 } as const;

/** Of a sample; the step shares no factor with the channels. */
function meanValue({ data }: Picture): number {
  let [sum, count] = [0, 0];
  for (let i = 0; i < data.length; i += 61, count++) sum += data[i]!;
  return sum / Math.max(1, count);
}

/** In the dark the small net sees one face of two. */
function brightened(picture: Picture): Picture {
  const mean = meanValue(picture);
  const gain = Math.min(BRIGHT.most, BRIGHT.mean / Math.max(1, mean));
  if (gain <= 1.2) return picture;
  const data = new Uint8Array(picture.data.length);
  for (let i = 0; i < data.length; i++) data[i] = Math.min(255, picture.data[i]! * gain);
  return { ...picture, data };
}

function isAnother({ box }: Scored, face: Box): boolean {
  const smaller = Math.min(box[2] * box[3], face[2] * face[3]);
  return Math.min(box[2], box[3]) >= AS_LARGE * face[2] && overlap(box, face) < 0.3 * smaller;
}

async function countFaces(nets: LivenessNets, picture: Picture, found: readonly Scored[]): Promise<number> {
  const points = await findLandmarks(
    nets.landmarks,
    picture,
    found.map(({ box }) => box),
  );
  return siftFaces(found.map((face, i) => ({ ...face, landmarks: points[i]! }))).length;
}

async function testForRecapture(nets: LivenessNets, seen: readonly Seen[]): Promise<void> {
  if (nets.recapture.length === 0) return;
  for (const index of framesToTestForRecapture(seen.map(({ observation }) => observation))) {
    const { picture, observation } = seen[index]!;
    const face = observation.face!;
    face.recapture = await realness(nets.recapture, picture, face.box);
  }
}

type Stage = Exclude<keyof LivenessTimes, 'total' | 'other'>;

function stopwatch() {
  const start = performance.now();
  const times: Record<Stage, number> = { decode: 0, detect: 0, mesh: 0, eyes: 0, identity: 0, recapture: 0 };
  const watch = async <T>(stage: Stage, work: () => Promise<T>): Promise<T> => {
    const from = performance.now();
    try {
      return await work();
    } finally {
      times[stage] += performance.now() - from;
    }
  };
  return Object.assign(watch, {
    times(): LivenessTimes {
      const total = performance.now() - start;
      const known = Object.values(times).reduce((sum, time) => sum + time, 0);
      return { ...times, other: total - known, total };
    },
  });
}
