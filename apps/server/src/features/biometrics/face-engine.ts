import type { ErrorCode } from '@smart-presence/contract';
import {
  type CompiledModel,
  compileModels,
  createFaceEngine,
  type FaceEngineOptions,
  FaceError,
  type FaceLoad,
  type NodeFaceEngine,
} from '@smart-presence/face/node';
import { AppError } from '../../platform/http/index.ts';
import { comeBackAfter } from './come-back-after.ts';

/** One engine per server, started when it is first wanted: a server that only looks at marks needs none. */
export interface LazyFaceEngine {
  /** Starts the engine on the first call. @throws FaceError when the models cannot be had; the next call tries again. */
  ready(): Promise<NodeFaceEngine>;
  /** The compiled models on disk. */
  models(): Promise<CompiledModel[]>;
  /** What is at work and what waits; undefined while it has not started. Looking does not start it. */
  load(): FaceLoad | undefined;
  /** What `/ready` says; looking starts the engine. */
  check(): Promise<{ ok: boolean; detail: string }>;
  close(): Promise<void>;
}

export interface LazyFaceEngineOptions extends FaceEngineOptions {
  /** Told each time the engine could not start. */
  onFailure?: (error: unknown) => void;
}

export const lazyFaceEngine = (
  { onFailure, ...options }: LazyFaceEngineOptions,
  create: (options: FaceEngineOptions) => Promise<NodeFaceEngine> = createFaceEngine,
): LazyFaceEngine => {
  let starting: Promise<NodeFaceEngine> | undefined;
  let started: NodeFaceEngine | undefined;
  let compiled: Promise<CompiledModel[]> | undefined;
  let state = { ok: false, detail: 'the face models are being prepared' };
  let isClosed = false;

  const start = async (): Promise<NodeFaceEngine> => {
    if (isClosed) throw new FaceError('engine_closed', 'the server is stopping');
    try {
      const engine = await create(options);
      started = engine;
      state = { ok: true, detail: engine.model.id };
      return engine;
    } catch (error) {
      starting = undefined;
      // Shown to anybody who asks: no path of this machine.
      state = { ok: false, detail: 'the face engine did not start; the log says why' };
      onFailure?.(error);
      throw error;
    }
  };
  const ready = (): Promise<NodeFaceEngine> => {
    starting ??= start();
    return starting;
  };
  const models = async (): Promise<CompiledModel[]> => {
    // The engine compiles in its own threads; afterwards this only reads what is there.
    await ready();
    compiled ??= compileModels({ cacheDir: options.cacheDir }).catch((error: unknown) => {
      compiled = undefined;
      throw error;
    });
    return compiled;
  };
  return {
    ready,
    models,
    load: () => started?.load(),
    check: () => {
      ready().catch(() => {});
      return Promise.resolve(state);
    },
    close: async () => {
      isClosed = true;
      const engine = await starting?.catch(() => undefined);
      await engine?.close();
    },
  };
};

const RETRY_SECONDS = 5;

/** Errors a picture is to blame for; the others are the server's. */
const pictureErrors = [
  'image_empty',
  'image_unreadable',
  'image_type_unsupported',
  'image_too_large',
  'image_truncated',
] as const satisfies readonly (FaceError['code'] & ErrorCode)[];

export const isPictureError = (error: unknown): error is FaceError & { code: (typeof pictureErrors)[number] } =>
  error instanceof FaceError && pictureErrors.some((code) => code === error.code);

/**
 * What a caller is told when face work failed.
 * @param part name of the file part and index of the picture, when the error does not know its frame.
 */
export const explainFaceError = (error: unknown, part: { name: string; index: number }): unknown => {
  if (isPictureError(error)) {
    const path = `${part.name}.${error.frame ?? part.index}`;
    return new AppError(error.code, { details: [{ path, message: error.message }], cause: error });
  }
  if (!(error instanceof FaceError)) return error;
  if (error.code === 'engine_busy')
    return new AppError('overloaded', {
      retryAfter: comeBackAfter(error.waitMs ?? RETRY_SECONDS * 1000),
      cause: error,
    });
  return new AppError('unavailable', { retryAfter: RETRY_SECONDS, cause: error });
};
