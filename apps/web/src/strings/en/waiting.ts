/** Words of check-ins that wait on the device to be sent. */
export const waiting = {
  'student.waiting.title': {
    one: '{count} check-in waiting to be sent',
    other: '{count} check-ins waiting to be sent',
  },
  'student.waiting.body':
    'Kept sealed on this device, and sent by itself when the connection is back, for a day at most. Not sent yet is not checked in yet: if it comes after the session, your teacher decides.',
  'student.waiting.taken': 'taken',
  'student.waiting.now': 'Try now',
  'student.waiting.sending': 'Sending',
  'student.waiting.discard': 'Discard',
  'student.waiting.discardTitle': 'Discard the check-in for {course}?',
  'student.waiting.discardErases': 'Erases it and its pictures from this device.',
  'student.waiting.discardAfter': 'You are not marked by it. Check in again, or ask your teacher.',
  'student.waiting.late': 'It came late, so your teacher decides. You do not have to do anything.',
  'student.waiting.review': 'Your teacher decides. You do not have to do anything.',
  'student.waiting.refused': 'The check-in for {course} was not accepted',
  'student.waiting.teacher': 'Ask your teacher about your mark.',
  'student.waiting.hide': 'Close',
} as const;
