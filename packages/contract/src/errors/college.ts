import type { ErrorEntries } from './entry.ts';

/** People and structure. */
export const collegeErrors = {
  email_taken: [409, 'Another person already has this e-mail.', 'Search for that person instead.'],
  usn_taken: [409, 'Another student already has this USN.', 'Search for that student instead.'],
  code_taken: [409, 'This code is already used.', 'Choose another code.'],
  last_admin: [409, 'This is the last active administrator.', 'Make someone else an administrator first.'],
  in_use: [409, 'Something else still depends on this.', 'Remove what details names first.'],
  import_has_errors: [422, 'The file has rows that cannot be imported.', 'Fix the rows listed and run it again.'],
  edit_count_changed: [
    409,
    'Others match by now than were counted.',
    'Count again, look at the new figure, then apply.',
  ],
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
  report_large: [
    409,
    'This report is too large to be written at once.',
    'Ask for it as a file: it is written in the background and then waits for you.',
  ],
  report_gone: [410, 'This report has been erased.', 'Ask for it again: files are kept for seven days.'],
  reports_waiting: [
    409,
    'Several of your reports are being written already.',
    'Wait until one is ready, then ask for the next.',
  ],
  recipient_may_not: [
    422,
    'Somebody named may not see this report.',
    'Leave out whom details name, or choose a report they may see.',
  ],
  picture_gone: [
    410,
    'This picture of the room has been erased.',
    'It cannot be had any more; what it showed is in the list.',
  ],
} as const satisfies ErrorEntries;
