import type { Match, Metric } from '../gallery.ts';

/** What a large gallery and its workers say to each other. Each worker holds a part of the templates. */

export interface GallerySettings {
  dimensions: number;
  metric: Metric;
}

export type GalleryTask =
  | { kind: 'add'; ids: string[]; values: Float32Array }
  | { kind: 'remove'; ids: string[] }
  | { kind: 'search'; probes: Float32Array[]; k: number }
  | { kind: 'clear' };

export type GalleryAnswer = { kind: 'done'; matches: Match[][] } | { kind: 'failed'; message: string };
