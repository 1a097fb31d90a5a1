import type { Similarity } from './geometry.ts';
import type { Picture } from './picture.ts';
import {
  ALIGN_4,
  ALIGN_8,
  add,
  advance,
  atLeast,
  type Bytes,
  functionBody,
  get,
  integer,
  lessThan,
  pictureKernel,
  repeatWhile,
  set,
  unsigned,
  vector,
} from './wasm.ts';

/**
 * Cuts a turned square from a finer picture, each pixel the mean of two by two bilinear samples, as WebAssembly SIMD: JavaScript
 * spends most of its time on turning single bytes into numbers. Places are in 65,536ths of a pixel, weights in 16,384ths.
 */

const FRACTION_BITS = 16;
const WHOLE = 2 ** FRACTION_BITS;

/** Arguments: the picture's address and bytes per row, two lines of samples, where they go and where that ends. */
const [PICTURE, STRIDE, X, Y, STEP_X, STEP_Y, LOWER_X, LOWER_Y, OUT, END] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9] as const;
const PARAMETERS = END + 1;
/** Scratch: an address, shares of 128ths, and the weights of the left and right pixel in one number. */
const [AT, RIGHT, LOW, ACROSS] = [10, 11, 12, 13] as const;
const [NOTHING, SUM] = [14, 15] as const;

const multiply = (): Bytes => [0x6c];
const subtract = (): Bytes => [0x6b];
const and = (): Bytes => [0x71];
const or = (): Bytes => [0x72];
const shiftLeft = (): Bytes => [0x74];
const shiftRight = (): Bytes => [0x75];
const splat = (): Bytes => vector(0x11);
/** Eight bytes; the rest is zeros. */
const loadBytes = (): Bytes => [...vector(0x5d), ALIGN_8 - 3, ...unsigned(0)];
/** Two pixels as pairs of 16-bit numbers: red and red, green and green, blue and blue. */
const pairUp = (channels: number): Bytes => [
  ...vector(0x0d),
  ...[0, 1, 2].flatMap((colour) => [colour, 16, colour + channels, 16]),
  ...[16, 16, 16, 16],
];
const dotShorts = (): Bytes => vector(0xba);
const addVectors = (): Bytes => vector(0xae);
const halveSixteenTimes = (): Bytes => [...integer(FRACTION_BITS), ...vector(0xad)];
const toShorts = (): Bytes => [...get(SUM), ...get(SUM), ...vector(0x85)];
const toBytes = (): Bytes => [...set(SUM), ...get(SUM), ...get(SUM), ...vector(0x66)];
const storeFirstLane = (): Bytes => [...vector(0x1b), 0, 0x36, ALIGN_4 - 2, ...unsigned(0)];

const wholePart = (place: number): Bytes => [...get(place), ...integer(FRACTION_BITS), ...shiftRight()];
const share = (place: number): Bytes => [
  ...[...get(place), ...integer(FRACTION_BITS - 7), ...shiftRight()],
  ...[...integer(127), ...and()],
];
const opposite = (of: number): Bytes => [...integer(128), ...get(of), ...subtract()];

/** Adds what lies between two pixels of a row and the two below, each by its share. */
function sample(x: number, y: number, channels: number): Bytes {
  const addPair = (weight: Bytes): Bytes => [
    ...[...get(AT), ...loadBytes(), ...get(NOTHING), ...pairUp(channels)],
    ...[...get(ACROSS), ...weight, ...multiply(), ...splat()],
    ...[...dotShorts(), ...get(SUM), ...addVectors(), ...set(SUM)],
  ];
  return [
    ...[...share(x), ...set(RIGHT), ...share(y), ...set(LOW)],
    ...[...opposite(RIGHT), ...get(RIGHT), ...integer(16), ...shiftLeft(), ...or(), ...set(ACROSS)],
    ...[...get(PICTURE), ...wholePart(y), ...get(STRIDE), ...multiply(), ...add()],
    ...[...wholePart(x), ...integer(channels), ...multiply(), ...add(), ...set(AT)],
    ...addPair(opposite(LOW)),
    ...[...get(AT), ...get(STRIDE), ...add(), ...set(AT)],
    ...addPair(get(LOW)),
    ...[...get(x), ...get(STEP_X), ...add(), ...set(x)],
    ...[...get(y), ...get(STEP_Y), ...add(), ...set(y)],
  ];
}

function lineBody(channels: number): Bytes {
  const code: Bytes = repeatWhile([
    [...integer(WHOLE / 2), ...splat(), ...set(SUM)],
    ...[sample(X, Y, channels), sample(X, Y, channels)],
    ...[sample(LOWER_X, LOWER_Y, channels), sample(LOWER_X, LOWER_Y, channels)],
    [...get(SUM), ...halveSixteenTimes(), ...set(SUM)],
    [...get(OUT), ...toShorts(), ...toBytes(), ...storeFirstLane()],
    advance(OUT, 3),
    [...get(OUT), ...get(END), ...lessThan()],
  ]);
  return functionBody({ integers: ACROSS - PARAMETERS + 1, vectors: SUM - NOTHING + 1, code });
}

type Line = (...values: [number, number, number, number, number, number, number, number, number, number]) => void;
const openKernel = pictureKernel<Line>(PARAMETERS, lineBody);

/** What a cut reads, and where its samples lie: see `sampleGrid`. */
export interface SampleGrid {
  /** Centre of the first sample, px counted from the centre of the first pixel. */
  left: number;
  top: number;
  /** From one sample to the next along a line; from line to line it is turned by a quarter. */
  a: number;
  b: number;
}

/** Two by two samples for each pixel of the square. */
export function sampleGrid(map: Similarity): SampleGrid {
  const [a, b] = [map.a / 2, map.b / 2];
  return { left: map.x + (a - b) / 2 - 0.5, top: map.y + (b + a) / 2 - 0.5, a, b };
}

/**
 * Cuts the square, unless part of it lies outside the picture or there is no WebAssembly SIMD: then it answers `false` and does
 * nothing.
 */
export function cutInside(picture: Picture, grid: SampleGrid, side: number, out: Uint8Array): boolean {
  const last = 2 * side - 1;
  const corners = [0, last].flatMap((i) => [0, last].map((j) => [grid.a * i - grid.b * j, grid.b * i + grid.a * j]));
  const xs = corners.map(([x]) => grid.left + x!);
  const ys = corners.map(([, y]) => grid.top + y!);
  // Steps are rounded, and a sum of them may reach this far past the last place.
  const spare = 0.01;
  const [left, top] = [Math.floor(Math.min(...xs) - spare), Math.floor(Math.min(...ys) - spare)];
  const [right, bottom] = [Math.floor(Math.max(...xs) + spare) + 2, Math.floor(Math.max(...ys) + spare) + 2];
  if (left < 0 || top < 0 || right > picture.width || bottom > picture.height) return false;

  const { channels } = picture;
  const stride = (right - left) * channels;
  const size = stride * (bottom - top);
  const outBytes = side * side * 3;
  const kernel = openKernel();
  if (!kernel) return false;
  const line = kernel.run[channels];
  // A load reads two bytes past a pixel pair, a store one past a pixel.
  const bytes = atLeast(kernel.memory, size + 8 + outBytes + 8);
  for (let row = top, to = 0; row < bottom; row++, to += stride) {
    const from = (row * picture.width + left) * channels;
    bytes.set(picture.data.subarray(from, from + stride), to);
  }
  const fixed = (value: number) => Math.round(value * WHOLE);
  const place = (j: number): [number, number] => [
    fixed(grid.left - left - grid.b * j),
    fixed(grid.top - top + grid.a * j),
  ];
  const [stepX, stepY] = [fixed(grid.a), fixed(grid.b)];
  const outAt = size + 8;
  for (let row = 0; row < side; row++) {
    const at = outAt + row * side * 3;
    line(0, stride, ...place(2 * row), stepX, stepY, ...place(2 * row + 1), at, at + side * 3);
  }
  out.set(bytes.subarray(outAt, outAt + outBytes));
  // Nobody's picture stays behind.
  bytes.fill(0, 0, outAt + outBytes + 8);
  return true;
}
