import { ssdFaces, tinyFaces } from './detector-outputs.ts';
import { type Scored, suppress } from './geometry.ts';
import type { Net } from './nets.ts';
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

interface Found {
  faces: Scored[];
  /** Longer side of the input that found them. */
  longSide: number;
}

/**
 * One near face: small inputs first, because the net likes faces of 80 to 180 px at its input. A doubtful answer asks
 * the next size, and the surest one counts.
 */
export async function detectSelfie(net: Net, picture: Picture): Promise<Scored[]> {
  let best: Scored[] = [];
  for (const longSide of [320, 512, 224]) {
    const faces = await detectOnce(net, picture, { longSide, minScore: SELFIE_SCORE });
    if (surest(faces) > surest(best)) best = faces;
    if (surest(best) >= SURE) break;
  }
  return best;
}

/** Many faces of unknown size: a look at moderate size, then a large pass scaled to the faces that were seen. */
export async function detectRoom(net: Net, picture: Picture, first = 768): Promise<Scored[]> {
  const look = await look1(net, picture, first);
  const longSide = largePass(look, picture);
  if (longSide === undefined) return look.faces;
  const faces = await detectOnce(net, picture, { longSide, minScore: ROOM_SCORE });
  return suppress([...faces.map((f) => f), ...look.faces], 0.4);
}

/** Decides from the picture itself. */
export async function detectAuto(net: Net, picture: Picture): Promise<Scored[]> {
  return detectRoom(net, picture, 512);
}

async function look1(net: Net, picture: Picture, longSide: number): Promise<Found> {
  return { faces: await detectOnce(net, picture, { longSide, minScore: ROOM_SCORE }), longSide };
}

const SELFIE_SCORE = 0.3;
const SURE = 0.7;
const ROOM_SCORE = 0.3;
const LARGEST = 2048;
const SMALL_AT_INPUT = 36;
const WANTED_AT_INPUT = 64;

function largePass({ faces, longSide }: Found, picture: Picture): number | undefined {
  const pictureSide = Math.max(picture.width, picture.height);
  const limit = Math.min(LARGEST, pictureSide);
  if (limit <= longSide * 1.2) return undefined;
  if (faces.length === 0) return limit;
  const sizes = faces.map(({ box }) => (Math.sqrt(box[2] * box[3]) / pictureSide) * longSide).sort((a, b) => a - b);
  const small = sizes[Math.floor(sizes.length / 4)]!;
  if (small >= SMALL_AT_INPUT) return undefined;
  return Math.min(limit, Math.round((longSide * WANTED_AT_INPUT) / small));
}

const surest = (faces: readonly Scored[]) => Math.max(0, ...faces.map(({ score }) => score));

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
