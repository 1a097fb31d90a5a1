/** Words of the classes to come on a student's home. Keys start with `next.`. */
export const nextClass = {
  'next.title': 'Next classes',
  'next.now': 'now',
  'next.room': 'Room {room}',
  'next.cancelled': 'Cancelled',
  'next.moved': 'Moved',
} as const;
