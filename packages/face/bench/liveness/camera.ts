import sharp from 'sharp';
import { type Random, seeded } from './random.ts';
import type { Canvas } from './rasterise.ts';

/** What a camera and a browser do to a picture. */
export interface Camera {
  /** Deviation of the sensor's noise, levels of 255. */
  readonly noise: number;
  /** Radius of blur, px; 0 for none. */
  readonly blur: number;
  /** Share of light that is left. */
  readonly exposure: number;
  /** JPEG quality, 1 to 100. */
  readonly quality: number;
  /** How far automatic white balance drifts over a sequence, share. */
  readonly drift: number;
}

/** A table of noise is read from a new place for every row: cheap, and no two frames are alike. */
const TABLE = 1 << 16;
let table: Float32Array | undefined;

function noiseTable(): Float32Array {
  const random = seeded('noise of every camera');
  table ??= Float32Array.from({ length: TABLE }, () => random.normal());
  return table;
}

/** Takes the picture: JPEG bytes. `share` is how far the sequence has gone, 0 to 1. */
export async function take(
  { width, height, colour }: Canvas,
  camera: Camera,
  { random, share }: { random: Random; share: number },
): Promise<Buffer> {
  const noise = noiseTable();
  const level = camera.noise;
  const red = camera.exposure * (1 + camera.drift * Math.sin(share * 5));
  const green = camera.exposure;
  const blue = camera.exposure * (1 + camera.drift * Math.cos(share * 4));
  const source = camera.blur > 0 ? await blur({ width, height, colour }, camera.blur) : colour;
  const pixels = new Uint8ClampedArray(width * height * 3);
  for (let y = 0; y < height; y++) {
    let at = Math.floor(random.between(0, TABLE));
    const end = (y + 1) * width * 3;
    for (let i = y * width * 3; i < end; i += 3, at += 3) {
      pixels[i] = source[i]! * red + level * noise[at & (TABLE - 1)]!;
      pixels[i + 1] = source[i + 1]! * green + level * noise[(at + 1) & (TABLE - 1)]!;
      pixels[i + 2] = source[i + 2]! * blue + level * noise[(at + 2) & (TABLE - 1)]!;
    }
  }
  return sharp(pixels, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: camera.quality })
    .toBuffer();
}

async function blur(
  { width, height, colour }: Pick<Canvas, 'width' | 'height' | 'colour'>,
  radius: number,
): Promise<Float32Array> {
  const bytes = Uint8ClampedArray.from(colour);
  const { data } = await sharp(bytes, { raw: { width, height, channels: 3 } })
    .blur(radius)
    .raw()
    .toBuffer({ resolveWithObject: true });
  return Float32Array.from(data);
}
