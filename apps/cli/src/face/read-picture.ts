import { readFile, stat } from 'node:fs/promises';
import type { DescribeOptions, Description } from '@smart-presence/face';
import { FaceError, type NodeFaceEngine } from '@smart-presence/face/node';

/** What is wrong with one picture: `code` for machines, `message` for people. */
export interface PictureError {
  code: string;
  message: string;
}

export type Described =
  | { image: string; bytes: Uint8Array; description: Description }
  | { image: string; error: PictureError };

/** Far above any picture the engine takes; spares reading what it would refuse. */
const LARGEST_FILE = 256 * 2 ** 20;

const FILE_ERRORS: Readonly<Record<string, PictureError>> = {
  ENOENT: { code: 'file_not_found', message: 'There is no such file.' },
  ENOTDIR: { code: 'file_not_found', message: 'There is no such file.' },
  EISDIR: { code: 'not_a_file', message: 'This is a folder, not a picture.' },
  EACCES: { code: 'file_not_readable', message: 'No permission to read this file.' },
  EPERM: { code: 'file_not_readable', message: 'No permission to read this file.' },
};

export interface DescribeFileProps {
  engine: NodeFaceEngine;
  image: string;
  options?: DescribeOptions;
}

/** Reads and describes one file. What is wrong with the file comes back as a value; other faults are thrown. */
export async function describeFile({ engine, image, options }: DescribeFileProps): Promise<Described> {
  try {
    const bytes = await readPicture(image);
    return { image, bytes, description: await engine.describe(bytes, options) };
  } catch (error) {
    return { image, error: pictureError(error) };
  }
}

async function readPicture(image: string): Promise<Uint8Array> {
  const found = await stat(image);
  if (found.isDirectory()) throw Object.assign(new Error(image), { code: 'EISDIR' });
  if (found.size > LARGEST_FILE) throw new FaceError('image_too_large', `The file has ${found.size >> 20} MB.`);
  return readFile(image);
}

function pictureError(error: unknown): PictureError {
  if (error instanceof FaceError && error.code.startsWith('image_')) {
    return { code: error.code, message: error.message };
  }
  const known = FILE_ERRORS[(error as NodeJS.ErrnoException).code ?? ''];
  if (!known) throw error;
  return known;
}

export interface InOrderProps<T, R> {
  items: readonly T[];
  /** How many are worked on at a time. */
  atOnce: number;
  work: (item: T) => Promise<R>;
}

/** Results in the order of the items, each as soon as it and those before it are done. */
export async function* inOrder<T, R>({ items, atOnce, work }: InOrderProps<T, R>): AsyncGenerator<R> {
  const running: Promise<R>[] = [];
  const start = (item: T) => {
    const promise = work(item);
    // Awaited in its turn; until then a failure must not count as unhandled.
    promise.catch(() => {});
    running.push(promise);
  };
  const waiting = [...items];
  for (const item of waiting.splice(0, atOnce)) start(item);
  for (let next = running.shift(); next; next = running.shift()) {
    const result = await next;
    const following = waiting.shift();
    if (following !== undefined) start(following);
    yield result;
  }
}

/** Decoding, detection and disk overlap, while at most this many pictures are in memory. */
export const PICTURES_AT_ONCE = 4;
