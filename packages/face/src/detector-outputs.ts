import { type Scored, suppress } from './geometry.ts';
import type { Size } from './pixels.ts';

/** Turns the raw numbers of the two detectors into boxes in pixels of their input. */

/** How far the nets' outputs reach, and where to stop. */
interface DecodeProps {
  values: Float32Array;
  /** Size of the net's input, px. */
  input: Size;
  minScore: number;
}

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
const logit = (p: number) => Math.log(p / (1 - p));

/**
 * Anchors of the SSD as its training configuration generates them: six maps of stride 16 · 2^map, scales .2 to .95 of
 * the 512 px it was trained at (the first map has a small square of scale .1), [height, width] in px.
 */
const SSD_ANCHORS: readonly (readonly (readonly [number, number])[])[] = [0.2, 0.35, 0.5, 0.65, 0.8, 0.95].map(
  (scale, map, scales) => {
    const shape = (ratio: number, of = scale) => [(of * 512) / Math.sqrt(ratio), of * 512 * Math.sqrt(ratio)] as const;
    if (map === 0) return [shape(1, 0.1), shape(2), shape(1 / 2)];
    const between = Math.sqrt(scale * (scales[map + 1] ?? 1));
    return [shape(1), shape(1, between), shape(2), shape(1 / 2), shape(3), shape(1 / 3)];
  },
);

/** Output `boxes` of `ssd_mobilenetv1`: [anchors, 5] of ty, tx, th, tw (variances 10 and 5) and a logit. */
export function ssdFaces({ values, input, minScore }: DecodeProps): Scored[] {
  const found: Scored[] = [];
  const least = logit(minScore);
  let at = 0;
  SSD_ANCHORS.forEach((anchors, map) => {
    const stride = 16 << map;
    const columns = Math.ceil(input.width / stride);
    const rows = Math.ceil(input.height / stride);
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        for (const [height, width] of anchors) {
          if (values[at + 4]! > least) {
            const y = (row + 0.5) * stride + (values[at]! / 10) * height;
            const x = (column + 0.5) * stride + (values[at + 1]! / 10) * width;
            const h = Math.exp(values[at + 2]! / 5) * height;
            const w = Math.exp(values[at + 3]! / 5) * width;
            found.push({ box: [x - w / 2, y - h / 2, w, h], score: sigmoid(values[at + 4]!) });
          }
          at += 5;
        }
      }
    }
  });
  return suppress(found, 0.5);
}

/** Anchors of the tiny detector in cells of 32 px, [width, height]: part of the trained model. */
const TINY_ANCHORS = [
  [1.603231, 2.094468],
  [6.041143, 7.080126],
  [2.882459, 3.518061],
  [4.266906, 5.178857],
  [9.041765, 10.66308],
] as const;
const TINY_CELL = 32;

/** Output `cells` of `tiny_face_detector`: [rows, columns, 5 anchors, 5 numbers]. */
export function tinyFaces({ values, input, minScore }: DecodeProps): Scored[] {
  const found: Scored[] = [];
  const least = logit(minScore);
  const columns = input.width / TINY_CELL;
  const rows = input.height / TINY_CELL;
  let at = 0;
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      for (const [width, height] of TINY_ANCHORS) {
        if (values[at + 4]! > least) {
          const x = (column + sigmoid(values[at]!)) * TINY_CELL;
          const y = (row + sigmoid(values[at + 1]!)) * TINY_CELL;
          const w = Math.exp(values[at + 2]!) * width * TINY_CELL;
          const h = Math.exp(values[at + 3]!) * height * TINY_CELL;
          found.push({ box: [x - w / 2, y - h / 2, w, h], score: sigmoid(values[at + 4]!) });
        }
        at += 5;
      }
    }
  }
  return suppress(found, 0.4);
}
