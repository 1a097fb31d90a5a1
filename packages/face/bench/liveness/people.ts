import { readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import sharp from 'sharp';
import { openPicture } from '../../src/decode.ts';
import { describePicture } from '../../src/engine.ts';
import { eyeOpening } from '../../src/liveness/eyes-net.ts';
import { findMesh, type MeshNet, placeFromBox, placeFromMesh } from '../../src/liveness/mesh-net.ts';
import { poseOfMesh } from '../../src/liveness/mesh-pose.ts';
import type { Net, Nets } from '../../src/nets.ts';
import type { Picture } from '../../src/pixels.ts';
import { distanceBetween } from '../../src/template.ts';
import type { Face } from '../../src/types.ts';
import { type Head, makeHead } from './head.ts';

/** Faces smaller than this, px, or turned further, degrees, make poor heads: half of the skin is not in the picture. */
const SMALLEST = 110;
const MOST_YAW = 22;
const MOST_PITCH = 18;
/** Nobody can close eyes that are closed in the photo, or look up from one that looks at the floor. */
const EYES_OPEN = 0.24;
const LOOKS_DOWN = -25;
/** Width of the face in a head's texture, px: about as large as it will be drawn. */
const TEXTURE_FACE = 220;

interface PeopleProps {
  nets: Nets;
  mesh: MeshNet;
  iris: Net;
  /** Folder of pictures; without it, those of an installed package. */
  pictures: string | undefined;
}

/** A head of every face that is near, frontal and sure, at most `most`. */
export async function makePeople({ nets, mesh, iris, pictures }: PeopleProps): Promise<Head[]> {
  const heads: Head[] = [];
  const known: Known[] = [];
  for (const file of await pictureFiles(pictures)) {
    const bytes = await readFile(file);
    const { faces } = await describePicture(nets, await openPicture(bytes), { scene: 'auto' });
    for (const [index, face] of faces.entries()) {
      const head = fit(face) && (await headOf({ mesh, iris, bytes, face, known, file: basename(file), index }));
      if (head) heads.push(head);
    }
  }
  return heads;
}

async function pictureFiles(folder: string | undefined): Promise<string[]> {
  if (!folder) {
    const demo = join(dirname(createRequire(import.meta.url).resolve('@vladmandic/face-api/package.json')), 'demo');
    return [1, 2, 3, 4, 5, 6].map((number) => join(demo, `sample${number}.jpg`));
  }
  const files = await readdir(folder, { recursive: true });
  return files
    .filter((file) => /\.(jpe?g|png|webp)$/i.test(file))
    .sort()
    .map((file) => join(folder, file));
}

function fit({ box, pose, quality, score }: Face): boolean {
  const large = Math.min(box[2], box[3]) >= SMALLEST;
  const frontal = Math.abs(pose.yaw) <= MOST_YAW && Math.abs(pose.pitch) <= MOST_PITCH;
  return large && frontal && score > 0.8 && quality.sharpness > 0.25 && quality.plausibility > 0.4;
}

interface HeadOfProps {
  mesh: MeshNet;
  iris: Net;
  bytes: Buffer;
  face: Face;
  /** Who was seen before. */
  known: Known[];
  file: string;
  index: number;
}

interface Known {
  readonly person: string;
  readonly file: string;
  readonly descriptor: Float32Array;
}

/** Nearer than this two faces count as one person, unless they are in one picture. */
const SAME = 0.52;

function personOf({ known, face, file, index }: HeadOfProps): string {
  const descriptor = face.descriptor!;
  const same = known.find((other) => other.file !== file && distanceBetween(other.descriptor, descriptor) < SAME);
  const person = same?.person ?? `${file}#${index}`;
  known.push({ person, file, descriptor });
  return person;
}

/** The mesh of the face in a cut with room for hair and neck; undefined when the net is not sure of it. */
async function headOf(props: HeadOfProps): Promise<Head | undefined> {
  const { mesh, iris } = props;
  const texture = await cutAround(props.bytes, props.face);
  const box = [
    texture.width / 2 - TEXTURE_FACE / 2,
    texture.height / 2 - TEXTURE_FACE / 2,
    TEXTURE_FACE,
    TEXTURE_FACE,
  ] as const;
  const first = await findMesh(mesh, texture, placeFromBox(box));
  const { points, presence } = await findMesh(mesh, texture, placeFromMesh(first.points));
  const { yaw, pitch } = poseOfMesh(points);
  const frontal = Math.abs(yaw) <= MOST_YAW && pitch >= LOOKS_DOWN;
  if (presence < 0.9 || !frontal || (await eyeOpening(iris, texture, points)) < EYES_OPEN) return undefined;
  return makeHead({ person: personOf(props), texture, points });
}

async function cutAround(bytes: Buffer, { box: [x, y, width, height] }: Face): Promise<Picture> {
  const upright = await sharp(bytes).autoOrient().removeAlpha().toBuffer();
  const { width: all, height: tall } = await sharp(upright).metadata();
  const half = Math.max(width, height) * 1.15;
  const [cx, cy] = [x + width / 2, y + height / 2];
  const sides = { left: cx - half, top: cy - half, right: cx + half, bottom: cy + half };
  const extend = {
    left: Math.max(0, Math.ceil(-sides.left)),
    top: Math.max(0, Math.ceil(-sides.top)),
    right: Math.max(0, Math.ceil(sides.right - all)),
    bottom: Math.max(0, Math.ceil(sides.bottom - tall)),
  };
  const padded = await sharp(upright)
    .extend({ ...extend, extendWith: 'copy' })
    .toBuffer();
  const side = Math.floor(half * 2);
  const left = Math.max(0, Math.floor(sides.left + extend.left));
  const top = Math.max(0, Math.floor(sides.top + extend.top));
  const target = Math.round((TEXTURE_FACE / Math.max(width, height)) * side);
  const { data, info } = await sharp(padded)
    .extract({ left, top, width: side, height: side })
    .resize(target, target)
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, channels: 3, data };
}
