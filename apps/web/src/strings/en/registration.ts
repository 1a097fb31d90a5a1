/** Words of self-registration: asking for an account, and waiting. */
export const registration = {
  'register.link': 'New here? Ask for a student account',
} as const;
