/** Words of sign-in sessions: devices, staying signed in, new devices. */
export const signInSessions = {
  'signIn.remember': 'Stay signed in on this device',
  'signIn.rememberHint': {
    one: 'For {count} day where your role allows it. Never on a shared device.',
    other: 'For up to {count} days where your role allows it. Never on a shared device.',
  },

  'forgot.stranger':
    'Somebody else signed in to your account? Choose a new password: all devices are signed out, the stranger’s too.',
  'mail.kind.new-device': 'New device',
  'mail.kind.device-number': 'Number for a new device',
} as const;
