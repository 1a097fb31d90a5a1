import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { openNets } from '../node/nets.ts';
import type { Picture } from '../pixels.ts';

/** What several tests of this package share. Compiled models are content-addressed and verified, so sharing is safe. */
export const TEST_CACHE = join(tmpdir(), 'smart-presence-test-models');

const require = createRequire(import.meta.url);
export const FACE_API_FOLDER = dirname(require.resolve('@vladmandic/face-api/package.json'));
export const requireHere = require;

/** Pictures of three to five people each that ship with the reference library. */
export const samplePath = (number: 1 | 2 | 3 | 4 | 5 | 6): string => join(FACE_API_FOLDER, `demo/sample${number}.jpg`);

let opened: ReturnType<typeof openNets> | undefined;
/** The nets on this thread, opened once per test run. */
export function testNets(): ReturnType<typeof openNets> {
  opened ??= openNets({ cacheDir: TEST_CACHE, modelsDir: undefined });
  return opened;
}

/** One face of a sample picture with its surroundings, as a small portrait: JPEG bytes, 480 × 560. */
export function portrait(): Promise<Buffer> {
  return sharp(samplePath(3))
    .extract({ left: 445, top: 190, width: 480, height: 560 })
    .jpeg({ quality: 92 })
    .toBuffer();
}

/** Raw pixels of an encoded picture. */
export async function pixelsOf(image: Buffer | string, width?: number, height?: number): Promise<Picture> {
  const resized = width === undefined ? sharp(image) : sharp(image).resize(width, height, { fit: 'fill' });
  const { data, info } = await resized.removeAlpha().raw().toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, channels: 3, data };
}
