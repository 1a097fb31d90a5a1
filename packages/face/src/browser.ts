import type { Face } from './types.ts';

export type * from './types.ts';

export interface GuidanceOptions {
  /** Where the compiled models are served: the files `tiny_face_detector` and `face_landmark_68` that `compileModels` reports. */
  models: { tiny: string | URL; landmarks: string | URL };
  /** URL of `onnxruntime-web/dist/ort-wasm-simd-threaded.wasm` (in Vite: `import url from 'onnxruntime-web/ort-wasm-simd-threaded.wasm?url'`). */
  wasmUrl: string | URL;
  /** Longer side of the detector's input, px, a multiple of 32. Default 320; 224 on a slow phone. */
  inputSize?: number;
  /** Called while models and runtime arrive, 0 to 1. */
  onProgress?: (share: number) => void;
}

/** A face as guidance sees it: no descriptor. `tracked` faces were followed from the frame before, not detected. */
export interface GuidedFace extends Omit<Face, 'descriptor'> {
  tracked: boolean;
}

export interface Guidance {
  width: number;
  height: number;
  /** Largest first. */
  faces: GuidedFace[];
  /** Wall-clock milliseconds of this frame. */
  ms: { detect: number; landmarks: number; total: number };
}

export interface GuidanceEngine {
  /**
   * Looks at one video frame (640 px wide is plenty). Made for a Web Worker: it holds the calling thread while the
   * nets run. Calls are served one after another; drop frames rather than queue them.
   */
  guide(frame: ImageData | ImageBitmap): Promise<Guidance>;
  /** Forgets the tracked face: use when the camera or the person changes. */
  reset(): void;
  close(): Promise<void>;
}

/** Loads runtime and models (about 3 MB compressed, cacheable) and warms them up. Rejects when a file cannot be had. */
export declare function createGuidanceEngine(options: GuidanceOptions): Promise<GuidanceEngine>;
