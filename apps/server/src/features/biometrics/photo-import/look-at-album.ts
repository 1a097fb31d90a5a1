import { setTimeout as pause } from 'node:timers/promises';
import { type ImportProblemCode, PHOTO_ZIP } from '@smart-presence/contract';
import { AppError } from '../../../platform/http/index.ts';
import type { Zip, ZipEntry } from '../../../platform/zip/index.ts';
import { explainFaceError, isPictureError, type LazyFaceEngine } from '../face-engine.ts';
import type { FaceLimits } from '../face-evidence.ts';
import { judgeFrames, type SeenFrame } from '../judge-frames.ts';
import type { Told } from './findings.store.ts';
import type { NamedFile } from './sort-pictures.ts';

export type PictureFile = NamedFile & { entry: ZipEntry };

export interface Looking {
  zip: Zip;
  engine: LazyFaceEngine;
  limits: FaceLimits;
  /** Throws when the server drains. */
  breathe: () => Promise<void>;
}

export interface Looked {
  told: Told[];
  /** Of the good pictures; undefined without any. Overwrite it after use. */
  values: Float32Array | undefined;
  /** How many pictures it was made of. */
  frames: number;
}

/** Who waits at a door goes first: photos have time. */
const POLITE_MS = 50;
const TRIES = 30;
const BUSY_MS = 1_000;

/** Looks at the pictures of one person: each by itself, then whether they show one and the same face. */
export const lookAtAlbum = async (files: readonly PictureFile[], looking: Looking): Promise<Looked> => {
  const told: Told[] = [];
  const seen: { file: PictureFile; frame: Exclude<SeenFrame, string> }[] = [];
  for (const file of files) {
    await looking.breathe();
    const frame = await lookAt(file, looking);
    if (typeof frame === 'string') told.push(tellOf(file, frame));
    else seen.push({ file, frame });
  }
  try {
    const judged = judgeFrames(
      seen.map(({ frame }) => frame),
      looking.limits.verifyAccept,
    );
    for (const [at, { file }] of seen.entries())
      for (const issue of judged.frames[at]?.issues ?? [])
        told.push(tellOf(file, issue === 'unreadable' ? 'not_a_picture' : issue));
    return { told, values: judged.values, frames: judged.good };
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'enrolment_mixed_faces') throw error;
    for (const { file } of seen) told.push(tellOf(file, 'mixed_faces'));
    return { told, values: undefined, frames: 0 };
  }
};

export const tellOf = ({ row, name }: NamedFile, code: ImportProblemCode): Told => ({ row, file: shown(name), code });

const MOST_SHOWN = 120;

/** The end of a long name says more than its folders. */
export const shown = (name: string): string => (name.length > MOST_SHOWN ? `…${name.slice(-MOST_SHOWN)}` : name);

const lookAt = async (
  file: PictureFile,
  { zip, engine, breathe }: Looking,
): Promise<Exclude<SeenFrame, string> | ImportProblemCode> => {
  const picture = await contentOf(zip, file.entry);
  if (typeof picture === 'string') return picture;
  try {
    const face = await engine.ready();
    for (let tries = 1; ; tries += 1) {
      while (face.load().waiting > 0) {
        await pause(POLITE_MS);
        await breathe();
      }
      try {
        return await face.describe(picture, { scene: 'selfie' });
      } catch (error) {
        if (!isBusy(error) || tries === TRIES) throw error;
        await pause(BUSY_MS);
        await breathe();
      }
    }
  } catch (error) {
    if (isPictureError(error)) return error.code === 'image_too_large' ? 'picture_too_large' : 'not_a_picture';
    throw explainFaceError(error, { name: 'file', index: file.row });
  } finally {
    picture.fill(0);
  }
};

const isBusy = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'engine_busy';

/** What one entry does wrong is told of it; the others are looked at. */
const contentOf = async (zip: Zip, entry: ZipEntry): Promise<Buffer | ImportProblemCode> => {
  if (entry.size > PHOTO_ZIP.pictureBytes) return 'picture_too_large';
  try {
    // A copy: what is stored would else be a view into the part that others read.
    return Buffer.from(await zip.contentOf(entry));
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    if (error.code === 'import_too_large') return 'picture_too_large';
    if (error.code === 'import_unreadable') return 'not_a_picture';
    throw error;
  }
};
