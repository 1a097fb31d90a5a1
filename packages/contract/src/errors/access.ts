import type { ErrorEntries } from './entry.ts';

/** Accounts, signing in, and mail. */
export const accessErrors = {
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
} as const satisfies ErrorEntries;
