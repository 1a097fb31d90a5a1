import { averageArea } from './average.ts';
import type { Similarity } from './geometry.ts';
import type { Picture, Size } from './picture.ts';
import { cutInside, sampleGrid } from './sample-wasm.ts';

export type { Picture, Size } from './picture.ts';

/**
 * Area average into the top left of an RGB canvas; the rest stays black. Never enlarges: `to` must not exceed the
 * picture, and the canvas must hold `to`.
 */
export function shrink(picture: Picture, to: Size, canvas: Size = to): Picture {
  if (to.width === picture.width && to.height === picture.height) return copyInto(picture, canvas);
  const out = new Uint8Array(canvas.width * canvas.height * 3);
  const [stepX, stepY] = [picture.width / to.width, picture.height / to.height];
  averageArea(picture, { x: 0, y: 0, stepX, stepY, size: to, out, rowBytes: canvas.width * 3 });
  return { ...canvas, channels: 3, data: out };
}

function copyInto(picture: Picture, canvas: Size): Picture {
  if (picture.channels === 3 && canvas.width === picture.width && canvas.height === picture.height) return picture;
  const out = new Uint8Array(canvas.width * canvas.height * 3);
  for (let y = 0; y < picture.height; y++) {
    let to = y * canvas.width * 3;
    let from = y * picture.width * picture.channels;
    for (let x = 0; x < picture.width; x++, from += picture.channels, to += 3) {
      out[to] = picture.data[from]!;
      out[to + 1] = picture.data[from + 1]!;
      out[to + 2] = picture.data[from + 2]!;
    }
  }
  return { ...canvas, channels: 3, data: out };
}

/** From this many source pixels on for one of a cut, a single sample would skip some. */
const FINE = 1.2;

/**
 * Cuts an upright square of `side` pixels: `toPicture` maps a point of the square to the picture. Area-averaged when
 * the picture is finer than the square, bilinear otherwise; black outside the picture.
 * @param out where to write side × side × 3 bytes (part of a batch).
 */
export function cutSquare(picture: Picture, toPicture: Similarity, side: number, out: Uint8Array): void {
  const scale = Math.hypot(toPicture.a, toPicture.b);
  if (toPicture.b === 0 && toPicture.a > FINE) {
    const { a: step, x, y } = toPicture;
    const size = { width: side, height: side };
    averageArea(picture, { x, y, stepX: step, stepY: step, size, out, rowBytes: side * 3 });
    return;
  }
  const factor = Math.floor(scale);
  if (factor < 2) {
    sampleSquare(picture, toPicture, side, out);
    return;
  }
  const region = coveredRegion(picture, toPicture, side, factor);
  if (!region) {
    out.fill(0);
    return;
  }
  const { left, top } = region;
  const smaller: Similarity = {
    a: toPicture.a / factor,
    b: toPicture.b / factor,
    x: (toPicture.x - left) / factor,
    y: (toPicture.y - top) / factor,
  };
  sampleSquare(boxReduce(picture, region, factor), smaller, side, out);
}

interface Region extends Size {
  left: number;
  top: number;
}

/** The part of the picture under the square, in whole blocks of `factor` pixels. */
function coveredRegion(picture: Picture, map: Similarity, side: number, factor: number): Region | undefined {
  const xs = [map.x, map.a * side + map.x, -map.b * side + map.x, (map.a - map.b) * side + map.x];
  const ys = [map.y, map.b * side + map.y, map.a * side + map.y, (map.a + map.b) * side + map.y];
  const left = Math.max(0, Math.floor(Math.min(...xs)) - factor);
  const top = Math.max(0, Math.floor(Math.min(...ys)) - factor);
  const width = Math.floor((Math.min(picture.width, Math.ceil(Math.max(...xs)) + factor) - left) / factor);
  const height = Math.floor((Math.min(picture.height, Math.ceil(Math.max(...ys)) + factor) - top) / factor);
  return width > 0 && height > 0 ? { left, top, width, height } : undefined;
}

function boxReduce(picture: Picture, { left, top, width, height }: Region, factor: number): Picture {
  const { channels, data } = picture;
  const out = new Uint8Array(width * height * 3);
  const sums = new Uint32Array(width * 3);
  const area = factor * factor;
  for (let y = 0; y < height; y++) {
    sums.fill(0);
    for (let row = 0; row < factor; row++) {
      let from = ((top + y * factor + row) * picture.width + left) * channels;
      for (let to = 0; to < width * 3; to += 3) {
        for (let column = 0; column < factor; column++, from += channels) {
          sums[to]! += data[from]!;
          sums[to + 1]! += data[from + 1]!;
          sums[to + 2]! += data[from + 2]!;
        }
      }
    }
    const at = y * width * 3;
    for (let i = 0; i < width * 3; i++) out[at + i] = sums[i]! / area + 0.5;
  }
  return { width, height, channels: 3, data: out };
}

/** Scale below 2: one bilinear sample per pixel, or the mean of four when the picture is notably finer. */
function sampleSquare(picture: Picture, map: Similarity, side: number, out: Uint8Array): void {
  const fine = Math.hypot(map.a, map.b) > FINE;
  if (fine && cutInside(picture, sampleGrid(map), side, out)) return;
  sampleByScript(picture, map, { side, fine, out });
}

/** The same without the kernel, everywhere and for any picture; black outside. */
export function sampleByScript(picture: Picture, map: Similarity, { side, fine, out }: ScriptProps): void {
  const grid = fine ? side * 2 : side;
  const step = side / grid;
  const [a, b] = [map.a * step, map.b * step];
  // Centre of the first sample, in pixels counted from the centre of the picture's first pixel.
  const left = map.x + (a - b) / 2 - 0.5;
  const top = map.y + (b + a) / 2 - 0.5;
  const row = new Float32Array(side * 3);
  for (let j = 0; j < grid; j++) {
    addRow(picture, { x: left - b * j, y: top + a * j, dx: a, dy: b, samples: grid }, row);
    if (fine && j % 2 === 0) continue;
    const at = (fine ? j >> 1 : j) * side * 3;
    const share = fine ? 0.25 : 1;
    for (let i = 0; i < row.length; i++) out[at + i] = row[i]! * share + 0.5;
    row.fill(0);
  }
}

interface ScriptProps {
  side: number;
  /** Four samples for each pixel. */
  fine: boolean;
  out: Uint8Array;
}

interface SampleLine {
  x: number;
  y: number;
  dx: number;
  dy: number;
  samples: number;
}

/** Adds bilinear samples along a line to a row of RGB sums; black outside. */
function addRow(picture: Picture, { x, y, dx, dy, samples }: SampleLine, row: Float32Array): void {
  const { width, height, channels, data } = picture;
  const stride = width * channels;
  const perPixel = (samples * 3) / row.length;
  for (let i = 0; i < samples; i++, x += dx, y += dy) {
    const column = Math.floor(x);
    const line = Math.floor(y);
    if (column < -1 || line < -1 || column >= width || line >= height) continue;
    const at = (perPixel === 2 ? i >> 1 : i) * 3;
    const right = x - column;
    const low = y - line;
    // A neighbour outside the picture is black: it gets no weight, and an address that exists.
    const west = column >= 0 ? 1 - right : 0;
    const east = column + 1 < width ? right : 0;
    const north = line >= 0 ? 1 - low : 0;
    const south = line + 1 < height ? low : 0;
    const here = line * stride + column * channels;
    const nw = here + (line >= 0 ? 0 : stride) + (column >= 0 ? 0 : channels);
    const sw = here + (line + 1 < height ? stride : 0) + (column >= 0 ? 0 : channels);
    const across = column >= 0 && column + 1 < width ? channels : 0;
    const ne = nw + across;
    const se = sw + across;
    const a = west * north;
    const b = east * north;
    const c = west * south;
    const d = east * south;
    row[at]! += data[nw]! * a + data[ne]! * b + data[sw]! * c + data[se]! * d;
    row[at + 1]! += data[nw + 1]! * a + data[ne + 1]! * b + data[sw + 1]! * c + data[se + 1]! * d;
    row[at + 2]! += data[nw + 2]! * a + data[ne + 2]! * b + data[sw + 2]! * c + data[se + 2]! * d;
  }
}

/** The mirror image of a square RGB cut. */
export function mirrored(square: Uint8Array, side: number, out: Uint8Array): void {
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const from = (y * side + x) * 3;
      const to = (y * side + (side - 1 - x)) * 3;
      out[to] = square[from]!;
      out[to + 1] = square[from + 1]!;
      out[to + 2] = square[from + 2]!;
    }
  }
}
