import { availableParallelism } from 'node:os';
import { DEFAULT_LIMITS } from './decode.ts';
import { FaceError } from './errors.ts';
import type { Challenge, LivenessFrame, LivenessLevel, LivenessResult } from './liveness/types.ts';
import type { FrameDescription } from './node/messages.ts';
import { WorkerPool } from './node/pool.ts';
import type { FaceLoad } from './node/work-ahead.ts';
import type { DescribeOptions, Description, FaceEngine } from './types.ts';

export { FaceError } from './errors.ts';
export { createPictureHasher, type PictureHasher } from './liveness/picture-hash.ts';
export type * from './liveness/types.ts';
export { type CompiledModel, compileModels } from './models/compile.ts';
export {
  createLargeGallery,
  type GalleryEntry,
  type LargeGallery,
  type LargeGalleryOptions,
} from './node/large-gallery.ts';
export type { FrameDescription } from './node/messages.ts';
export type { FaceLoad } from './node/work-ahead.ts';
export type * from './types.ts';

export interface FaceEngineOptions {
  /** Folder of the compiled models; created and filled on first use, each file verified by hash on every load. */
  cacheDir: string;
  /** Folder of optional models (`SMART_PRESENCE_MODELS`): ONNX files, each with a JSON manifest. */
  modelsDir?: string;
  /** Worker threads, each a whole pipeline on one core. Default: cores − 1, at least 1, at most 4. */
  threads?: number;
  /** Jobs that may wait; one more is refused with `engine_busy`. Default 64. */
  queueLimit?: number;
  /**
   * A job that would probably wait longer than this is refused with `engine_busy` too, milliseconds. How long jobs take is learned
   * from those before. Default: no limit.
   */
  waitLimitMs?: number;
  /** Refused before decoding when larger. Default 25 MiB and 60 megapixels. */
  maxBytes?: number;
  maxPixels?: number;
}

export interface NodeFaceEngine extends FaceEngine {
  /**
   * Describes a short sequence of one person (a check-in, an enrolment), in order. The face of one frame tells
   * where to look in the next, so only the first frame and lost ones pay for detection. A detected frame holds every
   * face in sight, a tracked one exactly the followed face.
   * @param frames 1 to 32 encoded pictures. The scene is `selfie` unless said otherwise.
   * @throws FaceError with `frame` set to the index of the first unreadable picture.
   */
  describeFrames(frames: readonly Uint8Array[], options?: DescribeOptions): Promise<FrameDescription[]>;
  /**
   * Judges the frames of one challenge: whether a living person did what was asked, and one person throughout. That the
   * challenge is fresh, unused and meant for this person is for the caller to see to; so is the look-up of earlier
   * pictures (`withSeenBefore`). The match against a template uses the result's descriptors: all of them must match.
   * @param sequence 1 to 32 frames in the order they were taken.
   * @throws FaceError with `frame` set to the index of the first unreadable picture.
   */
  assessLiveness(sequence: LivenessSequence): Promise<LivenessResult>;
  /** What is at work and what waits, now. */
  load(): FaceLoad;
}

export interface LivenessSequence {
  frames: readonly LivenessFrame[];
  challenge: Challenge;
  level: LivenessLevel;
  /** Secret of at least 16 bytes for the hashes of the result; without it there are none. */
  hashKey?: Uint8Array;
}

const MOST_FRAMES = 32;

/**
 * Starts worker threads, compiles the models if the cache lacks them, and is ready to describe when it resolves.
 * The caller's event loop never does face work, and an idle engine does not keep the process alive.
 * @throws FaceError `model_missing` or `model_corrupt` when weights are absent or a manifest is wrong.
 */
export async function createFaceEngine(options: FaceEngineOptions): Promise<NodeFaceEngine> {
  const limits = {
    maxBytes: options.maxBytes ?? DEFAULT_LIMITS.maxBytes,
    maxPixels: options.maxPixels ?? DEFAULT_LIMITS.maxPixels,
  };
  const { cacheDir, modelsDir } = options;
  const threads = options.threads ?? Math.min(4, Math.max(1, availableParallelism() - 1));
  const size = { threads, queueLimit: options.queueLimit ?? 64, waitLimitMs: options.waitLimitMs };
  const pool = new WorkerPool({ cacheDir, modelsDir, limits }, size);
  const model = await pool.start().catch(async (error: unknown) => {
    await pool.close();
    throw error;
  });

  /** The copy is what gets transferred, so the caller's bytes stay usable; larger ones than allowed are not copied. */
  const own = (image: Uint8Array, frame?: number): Uint8Array => {
    if (image.length <= limits.maxBytes) return Uint8Array.from(image);
    const message = `The picture has ${image.length} bytes; at most ${limits.maxBytes} are read.`;
    throw new FaceError('image_too_large', message, frame === undefined ? {} : { frame });
  };

  return {
    model,
    async describe(image: Uint8Array, describeOptions: DescribeOptions = {}): Promise<Description> {
      const [description] = await pool.submit({ kind: 'picture', images: [own(image)], options: describeOptions });
      const { tracked: _, ...plain } = description!;
      return plain;
    },
    async describeFrames(frames, describeOptions = {}) {
      mustBeSequence(frames);
      const images = frames.map((frame, index) => own(frame, index));
      return pool.submit({ kind: 'frames', images, options: describeOptions });
    },
    async assessLiveness({ frames, challenge, level, hashKey }) {
      mustBeSequence(frames);
      const images = frames.map(({ picture }, index) => own(picture, index));
      const times = frames.map(({ picture: _, ...time }) => time);
      return pool.submit({ kind: 'liveness', images, times, challenge, level, hashKey });
    },
    load: () => pool.load(),
    close: () => pool.close(),
  };
}

function mustBeSequence({ length }: readonly unknown[]): void {
  if (length > 0 && length <= MOST_FRAMES) return;
  throw new RangeError(`A sequence has 1 to ${MOST_FRAMES} frames, not ${length}.`);
}
