import type { ErrorEntries } from './entry.ts';

/** Requests as such, and the server itself. */
export const requestErrors = {
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
  // the server
  overloaded: [503, 'The server is busy.', 'Wait for the time given in Retry-After, then try again.'],
  unavailable: [503, 'A part of the server is not available.', 'Try again in a minute; nothing was changed.'],
  internal: [500, 'Something went wrong on the server.', 'Try again; if it stays, report the request id.'],
} as const satisfies ErrorEntries;
