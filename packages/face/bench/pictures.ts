import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import sharp from 'sharp';

const demo = join(dirname(createRequire(import.meta.url).resolve('@vladmandic/face-api/package.json')), 'demo');
const sample = (number: number) => join(demo, `sample${number}.jpg`);

export interface BenchPicture {
  name: string;
  jpeg: Buffer;
  /** Faces in it, counted by eye. */
  faces: number;
}

/** Somebody at arm's length: 640 × 480, a face about 210 px wide, cut from a larger photo. */
export async function selfie(): Promise<BenchPicture> {
  const jpeg = await sharp(sample(3))
    .extract({ left: 330, top: 120, width: 640, height: 640 })
    .resize(640, 480, { fit: 'cover' })
    .jpeg({ quality: 90 })
    .toBuffer();
  return { name: '640 × 480 selfie, 1 face', jpeg, faces: 1 };
}

/** Two groups of three and five people in one 1600 × 1200 photo, faces of 60 to 130 px, the rest blurred background. */
export async function groupPhoto(): Promise<BenchPicture> {
  const half = { width: 800, height: 600, fit: 'cover' as const };
  const [three, five] = await Promise.all([sample(3), sample(5)].map((file) => sharp(file).resize(half).toBuffer()));
  const background = await sharp(sample(3)).resize(16, 12, { fit: 'fill' }).resize(1600, 1200).blur(30).toBuffer();
  const jpeg = await sharp(background)
    .composite([
      { input: three!, left: 0, top: 0 },
      { input: five!, left: 800, top: 600 },
    ])
    .jpeg({ quality: 90 })
    .toBuffer();
  return { name: '1600 × 1200 photo, 8 faces', jpeg, faces: 8 };
}
