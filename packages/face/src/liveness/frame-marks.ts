import type { Picture } from '../pixels.ts';

/** What tells frames apart without showing them: single pixels for the noise, tiles for the place. */

const GRAIN = { columns: 40, rows: 30 } as const;
export const TILES = { columns: 16, rows: 12 } as const;

/** Brightness of 1,200 single pixels on a grid: sensor noise makes it differ from frame to frame, a copy does not. */
export function grainOf(picture: Picture): Uint8Array {
  const { width, height } = picture;
  const out = new Uint8Array(GRAIN.columns * GRAIN.rows);
  for (let i = 0; i < out.length; i++) {
    const x = Math.floor((((i % GRAIN.columns) + 0.5) / GRAIN.columns) * width);
    const y = Math.floor(((Math.floor(i / GRAIN.columns) + 0.5) / GRAIN.rows) * height);
    out[i] = brightness(picture, x, y);
  }
  return out;
}

/** Mean brightness of each tile, from every fourth pixel of every fourth row. */
export function tilesOf(picture: Picture): Uint8Array {
  return meansOf(picture, TILES.columns, TILES.rows);
}

export function meansOf(picture: Picture, columns: number, rows: number): Uint8Array {
  const { width, height, channels, data } = picture;
  const sums = new Float64Array(columns * rows);
  const counts = new Uint32Array(columns * rows);
  const step = width >= columns * 8 && height >= rows * 8 ? 4 : 1;
  const columnOf = new Uint16Array(width);
  for (let x = 0; x < width; x++) columnOf[x] = Math.floor((x * columns) / width);
  for (let y = 0; y < height; y += step) {
    const row = Math.floor((y * rows) / height) * columns;
    for (let x = 0, at = y * width * channels; x < width; x += step, at += step * channels) {
      const tile = row + columnOf[x]!;
      sums[tile]! += 0.299 * data[at]! + 0.587 * data[at + 1]! + 0.114 * data[at + 2]!;
      counts[tile]! += 1;
    }
  }
  const means = new Uint8Array(sums.length);
  for (let i = 0; i < means.length; i++) means[i] = Math.round(sums[i]! / Math.max(1, counts[i]!));
  return means;
}

function brightness({ width, channels, data }: Picture, x: number, y: number): number {
  const at = (y * width + x) * channels;
  return 0.299 * data[at]! + 0.587 * data[at + 1]! + 0.114 * data[at + 2]!;
}

/** Mean absolute difference, levels of 255. */
export function difference(one: Uint8Array, other: Uint8Array): number {
  let sum = 0;
  for (let i = 0; i < one.length; i++) sum += Math.abs(one[i]! - other[i]!);
  return sum / one.length;
}
