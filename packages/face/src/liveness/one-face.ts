import { found, unclear, withFace } from './evidence.ts';
import type { Evidence, Observation } from './types.ts';

/** Of all frames, so many must show a face: a hand or a hard turn may hide it for a moment. */
const SEEN = 0.8;
const LEAST_FRAMES = 6;

/** One face throughout: it is there, and no other one near it. */
export function oneFace(frames: readonly Observation[]): Evidence {
  const share = frames.length === 0 ? 0 : withFace(frames).length / frames.length;
  const measured = { score: share, threshold: SEEN, n: frames.length };
  if (share === 0) return found('one-face', { ...measured, outcome: 'failed', reason: 'no_face' });
  if (frames.some(({ faces }) => faces !== undefined && faces > 1)) {
    return found('one-face', { ...measured, score: 0, outcome: 'failed', reason: 'several_faces' });
  }
  if (frames.length < LEAST_FRAMES) return unclear('one-face', 'too_few_frames', frames.length);
  return found('one-face', { ...measured, outcome: share >= SEEN ? 'passed' : 'inconclusive', reason: 'face_lost' });
}
