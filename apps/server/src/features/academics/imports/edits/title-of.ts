import type { EditSpec, SectionEdit, StudentEdit } from '@smart-presence/contract';
import { given } from './given.ts';

const words: Record<keyof StudentEdit | keyof SectionEdit, string> = {
  departmentId: 'department',
  year: 'year',
  semester: 'semester',
  sectionLabel: 'section',
  guardianEmail: 'guardian’s e-mail',
  isUnder18: 'under 18',
  facultyIds: 'faculty',
  opensItself: 'open by themselves',
  roomId: 'room',
};

/** What an edit goes by in lists, since it has no file: “Students: year”. Never what anybody is given. */
export const titleOf = (spec: EditSpec): string => {
  const fields = Object.keys(given<object>(spec.set)) as (keyof typeof words)[];
  return `${spec.of === 'students' ? 'Students' : 'Sections'}: ${fields.map((field) => words[field]).join(', ')}`;
};
