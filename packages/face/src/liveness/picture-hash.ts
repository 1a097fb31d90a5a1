import { createHmac } from 'node:crypto';
import type { Picture } from '../pixels.ts';
import { meansOf } from './frame-marks.ts';

/**
 * A perceptual hash under a key. The frame is shrunk to 32 × 32 and turned into waves (DCT); each bit says on which side of
 * a plane the coarse waves lie, and the key draws the planes. With one key, pictures that look the same have hashes a few
 * bits apart; without it hashes say nothing, and those of two institutions cannot be linked.
 */

const SIDE = 32;
/** Waves per direction. The first, plain brightness, is left out. */
const WAVES = 12;
export const HASH_BITS = 256;

export interface PictureHasher {
  hash(picture: Picture): Uint8Array;
}

/** @param key at least 16 secret bytes; whoever compares hashes needs the same. */
export function createPictureHasher(key: Uint8Array): PictureHasher {
  if (key.length < 16) throw new RangeError(`A hash key has at least 16 bytes, not ${key.length}.`);
  const planes = planesOf(key);
  return {
    hash(picture) {
      const waves = coarseWaves(meansOf(picture, SIDE, SIDE));
      const bits = new Uint8Array(HASH_BITS / 8);
      for (let bit = 0; bit < HASH_BITS; bit++) {
        let side = 0;
        for (let i = 0; i < waves.length; i++) side += waves[i]! * planes[bit * waves.length + i]!;
        if (side > 0) bits[bit >> 3]! |= 1 << (bit & 7);
      }
      return bits;
    },
  };
}

/** ±1 for every bit and wave, from HMAC-SHA-256 of a counter. */
function planesOf(key: Uint8Array): Int8Array {
  const planes = new Int8Array(HASH_BITS * (WAVES * WAVES - 1));
  for (let at = 0, block = 0; at < planes.length; block++) {
    for (const byte of createHmac('sha256', key).update(`smart-presence picture hash ${block}`).digest()) {
      for (let bit = 0; bit < 8 && at < planes.length; bit++, at++) planes[at] = (byte >> bit) & 1 ? 1 : -1;
    }
  }
  return planes;
}

const COSINES = Float64Array.from({ length: WAVES * SIDE }, (_, i) =>
  Math.cos((Math.PI * Math.floor(i / SIDE) * ((i % SIDE) + 0.5)) / SIDE),
);

/** Coarse DCT coefficients, each brought to about the same weight: pictures have more energy in longer waves. */
function coarseWaves(pixels: Uint8Array): Float64Array {
  const rows = new Float64Array(SIDE * WAVES);
  for (let y = 0; y < SIDE; y++) {
    for (let u = 0; u < WAVES; u++) {
      let sum = 0;
      for (let x = 0; x < SIDE; x++) sum += pixels[y * SIDE + x]! * COSINES[u * SIDE + x]!;
      rows[y * WAVES + u] = sum;
    }
  }
  const waves = new Float64Array(WAVES * WAVES - 1);
  for (let v = 0; v < WAVES; v++) {
    for (let u = 0; u < WAVES; u++) {
      if (u + v === 0) continue;
      let sum = 0;
      for (let y = 0; y < SIDE; y++) sum += rows[y * WAVES + u]! * COSINES[v * SIDE + y]!;
      waves[v * WAVES + u - 1] = sum * Math.hypot(u, v);
    }
  }
  return waves;
}
