/** Words of the student screens. Keys start with `student.`. */
export const student = {
  'student.home': 'Home',
} as const;
