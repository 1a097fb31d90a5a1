import { availableParallelism } from 'node:os';
import { DEFAULT_LIMITS } from './decode.ts';
import { FaceError } from './errors.ts';
import type { FrameDescription } from './node/messages.ts';
import { WorkerPool } from './node/pool.ts';
import type { DescribeOptions, Description, FaceEngine } from './types.ts';

export { FaceError } from './errors.ts';
export { type CompiledModel, compileModels } from './models/compile.ts';
export type { FrameDescription } from './node/messages.ts';
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
  const pool = new WorkerPool({ cacheDir, modelsDir, limits }, { threads, queueLimit: options.queueLimit ?? 64 });
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
      if (frames.length === 0 || frames.length > MOST_FRAMES) {
        throw new RangeError(`A sequence has 1 to ${MOST_FRAMES} frames, not ${frames.length}.`);
      }
      const images = frames.map((frame, index) => own(frame, index));
      return pool.submit({ kind: 'frames', images, options: describeOptions });
    },
    close: () => pool.close(),
  };
}
