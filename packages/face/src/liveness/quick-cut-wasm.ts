import type { Similarity } from '../geometry.ts';
import type { Picture } from '../pixels.ts';
import {
  ALIGN_4,
  ALIGN_8,
  add,
  advance,
  atLeast,
  type Bytes,
  float32,
  functionBody,
  get,
  integer,
  lessThan,
  pictureKernel,
  repeatWhile,
  set,
  unsigned,
  vector,
} from '../wasm.ts';

/** One bilinear sample per pixel as WebAssembly SIMD. Places are in 65,536ths of a pixel, weights along a row in 16,384ths. */

const FRACTION_BITS = 16;
const WHOLE = 2 ** FRACTION_BITS;
const ROW_BITS = 14;

/** Arguments: the picture's address and bytes per row, a line of samples, where they go and where that ends. */
const [PICTURE, STRIDE, X, Y, STEP_X, STEP_Y, OUT, END] = [0, 1, 2, 3, 4, 5, 6, 7] as const;
const PARAMETERS = END + 1;
const [AT, SHARE] = [8, 9] as const;
const [NOTHING, ACROSS, UPPER, RESULT] = [10, 11, 12, 13] as const;

const multiply = (): Bytes => [0x6c];
const subtract = (): Bytes => [0x6b];
const and = (): Bytes => [0x71];
const or = (): Bytes => [0x72];
const shiftLeft = (): Bytes => [0x74];
const shiftRight = (): Bytes => [0x75];
const floats = { add: vector(0xe4), subtract: vector(0xe5), multiply: vector(0xe6), from: vector(0xfa) };
const splatFloat = (value: number): Bytes => [0x43, ...float32(value), ...vector(0x13)];
/** Eight bytes; the rest is zeros. */
const loadBytes = (offset: Bytes): Bytes => [...get(AT), ...offset, ...vector(0x5d), ALIGN_8 - 3, ...unsigned(0)];
/** Two pixels of a row as pairs of 16-bit numbers, red and red, green and green, blue and blue, mixed by `ACROSS`. */
const mixAcross = (channels: number): Bytes => [
  ...[...get(NOTHING), ...vector(0x0d)],
  ...[0, 1, 2].flatMap((colour) => [colour, 16, colour + channels, 16]),
  ...[16, 16, 16, 16],
  ...[...get(ACROSS), ...vector(0xba), ...floats.from],
];
const wholePart = (place: number): Bytes => [...get(place), ...integer(FRACTION_BITS), ...shiftRight()];
const storeBytes = (): Bytes => [
  ...vector(0xf9),
  ...[...set(RESULT), ...get(RESULT), ...get(RESULT), ...vector(0x86)],
  ...[...set(RESULT), ...get(RESULT), ...get(RESULT), ...vector(0x66)],
  ...[...vector(0x1b), 0, 0x36, ALIGN_4 - 2, ...unsigned(0)],
];

function lineBody(channels: number): Bytes {
  const code = repeatWhile([
    [...get(PICTURE), ...wholePart(Y), ...get(STRIDE), ...multiply(), ...add()],
    [...wholePart(X), ...integer(channels), ...multiply(), ...add(), ...set(AT)],
    [...get(X), ...integer(FRACTION_BITS - ROW_BITS), ...shiftRight()],
    [...integer(2 ** ROW_BITS - 1), ...and(), ...set(SHARE)],
    [...integer(2 ** ROW_BITS), ...get(SHARE), ...subtract()],
    [...get(SHARE), ...integer(16), ...shiftLeft(), ...or(), ...vector(0x11), ...set(ACROSS)],
    [...loadBytes([]), ...mixAcross(channels), ...set(UPPER)],
    [...loadBytes([...get(STRIDE), ...add()]), ...mixAcross(channels), ...get(UPPER), ...floats.subtract],
    // The share of the lower row, as a float in every lane.
    [...get(Y), ...integer(WHOLE - 1), ...and(), 0xb2, ...vector(0x13)],
    [...splatFloat(1 / WHOLE), ...floats.multiply, ...floats.multiply, ...get(UPPER), ...floats.add],
    [...splatFloat(2 ** -ROW_BITS), ...floats.multiply, ...splatFloat(0.5), ...floats.add, ...set(RESULT)],
    [...get(OUT), ...get(RESULT), ...storeBytes(), ...advance(OUT, 3)],
    [...get(X), ...get(STEP_X), ...add(), ...set(X), ...get(Y), ...get(STEP_Y), ...add(), ...set(Y)],
    [...get(OUT), ...get(END), ...lessThan()],
  ]);
  return functionBody({ integers: SHARE - PARAMETERS + 1, vectors: RESULT - NOTHING + 1, code });
}

type Line = (...values: [number, number, number, number, number, number, number, number]) => void;
const openKernel = pictureKernel<Line>(PARAMETERS, lineBody);

interface Region {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** Cuts the square, unless there is no WebAssembly SIMD: then it answers `false` and does nothing. */
export function cutLines(picture: Picture, map: Similarity, side: number, out: Uint8Array): boolean {
  const kernel = openKernel();
  const { a, b } = map;
  const [x, y] = [map.x + (a - b) / 2 - 0.5, map.y + (b + a) / 2 - 0.5];
  if (!kernel || !Number.isFinite(x + y)) return false;
  const { channels } = picture;
  const region = wholeRows(reachOf({ x, y, a, b, side }), picture);
  const stride = (region.right - region.left) * channels;
  const outAt = stride * (region.bottom - region.top) + 8;
  const end = outAt + side * side * 3 + 8;
  const bytes = atLeast(kernel.memory, end);
  copyRegion(picture, region, bytes);
  const fixed = (value: number) => Math.round(value * WHOLE);
  for (let row = 0; row < side; row++) {
    const at = outAt + row * side * 3;
    const [fromX, fromY] = [fixed(x - region.left - b * row), fixed(y - region.top + a * row)];
    kernel.run[channels](0, stride, fromX, fromY, fixed(a), fixed(b), at, at + side * 3);
  }
  out.set(bytes.subarray(outAt, outAt + side * side * 3));
  // Nobody's picture stays behind.
  bytes.fill(0, 0, end);
  return true;
}

/** Every pixel a sample may touch; steps are rounded, so that a sum of them may reach a little further. */
function reachOf({ x, y, a, b, side }: { x: number; y: number; a: number; b: number; side: number }): Region {
  const last = side - 1;
  const xs = [x, x + a * last, x - b * last, x + (a - b) * last];
  const ys = [y, y + b * last, y + a * last, y + (b + a) * last];
  const spare = 0.01;
  return {
    left: Math.floor(Math.min(...xs) - spare),
    top: Math.floor(Math.min(...ys) - spare),
    right: Math.floor(Math.max(...xs) + spare) + 2,
    bottom: Math.floor(Math.max(...ys) + spare) + 2,
  };
}

/** Rows that lie whole in the picture are one piece: in a picture not much wider they are copied faster than their parts. */
function wholeRows(region: Region, { width, height }: Picture): Region {
  const { left, top, right, bottom } = region;
  const isInside = left >= 0 && top >= 0 && right <= width && bottom <= height;
  return isInside && width <= 4 * (right - left) ? { left: 0, top, right: width, bottom } : region;
}

/** Outside the picture its edge goes on. */
function copyRegion(picture: Picture, { left, top, right, bottom }: Region, to: Uint8Array): void {
  const { width, height, channels, data } = picture;
  if (left === 0 && top >= 0 && right === width && bottom <= height) {
    to.set(data.subarray(top * width * channels, bottom * width * channels));
    return;
  }
  const [from, until] = [Math.max(left, 0), Math.min(right, width)];
  for (let row = top; row < bottom; row++) {
    const line = Math.min(Math.max(row, 0), height - 1) * width;
    const start = (row - top) * (right - left) * channels;
    if (from < until) {
      to.set(data.subarray((line + from) * channels, (line + until) * channels), start + (from - left) * channels);
    }
    const repeat = (edge: number, first: number, end: number) => {
      const pixel = data.subarray((line + edge) * channels, (line + edge + 1) * channels);
      for (let column = first; column < end; column++) to.set(pixel, start + (column - left) * channels);
    };
    repeat(0, left, Math.min(right, 0));
    repeat(width - 1, Math.max(left, width), right);
  }
}
