import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';

export interface Film {
  /** Encoded pictures in the order they are shown, each for `framesEach` frames. Cut to fill the frame. */
  readonly pictures: readonly Uint8Array[];
  /** Chromium's fake camera shows 30 frames a second and starts over at the end of the film. */
  readonly framesEach?: number;
  /** Pixels of the camera. */
  readonly width?: number;
  readonly height?: number;
  /** How far the face wanders and breathes, as a share of the frame, 0 for a still picture. */
  readonly sway?: number;
}

/**
 * Makes a file for Chromium's fake camera: baseline JPEGs one after the other (MJPEG). A living hand holds no phone
 * still, so frames of one picture differ a little in place and size.
 *
 * @returns the file, and a way to be rid of it.
 */
export async function filmFace(film: Film): Promise<{ path: string; remove(): Promise<void> }> {
  const { pictures, framesEach = 30, width = 640, height = 480, sway = 0.01 } = film;
  if (pictures.length === 0) throw new Error('A film needs at least one picture.');
  const frames: Promise<Buffer>[] = [];
  for (const picture of pictures) {
    for (let index = 0; index < framesEach; index += 1) {
      frames.push(frame({ picture, width, height, sway, turn: index / framesEach }));
    }
  }
  const folder = await mkdtemp(join(tmpdir(), 'smart-presence-film-'));
  const path = join(folder, 'camera.mjpeg');
  await writeFile(path, Buffer.concat(await Promise.all(frames)));
  return { path, remove: () => rm(folder, { recursive: true, force: true }) };
}

/** One frame; `turn` runs from 0 to 1 over one picture, and what moves returns to where it began. */
async function frame(props: { picture: Uint8Array; width: number; height: number; sway: number; turn: number }) {
  const { picture, width, height, sway, turn } = props;
  const angle = 2 * Math.PI * turn;
  const zoom = 1 + 2 * sway + sway * Math.sin(2 * angle);
  const [wide, high] = [Math.ceil(width * zoom), Math.ceil(height * zoom)];
  const left = Math.round((wide - width) * (0.5 + 0.5 * Math.cos(angle)));
  const top = Math.round((high - height) * (0.5 + 0.5 * Math.sin(angle)));
  return (
    sharp(picture)
      .autoOrient()
      .resize(wide, high, { fit: 'cover' })
      .extract({ left, top, width, height })
      // The fake camera takes JPEG's full range for video's 16 to 235 and stretches it: so it is squeezed first.
      .linear(219 / 255, 16)
      // Chromium reads baseline JPEGs with halved colour only.
      .jpeg({ quality: 90, progressive: false, chromaSubsampling: '4:2:0' })
      .toBuffer()
  );
}
