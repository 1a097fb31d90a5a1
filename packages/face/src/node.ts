import type { DescribeOptions, Description, FaceEngine } from './types.ts';

export { FaceError } from './errors.ts';
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

/** One frame of a sequence. `tracked` says the face was followed from the frame before instead of detected anew. */
export interface FrameDescription extends Description {
  tracked: boolean;
}

export interface NodeFaceEngine extends FaceEngine {
  /**
   * Describes a short sequence of one person (a check-in, an enrolment), in order. The face of one frame tells
   * where to look in the next, so only the first frame and lost ones pay for detection. Every frame still counts
   * all faces when detected; a tracked frame holds exactly the followed face.
   * @param frames 1 to 32 encoded pictures.
   * @throws FaceError with `frame` set to the index of the first unreadable picture.
   */
  describeFrames(frames: readonly Uint8Array[], options?: DescribeOptions): Promise<FrameDescription[]>;
}

/**
 * Starts worker threads, compiles the models if the cache lacks them, and is ready to describe when it resolves.
 * The caller's event loop never does face work.
 * @throws FaceError `model_missing` or `model_corrupt` when weights are absent or a manifest is wrong.
 */
export declare function createFaceEngine(options: FaceEngineOptions): Promise<NodeFaceEngine>;

export interface CompiledModel {
  name: string;
  role: string;
  path: string;
  sha256: string;
  bytes: number;
  licence: string;
}

/** Compiles every built-in model into `cacheDir` (kept when already there and intact) and says where each is. */
export declare function compileModels(options: { cacheDir: string }): Promise<CompiledModel[]>;
