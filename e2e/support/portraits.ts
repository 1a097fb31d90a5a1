import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';

/** Part of a picture in its pixels; a width of 4 parts to a height of 3, like a webcam. */
interface Crop {
  readonly picture: string;
  readonly left: number;
  readonly top: number;
  readonly width: number;
}

/** People in the sample pictures of face-api (MIT), one face in each crop. The names are ours. */
const CROPS = {
  asha: { picture: 'sample6.jpg', left: 110, top: 440, width: 540 },
  bela: { picture: 'sample6.jpg', left: 510, top: 270, width: 540 },
  carla: { picture: 'sample6.jpg', left: 950, top: 240, width: 540 },
  diana: { picture: 'sample6.jpg', left: 1410, top: 200, width: 488 },
  elin: { picture: 'sample3.jpg', left: 440, top: 260, width: 540 },
  freya: { picture: 'sample3.jpg', left: 920, top: 170, width: 540 },
  gita: { picture: 'sample3.jpg', left: 1340, top: 230, width: 540 },
} as const satisfies Record<string, Crop>;

export type Person = keyof typeof CROPS;
export const PEOPLE = Object.keys(CROPS) as Person[];

const PICTURES = join(dirname(fileURLToPath(import.meta.resolve('@vladmandic/face-api/package.json'))), 'demo');

/** A 640 × 480 JPEG of one person, as their webcam would see them. */
export function portrait(person: Person): Promise<Buffer> {
  const { picture, left, top, width } = CROPS[person];
  return sharp(join(PICTURES, picture))
    .extract({ left, top, width, height: width * 0.75 })
    .resize(640, 480)
    .jpeg({ quality: 92 })
    .toBuffer();
}

/** Asha, Bela, Carla and Diana from left to right, then five people of nobody's roster. */
export const ROOM_LEFT = ['sample6.jpg', 'sample5.jpg'] as const;
/** Elin, Freya and Gita, then Asha, Bela, Carla and Diana once more. */
export const ROOM_RIGHT = ['sample3.jpg', 'sample6.jpg'] as const;

/** A JPEG of a room: the sample pictures side by side. Nine faces unless told otherwise. */
export async function roomPhoto(pictures: readonly string[] = ROOM_LEFT): Promise<Buffer> {
  const height = 1_200;
  const rows = await Promise.all(
    pictures.map((name) => sharp(join(PICTURES, name)).resize({ height }).toBuffer({ resolveWithObject: true })),
  );
  const width = rows.reduce((sum, { info }) => sum + info.width, 0);
  let left = 0;
  const layers = rows.map(({ data, info }) => {
    const layer = { input: data, left, top: 0 };
    left += info.width;
    return layer;
  });
  return sharp({ create: { width, height, channels: 3, background: 'black' } })
    .composite(layers)
    .jpeg({ quality: 90 })
    .toBuffer();
}
