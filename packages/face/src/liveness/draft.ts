import type { Scored } from '../geometry.ts';
import type { Picture } from '../pixels.ts';
import type { MeshFace, Observation, ObservedFace } from './types.ts';

/** A frame that has been looked at, with what the later, costly looks still fill in. */
export interface Seen {
  readonly picture: Picture;
  /** What the tiny detector saw, where the face was searched for. */
  readonly quick: readonly Scored[] | undefined;
  readonly mesh: MeshFace | undefined;
  readonly observation: Draft;
}

export interface Draft extends Omit<Observation, 'faces' | 'face' | 'perspective'> {
  faces: Observation['faces'];
  readonly face: DraftFace | undefined;
  perspective?: number;
}

export interface DraftFace extends Omit<ObservedFace, 'likeness' | 'descriptor' | 'recapture'> {
  likeness: ObservedFace['likeness'];
  descriptor: ObservedFace['descriptor'];
  recapture: ObservedFace['recapture'];
}
