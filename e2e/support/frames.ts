import sharp from 'sharp';
import { type Person, portrait } from './portraits.ts';

/** Small differences between frames, as a hand and a lamp make them: share of the frame, and brightness. */
const TAKES = [
  { shift: 0, light: 1 },
  { shift: 0.01, light: 1.04 },
  { shift: 0.02, light: 0.96 },
  { shift: 0.03, light: 1.08 },
  { shift: 0.04, light: 0.93 },
  { shift: 0.05, light: 1.02 },
] as const;

/** JPEG frames of one person as a camera would take them in a second or two; no two are the same. At most six. */
export const framesOf = async (person: Person, count = 5): Promise<Buffer[]> => {
  const picture = await portrait(person);
  return Promise.all(TAKES.slice(0, count).map((take) => retake(picture, take)));
};

const retake = (picture: Buffer, { shift, light }: { shift: number; light: number }): Promise<Buffer> => {
  const cut = Math.round(640 * shift);
  return sharp(picture)
    .extract({ left: cut, top: Math.round(cut * 0.75), width: 640 - cut, height: 480 - Math.round(cut * 0.75) })
    .resize(640, 480)
    .modulate({ brightness: light })
    .jpeg({ quality: 88 })
    .toBuffer();
};
