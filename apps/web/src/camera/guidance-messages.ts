import type { Guidance, GuidanceOptions } from '@smart-presence/face/browser';

/** What the page tells the guidance worker. */
export type ToWorker =
  | { type: 'start'; options: Pick<GuidanceOptions, 'models' | 'wasmUrl' | 'sizes' | 'inputSize'> }
  | { type: 'frame'; id: number; bitmap: ImageBitmap }
  | { type: 'reset' };

/** What the worker answers. One `frame` gives one `guidance`, null when that frame could not be judged. */
export type FromWorker =
  | { type: 'progress'; share: number }
  | { type: 'ready' }
  | { type: 'failed'; message: string }
  | { type: 'guidance'; id: number; guidance: Guidance | null };
