import type { FaceErrorCode } from './types.ts';

/** What can be wrong with a picture, a model or the engine. `code` is stable, `message` is for people. */
export class FaceError extends Error {
  readonly code: FaceErrorCode;
  /** Position of the picture in a sequence (`describeFrames`), when the error belongs to one frame. */
  readonly frame: number | undefined;
  /** Of `engine_busy`: how long the work that waits will probably take, milliseconds. */
  readonly waitMs: number | undefined;

  constructor(
    code: FaceErrorCode,
    message: string,
    options: { cause?: unknown; frame?: number; waitMs?: number } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'FaceError';
    this.code = code;
    this.frame = options.frame;
    this.waitMs = options.waitMs;
  }
}
