import { assign } from './assignment.ts';
import { distanceBetween } from './template.ts';

/** One enrolled person of the section: `id` is whatever names them, unique within the roster. */
export interface RosterEntry {
  id: string;
  template: ArrayLike<number>;
}

export interface RollThresholds {
  /** A match must be at least this near. */
  accept: number;
  /** Up to this distance a face may still be somebody, for a human to say. At least `accept`. */
  review: number;
  /** The next person of the roster must be further away than the match by at least this much. */
  margin: number;
}

export interface Candidate {
  id: string;
  distance: number;
}

/** `margin`: how much further the next person is; null when the roster has nobody else. Candidates: nearest first. */
export type FaceOnRoll =
  | { kind: 'matched'; id: string; distance: number; margin: number | null }
  | { kind: 'unsure'; candidates: Candidate[] }
  | { kind: 'unknown' };

/** 1:N within a roster. Accept and review are the L2 distances measured for the built-in descriptor. */
export const ROLL_THRESHOLDS: RollThresholds = { accept: 0.5, review: 0.58, margin: 0.04 };

/** The same thresholds in proportion, for a descriptor model whose 1:1 threshold is not the built-in .52. */
export function thresholdsFor(matchThreshold: number): RollThresholds {
  const scale = matchThreshold / BUILT_IN_MATCH_THRESHOLD;
  const { accept, review, margin } = ROLL_THRESHOLDS;
  return { accept: accept * scale, review: review * scale, margin: margin * scale };
}

const BUILT_IN_MATCH_THRESHOLD = 0.52;

export interface RollProps {
  /** Descriptors of the faces on one photo. */
  faces: readonly ArrayLike<number>[];
  roster: readonly RosterEntry[];
  thresholds?: Partial<RollThresholds>;
}

/**
 * Says for each face of one photo who of the roster it shows: one person per face and one face per person.
 *
 * Faces and people are assigned so that the sum of (review − distance)² is largest; the square lets one sure match outweigh two
 * doubtful ones. An assigned face is `matched` when it is near enough, the next person is far enough behind, and no other face is
 * just as near to that person. Every other face with somebody within the review distance is `unsure`, the rest `unknown`.
 * Pure; the order of faces and roster does not matter.
 * @throws RangeError for thresholds that contradict each other, an id twice, or descriptors of different lengths.
 */
export function matchRoll({ faces, roster, thresholds }: RollProps): FaceOnRoll[] {
  const limits = checkedThresholds({ ...ROLL_THRESHOLDS, ...thresholds });
  if (new Set(roster.map(({ id }) => id)).size !== roster.length) throw new RangeError('an id is twice in the roster');
  const distances = faces.map((face) => roster.map(({ template }) => distanceBetween(face, template)));
  const assigned = assignedPeople({ distances, roster, review: limits.review });
  return faces.map((_, face) => {
    const person = assigned[face]!;
    const match = person === -1 ? undefined : sureMatch({ distances, face, person, limits });
    if (match) return { kind: 'matched', id: roster[person]!.id, ...match };
    const candidates = roster
      .map(({ id }, index) => ({ id, distance: distances[face]![index]! }))
      .filter(({ distance }) => distance <= limits.review)
      .sort((a, b) => a.distance - b.distance || (a.id < b.id ? -1 : 1));
    return candidates.length > 0 ? { kind: 'unsure', candidates } : { kind: 'unknown' };
  });
}

interface AssignedPeopleProps {
  distances: readonly (readonly number[])[];
  roster: readonly RosterEntry[];
  review: number;
}

/** Place in the roster for each face, or -1. Both sides are put in an order of their own first, so that ties fall the same way. */
function assignedPeople({ distances, roster, review }: AssignedPeopleProps): number[] {
  const people = [...roster.keys()].sort((a, b) => (roster[a]!.id < roster[b]!.id ? -1 : 1));
  const rows = distances.map((row) => people.map((person) => row[person]!));
  const faces = [...rows.keys()].sort((a, b) => firstDifference(rows[a]!, rows[b]!));
  const gains = faces.map((face) => rows[face]!.map((distance) => Math.max(0, review - distance) ** 2));
  const result = new Array<number>(distances.length).fill(-1);
  assign(gains).forEach((column, row) => {
    if (column !== -1) result[faces[row]!] = people[column]!;
  });
  return result;
}

function firstDifference(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((value, index) => value !== b[index]);
  return at === -1 ? 0 : a[at]! - b[at]!;
}

function checkedThresholds(limits: RollThresholds): RollThresholds {
  const { accept, review, margin } = limits;
  if (!(accept >= 0 && review >= accept && margin >= 0)) {
    throw new RangeError(`0 ≤ accept ≤ review and 0 ≤ margin are needed, not ${accept}, ${review}, ${margin}`);
  }
  return limits;
}

interface SureMatchProps {
  distances: readonly (readonly number[])[];
  face: number;
  person: number;
  limits: RollThresholds;
}

function sureMatch({ distances, face, person, limits }: SureMatchProps) {
  const row = distances[face]!;
  const distance = row[person]!;
  const next = Math.min(...row.filter((_, other) => other !== person));
  const margin = next - distance;
  const twin = distances.some((other, index) => index !== face && other[person] === distance);
  if (distance > limits.accept || margin < limits.margin || twin) return undefined;
  return { distance, margin: Number.isFinite(margin) ? margin : null };
}

export interface RollCall {
  /** Ids matched on at least one photo, in roster order. */
  present: string[];
  /** All others, in roster order. */
  absent: string[];
}

/** Several photos of one room: who was matched on any of them. */
export function mergePhotos(
  photos: readonly (readonly FaceOnRoll[])[],
  roster: readonly Pick<RosterEntry, 'id'>[],
): RollCall {
  const seen = new Set(photos.flat().flatMap((face) => (face.kind === 'matched' ? [face.id] : [])));
  const ids = roster.map(({ id }) => id);
  return { present: ids.filter((id) => seen.has(id)), absent: ids.filter((id) => !seen.has(id)) };
}
