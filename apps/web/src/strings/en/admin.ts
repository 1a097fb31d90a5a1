/** Words of the administrator's screens. */
export const admin = {
  'admin.home': 'Overview',
  'admin.people': 'People',
  'admin.structure': 'Structure',
  'admin.policies': 'Policies',
} as const;
