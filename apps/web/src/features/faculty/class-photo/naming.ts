import type { Proposal } from '@smart-presence/contract';

/** What the teacher said about a face: a student's id, that it is nobody of the roster, or that it is open again. */
export type Word = { is: 'student'; id: string } | { is: 'nobody' } | { is: 'open' };
/** By index of the face in the proposal. Faces nobody spoke about are as proposed. */
export type Naming = ReadonlyMap<number, Word>;
export type FaceState = 'matched' | 'unsure' | 'unknown';

export const nothingSaid: Naming = new Map();

/** Who a face is, by the teacher's word or else by the match; null while nobody knows. */
export function personAt(proposal: Proposal, naming: Naming, face: number): string | null {
  const word = naming.get(face);
  if (word) return word.is === 'student' ? word.id : null;
  const proposed = proposal.faces[face];
  return proposed?.verdict === 'matched' ? (proposed.candidates[0]?.student.id ?? null) : null;
}

/** How a face is drawn: settled, to be reviewed, or unknown. */
export function stateAt(proposal: Proposal, naming: Naming, face: number): FaceState {
  if (personAt(proposal, naming, face) !== null) return 'matched';
  const word = naming.get(face);
  if (word?.is === 'nobody') return 'unknown';
  return (proposal.faces[face]?.candidates.length ?? 0) > 0 ? 'unsure' : 'unknown';
}

/**
 * Says who a face is. Nobody is in one photo twice: if the student is at another face of the same photo, that face
 * is open again.
 */
export function say(proposal: Proposal, naming: Naming, said: { face: number; word: Word }): Naming {
  const { face, word } = said;
  const next = new Map(naming);
  if (word.is === 'student') {
    const rival = rivalOf(proposal, naming, { face, studentId: word.id });
    if (rival !== null) next.set(rival, { is: 'open' });
  }
  return next.set(face, word);
}

/** Another face of the same photo that has this student now; null when there is none. */
export function rivalOf(
  proposal: Proposal,
  naming: Naming,
  { face, studentId }: { face: number; studentId: string },
): number | null {
  const photo = proposal.faces[face]?.photo;
  const rival = proposal.faces.findIndex(
    (other, index) => index !== face && other.photo === photo && personAt(proposal, naming, index) === studentId,
  );
  return rival < 0 ? null : rival;
}

/** Faces with candidates that nobody has decided yet, in proposal order. */
export const toReview = (proposal: Proposal, naming: Naming): number[] =>
  proposal.faces.flatMap((_, face) => (stateAt(proposal, naming, face) === 'unsure' ? [face] : []));

/** What is sent when the teacher confirms. */
export const confirmed = (proposal: Proposal, naming: Naming): { face: number; studentId: string }[] =>
  proposal.faces.flatMap((_, face) => {
    const studentId = personAt(proposal, naming, face);
    return studentId === null ? [] : [{ face, studentId }];
  });

/** People found, each once with all their faces: several photos merge here. */
export function peopleFound(proposal: Proposal, naming: Naming): Map<string, number[]> {
  const people = new Map<string, number[]>();
  for (const { face, studentId } of confirmed(proposal, naming)) {
    people.set(studentId, [...(people.get(studentId) ?? []), face]);
  }
  return people;
}
