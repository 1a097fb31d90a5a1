import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ROOM_LEFT, ROOM_RIGHT, roomPhoto } from '../../support/portraits.ts';

export interface Room {
  name: string;
  picture: Buffer;
}

/** Pictures of a folder, or the sample pictures that come with face-api, side by side. */
export async function roomsOf(folder: string | undefined): Promise<Room[]> {
  if (folder === undefined)
    return [
      { name: 'samples 6 and 5', picture: await roomPhoto(ROOM_LEFT) },
      { name: 'samples 3 and 1', picture: await roomPhoto([ROOM_RIGHT[0], 'sample1.jpg']) },
    ];
  const files = (await readdir(folder)).filter((file) => /\.(jpe?g|png|webp)$/i.test(file)).sort();
  if (files.length === 0) throw new Error(`${folder} holds no pictures`);
  // The one with most people first, where it is there: memory is measured with the first.
  files.sort((a, b) => Number(b.startsWith('solvay')) - Number(a.startsWith('solvay')));
  return Promise.all(files.map(async (name) => ({ name, picture: await readFile(join(folder, name)) })));
}
