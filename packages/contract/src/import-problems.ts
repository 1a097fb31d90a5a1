import { z } from 'zod';

/** What can be wrong with a row. Codes are stable; the words may change. */
export const importProblems = {
  missing: 'is missing',
  invalid: 'is not valid in this column',
  too_long: 'is too long',
  unknown: 'is not known here',
  ambiguous: 'fits more than one',
  repeated: 'is in an earlier row already',
  belongs_to_another: 'belongs to somebody else',
  role_differs: 'is not the role this person has; change roles on their page',
  not_a_student: 'is not a student',
  cannot_teach: 'is nobody who can teach',
  overlaps: 'is at the same time as another class of this section',
  never_held: 'is on no day of the term',
  malformed: 'is not written as CSV: look for a quotation mark that is not closed',
  no_column: 'has no column of the file',
  enrolled_twice: 'would be in this section twice',
  to_come: 'is a day to come',
  archived_term: 'is an archived term: what it has stays as it is',
  over_capacity: 'has more students than its room seats',
  changed_since: 'was changed after the import',
  used_since: 'is in use',
  no_consent:
    'has not agreed to face recognition; the picture was not looked at. Import it again once they have agreed',
  not_a_picture: 'is no JPEG, PNG or WebP picture, or a damaged one',
  picture_too_large: 'is too large; make it smaller',
  too_many_pictures: 'is one of too many pictures of this person; ten at most',
  no_face: 'shows no face; take a picture of the whole face from the front',
  several_faces: 'shows more than one face; take a picture of this person alone',
  too_small: 'shows the face too small; go closer',
  blurred: 'is blurred; hold still, and look for more light',
  too_dark: 'is too dark; turn the face to the light',
  too_bright: 'is too bright; move out of the glare',
  turned_away: 'shows the face turned away; look into the camera',
  cut_off: 'cuts off part of the face; show all of it',
  implausible_landmarks: 'shows a face that is partly covered; uncover it',
  other_person: 'shows somebody else than the other pictures of this person',
  mixed_faces: 'and the other pictures of this person do not show one and the same face',
  same_person: 'shows a face that is another student’s already; neither of two in this file was taken',
  looks_alike: 'looks much like another student; look at both before you trust it',
  enrolled_meanwhile: 'is of somebody who enrolled, or changed their consent, after the check',
} as const;
export const ImportProblemCode = z.enum(Object.keys(importProblems) as [keyof typeof importProblems]);
export type ImportProblemCode = z.infer<typeof ImportProblemCode>;

export const ImportProblem = z.object({
  /** Row as a spreadsheet counts it: the header is 1. */
  row: z.int(),
  /** Column of ours, or file and column of OneRoster; empty when it is about the whole row. */
  column: z.string(),
  code: ImportProblemCode,
  /** What it is about, such as the code that nobody has. */
  value: z.string(),
  /** One sentence. */
  message: z.string(),
});
export type ImportProblem = z.infer<typeof ImportProblem>;

/** Only the first of many problems are told. */
export const MOST_PROBLEMS = 500;
