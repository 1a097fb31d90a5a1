import { overview } from './admin-overview.ts';
import { people } from './admin-people.ts';
import { policies } from './admin-policies.ts';
import { rosters } from './admin-rosters.ts';
import { structure } from './admin-structure.ts';
import { terms } from './admin-terms.ts';
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
  ...terms,
  ...rosters,
  ...imports,
  ...policies,
} as const;
