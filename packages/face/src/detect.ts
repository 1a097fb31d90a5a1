import { ssdFaces, tinyFaces } from './detector-outputs.ts';
import { iou, type Scored } from './geometry.ts';
import type { Net, Nets } from './nets.ts';
import { type Picture, type Size, shrink } from './pixels.ts';

export interface PassProps {
  /** Longer side of the net's input, px; the picture is never enlarged. */
  longSide: number;
  minScore: number;
}

/** One pass of the SSD detector. Boxes in pixels of the picture. */
export async function detectOnce(net: Net, picture: Picture, { longSide, minScore }: PassProps): Promise<Scored[]> {
  const size = fitted(picture, longSide);
  const input = shrink(picture, size);
  const values = await net.run(input.data as Uint8Array, [1, input.height, input.width, 3]);
  return toPicture(ssdFaces({ values, input, minScore }), size, picture);
}

const SELFIE_SIDES = [320, 512, 224] as const;
const SELFIE_SCORE = 0.3;
/** Below this the next size is asked as well. */
const SURE = 0.7;
/** The quick look of the tiny net is believed when it saw one face, this surely and this large (of the longer side). */
export const QUICK = { longSide: 320, minScore: 0.3 } as const;
const QUICK_SURE = 0.6;
const NEAR = 0.15;

/**
 * One near face. The tiny net answers most portraits: on 79 of them it found the same faces as the SSD, but for three
 * small ones in the background. Anything else (nobody, two, a doubt, a far face) asks the SSD, small inputs first,
 * because it likes faces of 80 to 180 px at its input; a doubtful answer asks the next size, and the surest counts.
 * @param quick what the tiny net saw (`QUICK`), where somebody asked it already.
 */
export async function detectSelfie(
  nets: Pick<Nets, 'detector' | 'fastDetector'>,
  picture: Picture,
  quick?: readonly Scored[],
): Promise<Scored[]> {
  const seen = quick ?? (await detectFast(nets.fastDetector, picture, QUICK));
  if (isOneNearFace(seen, picture)) return [...seen];
  let best: Scored[] = [];
  for (const longSide of SELFIE_SIDES) {
    const faces = await detectOnce(nets.detector, picture, { longSide, minScore: SELFIE_SCORE });
    if (surest(faces) > surest(best)) best = faces;
    if (surest(best) >= SURE) break;
  }
  return best;
}

function isOneNearFace(faces: readonly Scored[], { width, height }: Size): boolean {
  const [face] = faces;
  if (!face || faces.length > 1) return false;
  return face.score >= QUICK_SURE && Math.min(face.box[2], face.box[3]) >= NEAR * Math.max(width, height);
}

const surest = (faces: readonly Scored[]) => Math.max(0, ...faces.map(({ score }) => score));

const FIRST_LOOK = 512;
const ROOM_SCORE = 0.3;
/** What only the first look saw must be surer: its small faces are often neckties. */
const SEEN_SCORE = 0.6;
/** Longest inputs of the large pass: at least the first for rooms, at most the second for anything. */
const ROOM_SIDE = 1600;
const LARGEST_SIDE = 2048;
/**
 * When a quarter of the faces are smaller than this at the first look, more may be hidden. Down to half of it little is:
 * of 29 faces of 12 to 25 px the first look found 28.
 */
const SMALL = 26;
/** Above this the net draws boxes badly; the first look's box of the same face is better. */
const LARGE = 200;
/** The large pass shows those faces at about this size. */
const COMFORTABLE = 64;

/** Many faces, the back row included: a first look for the near ones and a large pass for the far ones. */
export async function detectRoom(net: Net, picture: Picture): Promise<Scored[]> {
  const seen = await firstLook(net, picture);
  return largePass({ net, picture, seen, longSide: Math.max(ROOM_SIDE, comfortableSide(seen, picture)) });
}

/** Decides from the picture itself: the large pass is made only when the first look saw nobody or small faces. */
export async function detectAuto(net: Net, picture: Picture): Promise<Scored[]> {
  const seen = await firstLook(net, picture);
  const longSide = comfortableSide(seen, picture);
  return longSide > (FIRST_LOOK * COMFORTABLE) / SMALL ? largePass({ net, picture, seen, longSide }) : seen;
}

function firstLook(net: Net, picture: Picture): Promise<Scored[]> {
  return detectOnce(net, picture, { longSide: FIRST_LOOK, minScore: ROOM_SCORE });
}

/** Input that would show a small face of those seen (the lower quartile) at a comfortable size. */
function comfortableSide(seen: readonly Scored[], picture: Picture): number {
  if (seen.length === 0) return LARGEST_SIDE;
  const scale = FIRST_LOOK / Math.max(FIRST_LOOK, picture.width, picture.height);
  const sizes = seen.map(({ box }) => Math.sqrt(box[2] * box[3]) * scale).sort((one, other) => one - other);
  return Math.min(LARGEST_SIDE, (FIRST_LOOK * COMFORTABLE) / sizes[Math.floor(sizes.length / 4)]!);
}

interface LargePassProps {
  net: Net;
  picture: Picture;
  seen: readonly Scored[];
  longSide: number;
}

/** Adds what a larger input finds; nothing when the picture has no more pixels than the first look saw. */
async function largePass({ net, picture, seen, longSide }: LargePassProps): Promise<Scored[]> {
  const pictureSide = Math.max(picture.width, picture.height);
  if (pictureSide <= FIRST_LOOK * 1.2) return [...seen];
  const faces = await detectOnce(net, picture, { longSide: Math.round(longSide), minScore: ROOM_SCORE });
  const sure = seen.filter(({ score }) => score >= SEEN_SCORE);
  const atInput = Math.min(1, longSide / pictureSide);
  const tooLarge = ({ box }: Scored) => Math.sqrt(box[2] * box[3]) * atInput > LARGE;
  return [...faces.filter((face) => !tooLarge(face) || !sure.some(({ box }) => iou(box, face.box) > 0.3)), ...sure];
}

/** One pass of the tiny detector: for guidance, where a missed frame does no harm. */
export async function detectFast(net: Net, picture: Picture, { longSide, minScore }: PassProps): Promise<Scored[]> {
  const size = fitted(picture, longSide);
  const canvas = { width: roundUp(size.width), height: roundUp(size.height) };
  const input = shrink(picture, size, canvas);
  const values = await net.run(input.data as Uint8Array, [1, input.height, input.width, 3]);
  return toPicture(tinyFaces({ values, input, minScore }), size, picture);
}

function fitted({ width, height }: Size, longSide: number): Size {
  const scale = Math.min(1, longSide / Math.max(width, height));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

const roundUp = (value: number) => Math.ceil(value / 32) * 32;

function toPicture(found: readonly Scored[], input: Size, picture: Size): Scored[] {
  const x = picture.width / input.width;
  const y = picture.height / input.height;
  return found.map(({ box, score }) => ({ box: [box[0] * x, box[1] * y, box[2] * x, box[3] * y], score }));
}
