import type { FaceLimits } from './face-evidence.ts';

/** One person of the gallery, beside the face in front of the camera. */
export interface Nearby {
  personId: string;
  /** Of the mean of all pictures to the template. */
  distance: number;
  /** Of the picture that lies furthest away. */
  furthest: number;
}

export interface DoorVerdict {
  kind: 'matched' | 'unsure' | 'unknown';
  personId: string | null;
  /** To the nearest person; null in an empty gallery. */
  distance: number | null;
  /** How much further the next person is; null when there is nobody else. */
  margin: number | null;
}

/** The two nearest people so far. Of equally near ones the order of ids decides, so that answers do not change. */
export const nearestTwo = (people: readonly Nearby[]): Nearby[] =>
  people.toSorted((a, b) => a.distance - b.distance || (a.personId < b.personId ? -1 : 1)).slice(0, 2);

/**
 * One of many, with nobody there to say who: near enough, clearly nearer than the next person, and no single picture that is
 * somebody else's. Whatever is between that and a stranger is not named.
 */
export const decideAtDoor = ([best, next]: readonly Nearby[], limits: FaceLimits): DoorVerdict => {
  if (!best) return { kind: 'unknown', personId: null, distance: null, margin: null };
  const margin = next ? next.distance - best.distance : null;
  const measured = { distance: best.distance, margin };
  const isSure =
    best.distance <= limits.identifyAccept &&
    (margin === null || margin >= limits.identifyMargin) &&
    best.furthest <= limits.identifyReview;
  if (isSure) return { kind: 'matched', personId: best.personId, ...measured };
  return { kind: best.distance <= limits.identifyReview ? 'unsure' : 'unknown', personId: null, ...measured };
};
