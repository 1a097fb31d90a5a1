import type { Similarity } from '../geometry.ts';
import { cutSquare, type Picture } from '../pixels.ts';
import { cutLines } from './quick-cut-wasm.ts';

/** From this on, one sample per pixel would skip too much of the picture. */
const TOO_COARSE = 2;

/**
 * Like `cutSquare` with a single bilinear sample per pixel, as the mesh net was trained: a third of the time at the scales
 * of a face near the camera. Outside the picture its edge goes on.
 */
export function quickCut(picture: Picture, map: Similarity, side: number, out: Uint8Array): void {
  if (Math.hypot(map.a, map.b) >= TOO_COARSE) {
    cutSquare(picture, map, side, out);
    return;
  }
  if (!cutLines(picture, map, side, out)) cutByScript(picture, map, side, out);
}

/** The same without the kernel. */
export function cutByScript(picture: Picture, map: Similarity, side: number, out: Uint8Array): void {
  const { width, height, channels, data } = picture;
  const stride = width * channels;
  const [lastColumn, lastRow] = [width - 1.001, height - 1.001];
  const { a, b } = map;
  let to = 0;
  for (let row = 0; row < side; row++) {
    let x = map.x + a * 0.5 - b * (row + 0.5) - 0.5;
    let y = map.y + b * 0.5 + a * (row + 0.5) - 0.5;
    for (let column = 0; column < side; column++, x += a, y += b, to += 3) {
      const u = x < 0 ? 0 : x > lastColumn ? lastColumn : x;
      const v = y < 0 ? 0 : y > lastRow ? lastRow : y;
      const left = u | 0;
      const top = v | 0;
      const east = u - left;
      const south = v - top;
      const at = top * stride + left * channels;
      const below = at + stride;
      const nw = (1 - east) * (1 - south);
      const ne = east * (1 - south);
      const sw = (1 - east) * south;
      const se = east * south;
      for (let channel = 0; channel < 3; channel++) {
        out[to + channel] =
          data[at + channel]! * nw +
          data[at + channels + channel]! * ne +
          data[below + channel]! * sw +
          data[below + channels + channel]! * se +
          0.5;
      }
    }
  }
}
