import { chipPlacement, cutChip } from './align.ts';
import { detectAuto, detectRoom, detectSelfie } from './detect.ts';
import { describeChips } from './embed.ts';
import type { Scored } from './geometry.ts';
import { findLandmarks } from './landmarks.ts';
import type { Nets } from './nets.ts';
import type { Picture } from './pixels.ts';
import { judge } from './quality.ts';
import { type Candidate, siftFaces } from './sift.ts';
import { followBox } from './track.ts';
import type { Box, DescribeOptions, Description, Face, Point, Scene, StageTimes } from './types.ts';

/** Where pixels come from: an encoded picture that decodes as large as asked, or a frame that is there already. */
export interface PictureSource {
  /** Size of the upright picture. */
  readonly width: number;
  readonly height: number;
  /** The upright picture, at least `longSide` px long or as large as it is. */
  atLeast(longSide: number): Promise<Picture>;
}

/** Pixels the detectors need; more only costs time. */
const DETECTION_SIDE: Record<Scene, number> = { selfie: 640, auto: 1600, room: 1600 };
/** Faces smaller than this in the picture at hand are cut from a larger copy when there is one. */
const FINE_ENOUGH = 150;
/** Nothing is decoded larger than this: it bounds memory, and faces in it are large enough anyway. */
const LARGEST_SIDE = 4096;

/** Finds and describes the faces of one picture, largest first. Boxes and points are in pixels of the whole picture. */
export async function describePicture(
  nets: Nets,
  source: PictureSource,
  { scene = 'auto', descriptors = true }: DescribeOptions = {},
): Promise<Description> {
  const watch = stopwatch();
  const coarse = await watch('decode', () => source.atLeast(DETECTION_SIDE[scene]));
  const found = await watch('detect', () => detect(nets, coarse, scene));
  const picture = await watch('decode', () => fineEnough(source, coarse, found));
  const scale = picture.width / coarse.width;
  const boxes = found.map(({ box, score }) => ({ box: scaleBox(box, scale), score }));
  const faces = siftFaces(await watch('landmarks', () => addLandmarks(nets, picture, boxes)));
  return finish({ nets, source, picture, faces, descriptors, watch });
}

/** Follows one face from its landmarks in the frame before. Undefined when it was lost. */
export async function followFace(
  nets: Nets,
  source: PictureSource,
  before: Face,
  { descriptors = true }: DescribeOptions = {},
): Promise<Description | undefined> {
  const watch = stopwatch();
  const picture = await watch('decode', () => source.atLeast(DETECTION_SIDE.selfie));
  const scale = picture.width / source.width;
  const points = before.landmarks.map(([x, y]): Point => [x * scale, y * scale]);
  const followed = await watch('detect', () => followBox(nets.fastDetector, picture, points));
  if (!followed) return undefined;
  const faces = await watch('landmarks', () => addLandmarks(nets, picture, [followed]));
  return finish({ nets, source, picture, faces, descriptors, watch });
}

function detect(nets: Nets, picture: Picture, scene: Scene): Promise<Scored[]> {
  if (scene === 'selfie') return detectSelfie(nets, picture);
  return scene === 'room' ? detectRoom(nets.detector, picture) : detectAuto(nets.detector, picture);
}

async function fineEnough(source: PictureSource, coarse: Picture, found: readonly Scored[]): Promise<Picture> {
  const smallest = Math.min(...found.map(({ box }) => Math.min(box[2], box[3])));
  if (!(smallest < FINE_ENOUGH)) return coarse;
  const side = Math.max(coarse.width, coarse.height);
  const full = Math.min(LARGEST_SIDE, Math.max(source.width, source.height));
  const wanted = Math.min(full, (side * FINE_ENOUGH) / smallest);
  return wanted > side * 1.05 ? source.atLeast(wanted) : coarse;
}

async function addLandmarks(nets: Nets, picture: Picture, found: readonly Scored[]): Promise<Candidate[]> {
  const landmarks = await findLandmarks(
    nets.landmarks,
    picture,
    found.map(({ box }) => box),
  );
  return found.map((face, i) => ({ ...face, landmarks: landmarks[i]! }));
}

interface FinishProps {
  nets: Nets;
  source: PictureSource;
  picture: Picture;
  faces: readonly Candidate[];
  descriptors: boolean;
  watch: Stopwatch;
}

/** Chips, judgement and descriptors of the faces, then everything in pixels of the source. */
async function finish({ nets, source, picture, faces, descriptors, watch }: FinishProps): Promise<Description> {
  const { side, alignment } = nets.descriptor;
  const bySize = [...faces].sort((one, other) => other.box[2] * other.box[3] - one.box[2] * one.box[3]);
  const chips = watch.now('align', () =>
    bySize.map(({ landmarks }) => cutChip(picture, chipPlacement(landmarks, side, alignment), side)),
  );
  const judged = watch.now('align', () => bySize.map((face, i) => judge({ ...face, picture, chip: chips[i]!, side })));
  const described = descriptors ? await watch('embed', () => describeChips(nets.descriptor, chips)) : [];
  const scale = source.width / picture.width;
  const complete = bySize.map((face, i): Face => {
    const descriptor = described[i];
    return inSource({ ...face, ...judged[i]!, ...(descriptor && { descriptor }) }, scale);
  });
  return { width: source.width, height: source.height, faces: complete, ms: watch.times };
}

function inSource(face: Face, scale: number): Face {
  const landmarks = face.landmarks.map(([x, y]): Point => [x * scale, y * scale]);
  const quality = { ...face.quality, size: face.quality.size * scale };
  return { ...face, box: scaleBox(face.box, scale), landmarks, quality };
}

function scaleBox([x, y, width, height]: Box, scale: number): Box {
  return [x * scale, y * scale, width * scale, height * scale];
}

interface Stopwatch {
  readonly times: StageTimes;
  <T>(stage: keyof StageTimes, work: () => Promise<T>): Promise<T>;
  now<T>(stage: keyof StageTimes, work: () => T): T;
}

function stopwatch(): Stopwatch {
  const times: StageTimes = { decode: 0, detect: 0, landmarks: 0, align: 0, embed: 0 };
  const measure = async <T>(stage: keyof StageTimes, work: () => Promise<T>): Promise<T> => {
    const start = performance.now();
    try {
      return await work();
    } finally {
      times[stage] += performance.now() - start;
    }
  };
  const now = <T>(stage: keyof StageTimes, work: () => T): T => {
    const start = performance.now();
    const result = work();
    times[stage] += performance.now() - start;
    return result;
  };
  return Object.assign(measure, { times, now });
}
