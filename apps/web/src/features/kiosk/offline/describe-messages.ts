import type { DescriberOptions } from '@smart-presence/face/browser';

export type ToDescriber =
  | { type: 'start'; options: DescriberOptions }
  | { type: 'picture'; id: number; bitmap: ImageBitmap };
export type FromDescriber =
  | { type: 'ready' }
  | { type: 'failed'; message: string }
  | { type: 'described'; id: number; descriptor: Float32Array | null };
