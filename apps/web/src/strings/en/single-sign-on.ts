/** Words of single sign-on that anybody may meet: the sign-in page and linked accounts. */
export const singleSignOn = {
  'sso.or': 'or',
  'sso.signInWith': 'Sign in with {name}',
  'sso.withPassword': 'Sign in with a password',
  'sso.returning': 'Signing in…',

  'linked.title': 'Single sign-on',
  'linked.intro': 'Accounts at other places with which you can sign in here.',
  'linked.none': 'Your account is linked to none yet.',
  'linked.as': 'as {email}',
  'linked.unused': 'Not used yet',
  'linked.used': 'Last used',
  'linked.off': 'Switched off by an administrator',
  'linked.link': 'Link {name}',
  'linked.unlink': 'Unlink',
  'linked.unlinkFrom': 'Unlink from {name}',
  'linked.unlinkTitle': 'Unlink from {name}?',
  'linked.unlinkMine': 'You can no longer sign in with it.',
  'linked.unlinkElsewhere': 'Other devices on which you signed in this way are signed out.',
  'linked.unlinkTheirs': '{person} can no longer sign in with it and is signed out where they did.',
  'linked.unlinkAgain':
    'At their next sign-in there they are asked to sign in here first, or are linked anew by their e-mail.',
  'linked.unlinked': 'Unlinked from {name}.',
  'linked.noPassword': 'You sign in without a password here.',
  'linked.askPassword': 'Have a link mailed to you that sets one.',
  'linked.theirsNone': 'Linked to no provider.',
} as const;
