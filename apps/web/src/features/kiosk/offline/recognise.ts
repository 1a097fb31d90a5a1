import { distanceBetween, makeTemplate, matchRoll } from '@smart-presence/face/recognise';
import type { Known, OpenedCapsule } from './open-capsule.ts';

export type Recognised =
  | { kind: 'matched'; student: Known; distance: number; margin: number | null }
  | { kind: 'unsure' | 'unknown' | 'face_not_found' | 'frames_inconsistent' };

/** Pictures that must show a face before anybody is looked for. */
const FEWEST = 2;

/** Who of the open capsules it is, by the rules of the server: near enough, clearly nearer than the next, in every picture. */
export function recognise(descriptors: readonly Float32Array[], capsules: readonly OpenedCapsule[]): Recognised {
  const [first] = capsules;
  if (!first) return { kind: 'unknown' };
  if (descriptors.length < FEWEST) return { kind: 'face_not_found' };
  const { limits } = first.content;
  const people = new Map(capsules.flatMap(({ students }) => students.map((student) => [student.id, student] as const)));
  const isOnePerson = descriptors.every((one) =>
    descriptors.every((other) => distanceBetween(one, other) <= limits.review),
  );
  if (!isOnePerson) return { kind: 'frames_inconsistent' };
  const probe = makeTemplate({ descriptors, sameWithin: Number.POSITIVE_INFINITY }).descriptor;
  const [verdict] = matchRoll({ faces: [probe], roster: [...people.values()], thresholds: limits });
  if (verdict?.kind !== 'matched') return { kind: verdict?.kind ?? 'unknown' };
  const student = people.get(verdict.id);
  const isInAll = student && descriptors.every((one) => distanceBetween(one, student.template) <= limits.review);
  if (!isInAll) return { kind: 'unsure' };
  return { kind: 'matched', student, distance: verdict.distance, margin: verdict.margin };
}
