import type { Platform } from '../../platform/platform.ts';
import { type AccountsNeeds, accountsRoutes } from './accounts.routes.ts';
import { openEntrance } from './entrance.ts';
import { forgetOldLinks } from './one-time-link.store.ts';
import { peopleRoutes } from './people.routes.ts';
import { forgetOldSessions } from './sign-in-session.store.ts';
import { forgetOldFailures } from './throttle.ts';

export type { AccountMail, MailedLink } from './account-mail.ts';
export type { AccountsNeeds } from './accounts.routes.ts';
export { installAuthentication } from './authentication.ts';
export { createPerson, type PersonInput } from './create-person.ts';
export { ensureSetupLink } from './ensure-setup-link.ts';
export { createInstitution, type Institution, institution } from './institution.store.ts';
export { hashPassword } from './passwords/index.ts';
export { permissions, permit } from './permissions.ts';
export { isUnder18, personRefs, setPasswordHash, studentRefs } from './person.store.ts';
export { makeResetLink } from './request-reset.ts';
export { createSignInSession, liveSignInSessions } from './sign-in-session.store.ts';
export { type PersonPatch, updatePerson } from './update-person.ts';
export { verifyPassword } from './verify-password.ts';

const HOUR_MS = 3_600_000;
export { networkOf } from './network-of.ts';

/** People, set-up, sign-in, invitations. */
export const registerAccounts = (platform: Platform, needs: AccountsNeeds): void => {
  const { db, clock } = platform;
  const entrance = openEntrance(platform);
  accountsRoutes(platform, { ...needs, entrance });
  peopleRoutes(platform, needs);
  platform.job({
    name: 'forget old sign-ins',
    everyMs: HOUR_MS,
    run: async () => {
      const now = clock();
      await forgetOldFailures(db, now);
      await forgetOldLinks(db, now);
      await forgetOldSessions(db, now);
    },
  });
};
