import sharp from 'sharp';
import { type Person, portrait } from '../../support/portraits.ts';

const MOST = 12;
const known = new Map<Person, Promise<Buffer[]>>();

/** Twelve JPEG frames of 640 × 480 as a hand and a lamp make them differ; no two are the same. */
export function takesOf(person: Person): Promise<Buffer[]> {
  const takes = known.get(person) ?? shoot(person);
  known.set(person, takes);
  return takes;
}

async function shoot(person: Person): Promise<Buffer[]> {
  const picture = await portrait(person);
  return Promise.all(
    Array.from({ length: MOST }, (_, at) => {
      const cut = at * 4;
      const part = { left: cut, top: Math.round(cut * 0.75), width: 640 - cut, height: 480 - Math.round(cut * 0.75) };
      const brightness = 1 + 0.08 * Math.sin(at * 2);
      return sharp(picture).extract(part).resize(640, 480).modulate({ brightness }).jpeg({ quality: 85 }).toBuffer();
    }),
  );
}
