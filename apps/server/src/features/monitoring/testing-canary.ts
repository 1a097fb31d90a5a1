import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';

/** What a picture can be known again by: a word in its metadata, stretches of its bytes, and runs of its pixels. */
export interface Canary {
  picture: Buffer;
  needles: ReadonlyMap<string, Buffer>;
}

const SIDE = 96;
/** Of a colour that nothing else has; far longer than chance makes it. */
const RUN = 40;

/** @param word of every picture its own. */
export const canaryOf = async (word: string): Promise<Canary> => {
  const plain = await sharp({ create: { width: SIDE, height: SIDE, channels: 3, background: '#c91d7b' } })
    .jpeg({ quality: 92 })
    .withExif({ IFD0: { ImageDescription: word } })
    .toBuffer();
  const noisy = await sharp({
    create: {
      width: SIDE,
      height: SIDE,
      channels: 3,
      background: '#000',
      noise: { type: 'gaussian', mean: 128, sigma: 40 },
    },
  })
    .png()
    .toBuffer();
  // Half of one colour, half noise: runs of pixels to look for, and bytes that are in no other picture.
  const picture = await sharp(plain)
    .composite([
      {
        input: await sharp(noisy)
          .resize(SIDE, SIDE / 2)
          .toBuffer(),
        top: 0,
        left: 0,
      },
    ])
    .jpeg({ quality: 92 })
    .withExif({ IFD0: { ImageDescription: word } })
    .toBuffer();
  const { data } = await sharp(picture).raw().toBuffer({ resolveWithObject: true });
  const middle = Math.floor(picture.length / 2);
  const bytes = picture.subarray(middle, middle + 48);
  const row = data.subarray(data.length - 3 * SIDE, data.length - 3 * SIDE + 3 * RUN);
  const parts = { word: Buffer.from(word), bytes: Buffer.from(bytes), pixels: Buffer.from(row) };
  const needles = new Map<string, Buffer>();
  for (const [name, part] of Object.entries(parts)) {
    needles.set(name, part);
    needles.set(`${name}, hex`, Buffer.from(part.toString('hex')));
    // Where a part begins within a group of three decides how base64 writes it.
    for (const skip of [0, 1, 2]) {
      const text = part.subarray(skip).toString('base64').slice(0, -4);
      needles.set(`${name}, base64 ${skip}`, Buffer.from(text));
      needles.set(`${name}, base64url ${skip}`, Buffer.from(text.replaceAll('+', '-').replaceAll('/', '_')));
    }
  }
  return { picture, needles };
};

/** Which needles lie in some bytes, `place: needle`. */
export const copiesIn = (place: string, bytes: Buffer, { needles }: Canary): string[] =>
  [...needles].flatMap(([name, needle]) => (bytes.includes(needle) ? [`${place}: ${name}`] : []));

/** Every file below a folder. */
export const filesBelow = async (folder: string): Promise<string[]> => {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
};

export const copiesBelow = async (folder: string, canary: Canary): Promise<string[]> => {
  const found: string[] = [];
  for (const file of await filesBelow(folder)) found.push(...copiesIn(file, await readFile(file), canary));
  return found;
};
