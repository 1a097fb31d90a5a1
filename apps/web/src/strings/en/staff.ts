import { access } from './access.ts';
import { admin } from './admin.ts';
import { faculty } from './faculty.ts';
import { kiosks } from './kiosks.ts';
import { registrations } from './registration.ts';
import { personFactors } from './second-factors.ts';
import { settings } from './settings.ts';
import { identityProviders } from './single-sign-on.ts';

/** Words of the screens of administrators and faculty, which students never load. */
export const staff = {
  ...access,
  ...admin,
  ...faculty,
  ...identityProviders,
  ...kiosks,
  ...registrations,
  ...personFactors,
  ...settings,
} as const;
