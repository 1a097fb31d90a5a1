import { type Picture, shrink } from '../pixels.ts';
import type { Point3 } from '../vectors.ts';

/** A face cut out upright, in grey, at one size whatever its distance: outer corners of the eyes `EYES` apart. */
export interface FacePatch {
  readonly pixels: Float32Array;
  /** Points of the mesh in the patch; depth in the same unit. */
  readonly points: readonly Point3[];
}

export const PATCH = { side: 128, eyes: 44 } as const;
/** Between the eyes, at the height of the pupils. */
const ROOT_OF_NOSE = 168;
/** How far below the middle of the patch that point is not: a face is longer below. */
const ABOVE = 8;
/** Larger faces are made smaller first. */
const SHARPEST = 1.25 * PATCH.eyes;

interface FaceInPicture {
  readonly picture: Picture;
  readonly points: readonly Point3[];
  /** Degrees. */
  readonly roll: number;
  /** Distance of the outer corners of the eyes, px. */
  readonly size: number;
}

/** @param asSharpAs size of another face, px: what is nearer shows no more than that one does. */
export function cutPatch({ picture, points, roll, size }: FaceInPicture, asSharpAs: number): FacePatch {
  const share = Math.min(1, SHARPEST / size, asSharpAs / size);
  const to = { width: Math.round(picture.width * share), height: Math.round(picture.height * share) };
  const small = share < 1 ? shrink(picture, to) : picture;
  const [scaleX, scaleY] = [small.width / picture.width, small.height / picture.height];
  const unit = (size * scaleX) / PATCH.eyes;
  const angle = (roll * Math.PI) / 180;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const [x0, y0] = [points[ROOT_OF_NOSE]![0] * scaleX, points[ROOT_OF_NOSE]![1] * scaleY];
  const { side } = PATCH;
  const grey = greyOf(small);
  const pixels = new Float32Array(side * side);
  for (let v = 0; v < side; v++) {
    for (let u = 0; u < side; u++) {
      const [right, down] = [(u - side / 2) * unit, (v - side / 2 + ABOVE) * unit];
      pixels[v * side + u] = sample(grey, x0 + right * cos - down * sin, y0 + right * sin + down * cos);
    }
  }
  return {
    pixels: softened(pixels, side),
    points: points.map(([x, y, z]): Point3 => {
      const [right, down] = [x * scaleX - x0, y * scaleY - y0];
      return [
        (right * cos + down * sin) / unit + side / 2,
        (down * cos - right * sin) / unit + side / 2 - ABOVE,
        (z * scaleX) / unit,
      ];
    }),
  };
}

export interface Grey {
  readonly width: number;
  readonly height: number;
  readonly data: Float32Array;
}

function greyOf({ width, height, channels, data }: Picture): Grey {
  const grey = new Float32Array(width * height);
  for (let i = 0, at = 0; i < grey.length; i++, at += channels)
    grey[i] = 0.3 * data[at]! + 0.59 * data[at + 1]! + 0.11 * data[at + 2]!;
  return { width, height, data: grey };
}

/** Between pixels; outside, the rim goes on. */
export function sample({ width, height, data }: Grey, x: number, y: number): number {
  const [u, v] = [Math.max(0, Math.min(width - 1.001, x)), Math.max(0, Math.min(height - 1.001, y))];
  const [column, row] = [Math.floor(u), Math.floor(v)];
  const [right, down] = [u - column, v - row];
  const at = row * width + column;
  const above = data[at]! * (1 - right) + data[at + 1]! * right;
  const below = data[at + width]! * (1 - right) + data[at + width + 1]! * right;
  return above * (1 - down) + below * down;
}

/** A little blur: noise of single pixels says nothing about where a patch went. */
const KERNEL = [0.05, 0.25, 0.4, 0.25, 0.05] as const;

function softened(pixels: Float32Array, side: number): Float32Array {
  return blurred(blurred(pixels, { side, step: 1 }), { side, step: side });
}

function blurred(pixels: Float32Array, { side, step }: { side: number; step: number }): Float32Array {
  const out = new Float32Array(pixels.length);
  for (let i = 0; i < pixels.length; i++) {
    const place = step === 1 ? i % side : Math.floor(i / side);
    let sum = 0;
    for (let k = -2; k <= 2; k++) {
      const off = Math.max(-place, Math.min(side - 1 - place, k));
      sum += KERNEL[k + 2]! * pixels[i + off * step]!;
    }
    out[i] = sum;
  }
  return out;
}
