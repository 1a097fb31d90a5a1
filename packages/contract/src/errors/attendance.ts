import type { ErrorEntries } from './entry.ts';

/** Faces, sessions, marks, and what students ask for. */
export const attendanceErrors = {
  // consent, enrolment
  consent_required: [
    409,
    'There is no consent to face recognition.',
    'Give consent first, or ask your teacher to mark you.',
  ],
  consent_text_changed: [409, 'The consent text has changed.', 'Read the new text and decide again.'],
  guardian_required: [
    422,
    'A guardian must also consent for someone under 18.',
    'Enter the name and e-mail of the guardian.',
  ],
  template_missing: [409, 'No face is enrolled.', 'Enrol your face first, or use another way to be marked.'],
  enrolment_quality: [
    422,
    'Not enough of the pictures were good enough.',
    'Follow the hints on each picture and try again.',
  ],
  enrolment_mixed_faces: [422, 'The pictures show more than one person.', 'Make sure you alone are in the picture.'],
  enrolment_duplicate: [409, 'This face is already enrolled for someone else.', 'Ask your administrator to check.'],
  // pictures
  image_empty: [422, 'The picture is empty.', 'Take the picture again.'],
  image_unreadable: [422, 'The picture cannot be read.', 'Take it again, or save it as JPEG, PNG or WebP.'],
  image_type_unsupported: [422, 'This is not a JPEG, PNG or WebP picture.', 'Save it as JPEG, PNG or WebP.'],
  image_too_large: [422, 'The picture has too many pixels.', 'Send a smaller picture.'],
  image_truncated: [422, 'The picture is not complete.', 'Send it again; the upload may have been cut off.'],
  // sessions and marks
  session_not_open: [409, 'This session has not been opened yet.', 'Wait until your teacher opens it.'],
  session_closed: [409, 'This session is closed.', 'Ask your teacher, or appeal the mark.'],
  session_locked: [409, 'This session is locked.', 'Ask an administrator to change it.'],
  session_already_open: [409, 'A session is already open for this section or teacher.', 'Close it first, or go to it.'],
  class_begun: [409, 'This class has begun, or is over.', 'Change its session, or a later class.'],
  class_cancelled: [409, 'This class is cancelled.', 'Restore it first.'],
  class_not_due: [409, 'This class cannot be opened now.', 'Open it within the time that its page shows.'],
  term_archived: [409, 'This term is archived: nothing in it changes any more.', 'Bring the term back first.'],
  term_in_session: [
    409,
    'A session of this term is open.',
    'Close it, or wait until it has ended, then archive the term.',
  ],
  slots_overlap: [
    409,
    'The section already meets at that time, and has one session at a time.',
    'Choose another time, or change the slot named in details.',
  ],
  not_enrolled: [403, 'You are not on the roster of this section.', 'Ask your teacher to add you.'],
  challenge_invalid: [409, 'This check-in was started too long ago or already used.', 'Start the check-in again.'],
  face_not_found: [422, 'No face was found.', 'Face the camera with light on your face.'],
  several_faces: [422, 'More than one face was found.', 'Make sure you alone are in the picture.'],
  face_mismatch: [
    422,
    'The face does not match the enrolled one.',
    'Face the light and try again, or ask your teacher.',
  ],
  face_quality: [422, 'The pictures are not clear enough.', 'Hold still, face the light, come closer.'],
  frames_inconsistent: [422, 'The pictures do not show one person throughout.', 'Try again, alone in the picture.'],
  outside_place: [403, 'You are not where this session takes place.', 'Go to the room, or ask your teacher.'],
  room_code_off: [409, 'This session has no room code.', 'Check in by face, or ask your teacher.'],
  device_proof_invalid: [
    422,
    'What this device signed does not belong to this check-in.',
    'Reload the page and check in again.',
  ],
  check_in_too_late: [
    409,
    'This check-in came too late to be looked at.',
    'Ask your teacher to mark you, or appeal the mark.',
  ],
  proposal_settled: [409, 'This class photo has already been confirmed.', 'Reload the board.'],
  review_settled: [409, 'Someone has already decided this.', 'Reload the board.'],
  // feedback
  nothing_to_rate: [
    409,
    'You can rate sessions that you attended, for some days after them.',
    'Look at what waits under Feedback.',
  ],
  feedback_given: [409, 'You have rated this session already.', 'Look it up under Feedback; it stays as it is.'],
  feedback_rule_changed: [
    409,
    'Whether feedback carries your name has changed meanwhile.',
    'Read what it says now, then send it again.',
  ],
  feedback_answered: [409, 'Somebody has answered this comment already.', 'Reload and read the answer.'],
  // leave and appeals
  asked_too_late: [409, 'The time in which this may be asked for is over.', 'Talk to your teacher or the office.'],
  leave_not_offered: [409, 'This kind of leave is not given here.', 'Choose another kind, or ask the office.'],
  too_many_waiting: [
    409,
    'Too many of your requests for leave wait for an answer already.',
    'Wait for an answer, or withdraw one.',
  ],
  nothing_to_appeal: [409, 'There is no mark to appeal against.', 'Wait until the session is closed, then look again.'],
  appeal_exists: [409, 'You have appealed against this mark already.', 'Look it up among your requests.'],
  document_type_unsupported: [
    422,
    'A document is not a PDF, JPEG, PNG or WebP file.',
    'Save it as PDF, or take a picture of it.',
  ],
  document_gone: [410, 'This document has been erased.', 'Ask the student for it, if it is still needed.'],
  request_settled: [409, 'Someone has already answered this, or it was withdrawn.', 'Reload and look at it again.'],
  second_reader_needed: [
    403,
    'Whoever gave the first answer cannot give the second.',
    'Leave it to another teacher of the section or an administrator.',
  ],
} as const satisfies ErrorEntries;
