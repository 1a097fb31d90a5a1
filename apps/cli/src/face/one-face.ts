import type { Described, PictureError } from './read-picture.ts';

export type OneFace = { descriptor: Float32Array; warning?: string } | { error: PictureError };

/** The face a picture of one person is about: the largest, with a warning when there are others. */
export function oneFace(described: Described): OneFace {
  if ('error' in described) return { error: described.error };
  const { faces } = described.description;
  const descriptor = faces[0]?.descriptor;
  if (!descriptor) return { error: { code: 'no_face', message: 'No face was found in this picture.' } };
  if (faces.length === 1) return { descriptor };
  return { descriptor, warning: `${faces.length} faces were found; the largest is used` };
}
