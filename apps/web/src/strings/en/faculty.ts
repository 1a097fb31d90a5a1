/** Words of the faculty screens. Keys start with `faculty.`. */
export const faculty = {
  'faculty.home': 'Today',
} as const;
