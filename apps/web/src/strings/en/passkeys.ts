/** What the sign-in page says of passkeys. */
export const passkeyWords = {
  'passkey.signIn': 'Sign in with a passkey',
  'passkey.use': 'Use your passkey',
  'passkey.stopped': 'No passkey was used.',
  'passkey.stoppedAdvice': 'It was cancelled or took too long. Try again, or choose another way.',
  'passkey.known': 'This device already has a passkey of yours.',
  'passkey.knownAdvice': 'Use it as it is, or add one on another device.',
} as const;
