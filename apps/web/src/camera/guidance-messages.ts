import type { Guidance } from '@smart-presence/face/browser';

/** What the page tells the guidance worker. */
export type ToWorker =
  | { type: 'start'; models: { tiny: string; landmarks: string }; wasmUrl: string; inputSize: number }
  | { type: 'frame'; id: number; bitmap: ImageBitmap }
  | { type: 'reset' };

/** What the worker answers. One `frame` gives one `guidance`, null when that frame could not be judged. */
export type FromWorker =
  | { type: 'progress'; share: number }
  | { type: 'ready' }
  | { type: 'failed'; message: string }
  | { type: 'guidance'; id: number; guidance: Guidance | null };
