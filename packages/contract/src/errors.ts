import { z } from 'zod';

/**
 * Every error a caller can meet: HTTP status, what went wrong, and what to do next. Codes are stable: clients and
 * tests may rely on them; messages may be reworded.
 */
export const errorTable = {
  // request
  invalid_request: [400, 'Some of what was sent is not valid.', 'Correct the fields named in details and send again.'],
  not_found: [404, 'There is nothing here that you may see.', 'Check the address, or go back to the list.'],
  method_not_allowed: [405, 'This address does not answer that method.', 'See the API reference at /api/docs.'],
  unsupported_media_type: [
    415,
    'This kind of content is not accepted here.',
    'Send the content type the API reference names.',
  ],
  payload_too_large: [413, 'What was sent is too large.', 'Send fewer or smaller pictures.'],
  too_many_requests: [429, 'Too many requests.', 'Wait for the time given in Retry-After, then try again.'],
  idempotency_conflict: [
    409,
    'This Idempotency-Key was used for a different request.',
    'Use a new key for a new request.',
  ],
  conflict: [409, 'Someone else changed this in the meantime.', 'Reload and try again.'],
  mark_changed: [409, 'Somebody else changed this mark in the meantime.', 'Look at what it is now, then decide again.'],
  cannot_be_quiet: [409, 'You are always told of this: it is about the safety of your account.', 'Leave it as it is.'],
  // access
  sign_in_required: [401, 'You are not signed in.', 'Sign in and try again.'],
  sign_in_failed: [401, 'E-mail or password is not right.', 'Check both, or ask an administrator for a new link.'],
  forbidden: [403, 'Your role may not do this.', 'Ask someone whose role allows it.'],
  csrf_failed: [403, 'This request did not come from our own pages.', 'Reload the page and try again.'],
  reauthentication_required: [
    403,
    'This action needs a fresh proof that it is you.',
    'Use your password or passkey again, then repeat the action.',
  ],
  second_factor_required: [
    403,
    'Signing in is not finished: your second factor is missing.',
    'Use your passkey, your authenticator or a recovery code.',
  ],
  second_factor_setup_required: [
    403,
    'Your role needs a second factor.',
    'Set up a passkey or an authenticator, then go on.',
  ],
  device_confirmation_required: [
    403,
    'You have never signed in on this device.',
    'Enter the number we have mailed to you.',
  ],
  new_password_required: [403, 'You have to choose a new password.', 'Choose one, then go on.'],
  approval_required: [
    403,
    'An administrator has not approved this account yet.',
    'Wait for the mail that says so, or ask at the office.',
  ],
  second_factor_wrong: [
    422,
    'This does not match, or was used before.',
    'Wait for the next number of your authenticator, or use a recovery code you have not used yet.',
  ],
  authenticator_unreadable: [
    409,
    'What this server keeps of your authenticator can no longer be read.',
    'Use a passkey, or ask an administrator to reset your second factor.',
  ],
  passkey_failed: [
    422,
    'This passkey was not accepted.',
    'Try again; if it goes on, sign in another way and add the passkey anew.',
  ],
  proof_wrong: [422, 'The password or the code is not right.', 'Check both and try again.'],
  nothing_to_settle: [409, 'There is nothing to settle.', 'Go on to your start page.'],
  passkey_unavailable: [
    409,
    'Passkeys do not work at this address.',
    'Use the name of the server instead of its number, or an authenticator.',
  ],
  ceremony_expired: [409, 'This was begun too long ago, or somewhere else.', 'Begin again.'],
  last_second_factor: [
    409,
    'Your role needs a second factor, and this is your last.',
    'Add another one first, then remove this one.',
  ],
  own_account: [409, 'This is your own account.', 'Use your account page, or ask another administrator.'],
  device_number_wrong: [
    422,
    'This is not the number we have mailed to you.',
    'Look into the newest mail, or have another number sent.',
  ],
  device_number_expired: [
    410,
    'The number has expired, or too many others were tried.',
    'Have another number sent, or sign in again.',
  ],
  kiosk_unpaired: [401, 'This device is not paired.', 'Ask an administrator for a pairing code.'],
  pairing_code_invalid: [
    410,
    'This code is not right, has been used or has expired.',
    'Check it, or ask an administrator for a new one.',
  ],
  registration_closed: [
    409,
    'Nobody can register themselves at the moment.',
    'Ask an administrator for an invitation.',
  ],
  mail_domain_refused: [
    422,
    'Accounts are not given to addresses of this mail domain.',
    'Use the address your institution gave you.',
  ],
  link_invalid: [410, 'This link has been used, has expired or is not complete.', 'Ask for a new link.'],
  account_disabled: [403, 'This account is disabled.', 'Ask at the office, or write to an administrator.'],
  // single sign-on
  single_sign_on_failed: [
    403,
    'Signing in at the provider did not work.',
    'Start again; if it stays so, tell an administrator, who finds the reason in the log.',
  ],
  single_sign_on_stale: [
    409,
    'This sign-in was begun too long ago or in another browser, or it is used up.',
    'Start again from the sign-in page.',
  ],
  single_sign_on_refused: [
    403,
    'The provider did not confirm who you are.',
    'Start again and agree to what it asks, or sign in another way.',
  ],
  single_sign_on_unavailable: [
    503,
    'The provider does not answer as it should.',
    'Try again in a minute, or sign in another way.',
  ],
  single_sign_on_unknown_person: [
    403,
    'Nobody here has the e-mail that the provider named.',
    'Ask the office to add you with this e-mail, then start again.',
  ],
  single_sign_on_mail_unverified: [
    403,
    'The provider does not vouch for your e-mail.',
    'Confirm your e-mail at the provider, or ask the office.',
  ],
  single_sign_on_mail_refused: [
    403,
    'E-mails of this kind are not let in here.',
    'Use the account that your institution gave you.',
  ],
  single_sign_on_no_role: [
    403,
    'The provider does not say whether you are a student or faculty.',
    'Ask the office to put you into the right group, then start again.',
  ],
  single_sign_on_link_first: [
    409,
    'An account with this e-mail is here already, and only its owner can link it.',
    'Sign in as you did before, then link the provider under Account.',
  ],
  single_sign_on_usn_taken: [
    409,
    'The USN that the provider named belongs to an account with another e-mail.',
    'Ask the office to enter your e-mail there, then start again.',
  ],
  identity_taken: [
    409,
    'This account at the provider is linked to somebody else.',
    'Sign in there with your own account, or ask an administrator to unlink the other one.',
  ],
  no_way_in: [409, 'Nothing would be left to sign in with.', 'Set a password or add a passkey first.'],
  setup_done: [409, 'This installation is already set up.', 'Sign in instead.'],
  password_too_short: [
    422,
    'This password is too short.',
    'Use at least 15 characters, or 8 with a second factor; a sentence works well.',
  ],
  password_too_common: [
    422,
    'This password is on the list of common passwords.',
    'Use a sentence only you would think of.',
  ],
  password_same: [422, 'This is the password you have.', 'Choose another one.'],
  // mail
  mail_off: [409, 'This installation sends no mail.', 'Ask an administrator for an invitation link.'],
  mail_gone: [
    409,
    'This mail cannot be sent again.',
    'Only a mail that was given up and is still true can be; make a new invitation instead.',
  ],
  // people and structure
  email_taken: [409, 'Another person already has this e-mail.', 'Search for that person instead.'],
  usn_taken: [409, 'Another student already has this USN.', 'Search for that student instead.'],
  code_taken: [409, 'This code is already used.', 'Choose another code.'],
  last_admin: [409, 'This is the last active administrator.', 'Make someone else an administrator first.'],
  in_use: [409, 'Something else still depends on this.', 'Remove what details names first.'],
  import_has_errors: [422, 'The file has rows that cannot be imported.', 'Fix the rows listed and run it again.'],
  import_unreadable: [
    422,
    'This file cannot be read as a table.',
    'Save it as CSV (UTF-8) with one row of headings, then choose it again.',
  ],
  import_too_large: [422, 'The file has more rows than one import takes.', 'Split it and import the parts one by one.'],
  import_not_ready: [409, 'This import is not at that step.', 'Look how far it is, then go on from there.'],
  import_file_gone: [409, 'The file of this import was erased after a day.', 'Choose it again.'],
  not_undoable: [
    409,
    'Only the last import can be undone, within 30 days.',
    'Undo later imports first, or correct the rows with another file.',
  ],
  undo_refused: [
    409,
    'Something this import made was changed or is in use.',
    'Nothing was undone. Look at the rows listed.',
  ],
  job_interrupted: [503, 'The server stopped each time it worked on this.', 'Try again with a smaller file.'],
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
  // the server
  overloaded: [503, 'The server is busy.', 'Wait for the time given in Retry-After, then try again.'],
  unavailable: [503, 'A part of the server is not available.', 'Try again in a minute; nothing was changed.'],
  internal: [500, 'Something went wrong on the server.', 'Try again; if it stays, report the request id.'],
} as const satisfies Record<string, readonly [status: number, message: string, advice: string]>;

export type ErrorCode = keyof typeof errorTable;
export const errorCodes = Object.keys(errorTable) as [ErrorCode, ...ErrorCode[]];

/** The body of every 4xx and 5xx reply. */
export const ErrorReply = z.object({
  error: z.object({
    code: z.enum(errorCodes),
    message: z.string(),
    /** What to do next, in one sentence. */
    advice: z.string(),
    /** Field or row problems: path and what is wrong there. */
    details: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
    requestId: z.string(),
  }),
});
export type ErrorReply = z.infer<typeof ErrorReply>;
