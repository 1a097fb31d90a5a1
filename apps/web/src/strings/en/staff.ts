import { access } from './access.ts';
import { accuracy } from './accuracy.ts';
import { admin } from './admin.ts';
import { analytics } from './analytics.ts';
import { audit } from './audit.ts';
import { breach } from './breach.ts';
import { charts } from './charts.ts';
import { faculty } from './faculty.ts';
import { identityProviders } from './identity-providers.ts';
import { kiosks } from './kiosks.ts';
import { monitoring } from './monitoring.ts';
import { personFactors } from './person-factors.ts';
import { privacy } from './privacy.ts';
import { register } from './register.ts';
import { registrations } from './registrations.ts';
import { retention } from './retention.ts';
import { security } from './security.ts';
import { settings } from './settings.ts';
import { shortage } from './shortage.ts';
import { timetable } from './timetable.ts';

/** Words of the screens of administrators and faculty, which students never load. */
export const staff = {
  ...access,
  ...accuracy,
  ...admin,
  ...analytics,
  ...audit,
  ...charts,
  ...faculty,
  ...identityProviders,
  ...kiosks,
  ...monitoring,
  ...privacy,
  ...retention,
  ...breach,
  ...register,
  ...registrations,
  ...personFactors,
  ...security,
  ...settings,
  ...shortage,
  ...timetable,
} as const;
