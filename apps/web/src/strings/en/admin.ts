import { overview } from './admin-overview.ts';
import { people } from './admin-people.ts';
import { policies } from './admin-policies.ts';
import { structure } from './admin-structure.ts';
import { imports } from './imports.ts';

/** Words of the administrator's screens. */
export const admin = {
  'admin.home': 'Overview',
  'admin.people': 'People',
  'admin.structure': 'Structure',
  'admin.policies': 'Policies',
  ...overview,
  ...people,
  ...structure,
  ...imports,
  ...policies,
} as const;
