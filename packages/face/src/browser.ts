import { openNet, useRuntime } from './browser/nets.ts';
import { pictureOf } from './browser/picture.ts';
import { type Guidance, Guide } from './guide.ts';

export { createDescriber, type Describer, type DescriberOptions } from './browser/describer.ts';
export type { Guidance, GuidedFace } from './guide.ts';
export { ADVICE, type LivenessAdvice } from './liveness/advice.ts';
export { type CameraHint, type CameraReport, cameraHints } from './liveness/camera-hints.ts';
export { type HeadPose, type StepProgress, StepWatch } from './liveness/step-watch.ts';
export type * from './liveness/types.ts';
export type * from './types.ts';

export interface GuidanceOptions {
  /** Where the compiled models are served: the files `tiny_face_detector` and `face_landmark_68` of `compileModels`. */
  models: { tiny: string | URL; landmarks: string | URL };
  /** URL of `onnxruntime-web/dist/ort-wasm-simd-threaded.wasm` (in Vite: `import url from 'onnxruntime-web/ort-wasm-simd-threaded.wasm?url'`). */
  wasmUrl: string | URL;
  /** Longer side of the detector's input, px, a multiple of 32. Default 320; 224 on a slow phone. */
  inputSize?: number;
  /** Called while runtime and models arrive, 0 to 1. */
  onProgress?: (share: number) => void;
  /** Bytes of the files as they are used, for `onProgress`: a server that compresses says none or those on the wire. */
  sizes?: { wasm: number; tiny: number; landmarks: number };
}

export interface GuidanceEngine {
  /**
   * Looks at one video frame (640 px wide is plenty). Made for a Web Worker: it holds the calling thread while the
   * nets run. Frames are served one after another; drop frames rather than queue them. An ImageBitmap is left open.
   */
  guide(frame: ImageData | ImageBitmap): Promise<Guidance>;
  /** Forgets the followed face: use when the camera or the person changes. */
  reset(): void;
  close(): Promise<void>;
}

/** Loads runtime and models (about 3 MB compressed, cacheable) and warms them up. Rejects when a file cannot be had. */
export async function createGuidanceEngine(options: GuidanceOptions): Promise<GuidanceEngine> {
  const { models, sizes } = options;
  const [wasm, tiny, landmarks] = await download(
    [
      { url: options.wasmUrl, bytes: sizes?.wasm },
      { url: models.tiny, bytes: sizes?.tiny },
      { url: models.landmarks, bytes: sizes?.landmarks },
    ],
    options.onProgress,
  );
  useRuntime(wasm!);
  const nets = { fastDetector: await openNet(tiny!), landmarks: await openNet(landmarks!) };
  const guide = new Guide({ ...nets, inputSize: options.inputSize ?? 320 });
  await warmUp(nets);
  let last: Promise<unknown> = Promise.resolve();
  return {
    guide(frame) {
      const result = last.then(() => guide.look(pictureOf(frame)));
      last = result.catch(() => undefined);
      return result;
    },
    reset: () => guide.reset(),
    async close() {
      await last;
      await Promise.all([nets.fastDetector.close(), nets.landmarks.close()]);
    },
  };
}

type OpenedNets = Record<'fastDetector' | 'landmarks', Awaited<ReturnType<typeof openNet>>>;

/** The first run of a net allocates and is several times slower; better before the camera shows. */
async function warmUp({ fastDetector, landmarks }: OpenedNets): Promise<void> {
  await fastDetector.run(new Uint8Array(96 * 96 * 3), [1, 96, 96, 3]);
  await landmarks.run(new Uint8Array(112 * 112 * 3), [1, 112, 112, 3]);
}

interface Wanted {
  url: string | URL;
  /** Known beforehand, or undefined. */
  bytes: number | undefined;
}

/** All files at once; progress counts bytes, of which each file is expected to have what was told or what its server says. */
async function download(wanted: readonly Wanted[], onProgress?: (share: number) => void): Promise<Uint8Array[]> {
  const sizes = wanted.map(({ bytes }) => bytes ?? 0);
  const loaded = wanted.map(() => 0);
  const report = () => {
    const total = sizes.reduce((sum, size) => sum + size, 0);
    if (total > 0) onProgress?.(Math.min(1, loaded.reduce((sum, bytes) => sum + bytes, 0) / total));
  };
  const files = await Promise.all(
    wanted.map(async ({ url, bytes: known }, i) => {
      const response = await fetch(url);
      if (!response.ok || !response.body) throw new Error(`${url} answered ${response.status}`);
      sizes[i] = known ?? Number(response.headers.get('content-length') ?? 0);
      return readAll(response.body, (bytes) => {
        loaded[i] = bytes;
        sizes[i] = Math.max(sizes[i]!, bytes);
        report();
      });
    }),
  );
  onProgress?.(1);
  return files;
}

async function readAll(body: ReadableStream<Uint8Array>, onBytes: (bytes: number) => void): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  const reader = body.getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    chunks.push(part.value);
    length += part.value.length;
    onBytes(length);
  }
  const whole = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}
