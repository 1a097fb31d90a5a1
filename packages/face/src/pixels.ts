import type { Similarity } from './geometry.ts';

/** 8-bit pixels, row by row, RGB or RGBA (alpha is ignored). Pixel (i, j) covers [i, i+1) × [j, j+1). */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly channels: 3 | 4;
  readonly data: Uint8Array | Uint8ClampedArray;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** For each source column (or row): the one or two target columns it falls into, and with what share. */
interface Shares {
  readonly target: Int32Array;
  readonly here: Float32Array;
  readonly next: Float32Array;
}

function areaShares(source: number, target: number): Shares {
  const ratio = target / source;
  const shares = { target: new Int32Array(source), here: new Float32Array(source), next: new Float32Array(source) };
  for (let i = 0; i < source; i++) {
    const start = i * ratio;
    const cell = Math.min(Math.floor(start + 1e-9), target - 1);
    const beyond = cell + 1 < target ? Math.max(0, start + ratio - (cell + 1)) : 0;
    shares.target[i] = cell;
    shares.here[i] = ratio - beyond;
    shares.next[i] = beyond;
  }
  return shares;
}

/**
 * Area average into the top left of an RGB canvas; the rest stays black. Never enlarges: `to` must not exceed the
 * picture, and the canvas must hold `to`.
 */
export function shrink(picture: Picture, to: Size, canvas: Size = to): Picture {
  if (to.width === picture.width && to.height === picture.height) return copyInto(picture, canvas);
  const { width, height, channels, data } = picture;
  const columns = areaShares(width, to.width);
  const rows = areaShares(height, to.height);
  const out = new Uint8Array(canvas.width * canvas.height * 3);
  const lineLength = to.width * 3;
  const line = new Float32Array(lineLength + 3);
  let sum = new Float32Array(lineLength);
  let nextSum = new Float32Array(lineLength);
  for (let y = 0; y < height; y++) {
    line.fill(0);
    for (let x = 0, from = y * width * channels; x < width; x++, from += channels) {
      const at = columns.target[x]! * 3;
      const here = columns.here[x]!;
      const next = columns.next[x]!;
      const r = data[from]!;
      const g = data[from + 1]!;
      const b = data[from + 2]!;
      line[at]! += r * here;
      line[at + 1]! += g * here;
      line[at + 2]! += b * here;
      if (next > 0) {
        line[at + 3]! += r * next;
        line[at + 4]! += g * next;
        line[at + 5]! += b * next;
      }
    }
    const here = rows.here[y]!;
    const next = rows.next[y]!;
    for (let i = 0; i < lineLength; i++) sum[i]! += line[i]! * here;
    if (next > 0) for (let i = 0; i < lineLength; i++) nextSum[i]! += line[i]! * next;
    const row = rows.target[y]!;
    if (y + 1 === height || rows.target[y + 1] !== row) {
      const at = row * canvas.width * 3;
      for (let i = 0; i < lineLength; i++) out[at + i] = sum[i]! + 0.5;
      [sum, nextSum] = [nextSum, sum];
      nextSum.fill(0);
    }
  }
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

/**
 * Cuts an upright square of `side` pixels: `toPicture` maps a point of the square to the picture. Area-averaged when
 * the picture is finer than the square, bilinear otherwise; black outside the picture.
 * @param out where to write side × side × 3 bytes (part of a batch).
 */
export function cutSquare(picture: Picture, toPicture: Similarity, side: number, out: Uint8Array): void {
  const scale = Math.hypot(toPicture.a, toPicture.b);
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

/** Scale below 2: one bilinear sample per pixel, or four when the picture is notably finer. */
function sampleSquare(picture: Picture, { a, b, x: left, y: top }: Similarity, side: number, out: Uint8Array): void {
  const fine = Math.hypot(a, b) > 1.2;
  const offsets = fine ? [0.25, 0.75] : [0.5];
  const share = 1 / (offsets.length * offsets.length);
  const pixel = new Float32Array(3);
  for (let j = 0, at = 0; j < side; j++) {
    for (let i = 0; i < side; i++, at += 3) {
      pixel.fill(0.5);
      for (const dy of offsets) {
        for (const dx of offsets) {
          const u = i + dx;
          const v = j + dy;
          addBilinear({ picture, x: a * u - b * v + left - 0.5, y: b * u + a * v + top - 0.5, share, pixel });
        }
      }
      out[at] = pixel[0]!;
      out[at + 1] = pixel[1]!;
      out[at + 2] = pixel[2]!;
    }
  }
}

interface Sample {
  picture: Picture;
  x: number;
  y: number;
  share: number;
  pixel: Float32Array;
}

function addBilinear({ picture, x, y, share, pixel }: Sample): void {
  const column = Math.floor(x);
  const row = Math.floor(y);
  const right = x - column;
  const low = y - row;
  addPixel(picture, column, row, (1 - right) * (1 - low) * share, pixel);
  addPixel(picture, column + 1, row, right * (1 - low) * share, pixel);
  addPixel(picture, column, row + 1, (1 - right) * low * share, pixel);
  addPixel(picture, column + 1, row + 1, right * low * share, pixel);
}

function addPixel(picture: Picture, x: number, y: number, weight: number, pixel: Float32Array): void {
  if (x < 0 || y < 0 || x >= picture.width || y >= picture.height) return;
  const at = (y * picture.width + x) * picture.channels;
  pixel[0]! += picture.data[at]! * weight;
  pixel[1]! += picture.data[at + 1]! * weight;
  pixel[2]! += picture.data[at + 2]! * weight;
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
