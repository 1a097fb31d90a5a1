import { tinyFaces } from './detector-outputs.ts';
import { iou } from './geometry.ts';
import { boxOfLandmarks } from './landmarks.ts';
import type { Net } from './nets.ts';
import { cutSquare, type Picture } from './pixels.ts';
import type { Box, Point } from './types.ts';

const SIDE = 96;
/** The cut is this much wider than the face. */
const ROOM = 1.6;
/**
 * A followed box counts as a face from this score of the tiny detector on its cut. On 138 faces and 168 other places
 * of everyday photos it kept 136 and 1; a face it loses is merely detected anew.
 */
const STILL_A_FACE = 0.4;

/** Where to look for the face of these landmarks in the next frame, if it is still there: its box and score. */
export async function followBox(
  fastDetector: Net,
  picture: Picture,
  landmarks: readonly Point[],
): Promise<{ box: Box; score: number } | undefined> {
  const box = boxOfLandmarks(landmarks);
  const score = await faceScore(fastDetector, picture, box);
  return score >= STILL_A_FACE ? { box, score } : undefined;
}

/** How sure the tiny detector is that this box holds a face, 0 to 1: a quarter of a millisecond instead of a search. */
async function faceScore(fastDetector: Net, picture: Picture, box: Box): Promise<number> {
  const [x, y, width, height] = box;
  const side = Math.max(width, height) * ROOM;
  const scale = side / SIDE;
  const left = x + (width - side) / 2;
  const top = y + (height - side) / 2;
  const cut = new Uint8Array(SIDE * SIDE * 3);
  cutSquare(picture, { a: scale, b: 0, x: left, y: top }, SIDE, cut);
  const values = await fastDetector.run(cut, [1, SIDE, SIDE, 3]);
  const found = tinyFaces({ values, input: { width: SIDE, height: SIDE }, minScore: 0.1 });
  const expected: Box = [(x - left) / scale, (y - top) / scale, width / scale, height / scale];
  return Math.max(0, ...found.filter((face) => iou(face.box, expected) > 0.3).map(({ score }) => score));
}
