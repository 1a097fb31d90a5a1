import { boundsOf, type Similarity } from './geometry.ts';
import type { Net } from './nets.ts';
import { cutSquare, type Picture } from './pixels.ts';
import type { Box, Point } from './types.ts';

const SIDE = 112;
const POINTS = 68;
const BATCH = 16;

/** 68 points (iBUG order) per box, in pixels of the picture. */
export async function findLandmarks(net: Net, picture: Picture, boxes: readonly Box[]): Promise<Point[][]> {
  const faces: Point[][] = [];
  for (let start = 0; start < boxes.length; start += BATCH) {
    faces.push(...(await landmarkBatch(net, picture, boxes.slice(start, start + BATCH).map(squareAround))));
  }
  return faces;
}

async function landmarkBatch(net: Net, picture: Picture, squares: readonly Similarity[]): Promise<Point[][]> {
  const bytes = SIDE * SIDE * 3;
  const input = new Uint8Array(squares.length * bytes);
  squares.forEach((square, i) => {
    cutSquare(picture, square, SIDE, input.subarray(i * bytes, (i + 1) * bytes));
  });
  const output = await net.run(input, [squares.length, SIDE, SIDE, 3]);
  return squares.map((square, face) => {
    const side = square.a * SIDE;
    return Array.from({ length: POINTS }, (_, i): Point => {
      const at = (face * POINTS + i) * 2;
      return [output[at]! * side + square.x, output[at + 1]! * side + square.y];
    });
  });
}

/** Maps the net's square input onto the box, centred, as wide as its longer side. */
function squareAround([x, y, width, height]: Box): Similarity {
  const side = Math.max(width, height);
  return { a: side / SIDE, b: 0, x: x + (width - side) / 2, y: y + (height - side) / 2 };
}

/** Where the face of these landmarks sits, shaped like a detector's box: brows to chin plus some forehead. */
export function boxOfLandmarks(points: readonly Point[]): Box {
  const [x, y, width, height] = boundsOf(points);
  return [x - width * 0.05, y - height * 0.3, width * 1.1, height * 1.35];
}
