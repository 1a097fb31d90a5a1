import type { Platform } from '../../platform/platform.ts';
import { type AccountsNeeds, accountsRoutes } from './accounts.routes.ts';
import { openEntrance } from './entrance.ts';
import { forgetOldKioskSessions } from './kiosks/kiosk-session.store.ts';
import { kioskRoutes } from './kiosks/kiosks.routes.ts';
import { oldLinks } from './one-time-link.store.ts';
import { peopleRoutes } from './people.routes.ts';
import { oldRegistrations } from './registration/erase-registrations.ts';
import { registrationRoutes } from './registration/registration.routes.ts';
import { forgetOldCeremonies } from './second-factors/ceremony.store.ts';
import { proofRoutes } from './second-factors/proof.routes.ts';
import { secondFactorRoutes } from './second-factors/second-factors.routes.ts';
import { sessionRoutes } from './sessions/sessions.routes.ts';
import { oldSessions } from './sign-in-session.store.ts';
import { registerSingleSignOn } from './single-sign-on/index.ts';
import { oldFailures } from './slowed-attempts.ts';

export { keepAccessPolicy } from './access-policy.store.ts';
export type { AccountMail, AccountNews, FactorChange, MailedIdentityChange, MailedLink } from './account-mail.ts';
export type { AccountsNeeds } from './accounts.routes.ts';
export { installAuthentication } from './authentication.ts';
export { baseUrlOf } from './base-url.ts';
export { createPerson, type PersonInput, usnKey } from './create-person.ts';
export { ensureSetupLink } from './ensure-setup-link.ts';
export { erasablePerson, eraseSafely } from './erasable.ts';
export { createInstitution, type Institution, institution } from './institution.store.ts';
export { liveKioskSessions } from './kiosks/kiosk-session.store.ts';
export {
  changeKiosk,
  devicesByIds,
  insertKiosk,
  type KioskAccount,
  kioskAccount,
  kioskNamesAt,
  placesOfKiosks,
} from './kiosks/kiosks.store.ts';
export { letGoOfKiosk } from './kiosks/let-go-of-kiosk.ts';
export { studentsMatching } from './list-people.ts';
export { networkOf } from './network-of.ts';
export { hashPassword } from './passwords/index.ts';
export { everyPerson, noProfile, type PersonFields, peopleByIds, removePeople, writePeople } from './people-rows.ts';
export { permissions } from './permission-table.ts';
export { isRecent, permit } from './permissions.ts';
export {
  credentialsByEmail as personByEmail,
  findPerson,
  isUnder18,
  personRefs,
  setPasswordHash,
  studentRefs,
} from './person.store.ts';
export { accountsData } from './personal-data.ts';
export { answerRegistration } from './registration/register.ts';
export { countWaiting } from './registration/registration.store.ts';
export { makeResetLink } from './request-reset.ts';
export { resetSecondFactors } from './second-factors/reset-second-factors.ts';
export { createSignInSession, liveSignInSessions } from './sign-in-session.store.ts';
export { type PersonPatch, updatePerson } from './update-person.ts';
export { verifyPassword } from './verify-password.ts';

const HOUR_MS = 3_600_000;

/** People, set-up, sign-in, invitations. */
export const registerAccounts = (platform: Platform, needs: AccountsNeeds): void => {
  const { db, clock } = platform;
  const entrance = openEntrance(platform, needs);
  const singleSignOn = registerSingleSignOn(platform, { ...needs, entrance });
  accountsRoutes(platform, { ...needs, entrance, singleSignOn });
  peopleRoutes(platform, needs);
  secondFactorRoutes(platform, { entrance, mail: needs.mail });
  proofRoutes(platform, entrance);
  sessionRoutes(platform, entrance);
  kioskRoutes(platform, entrance);
  registrationRoutes(platform, { entrance, mail: needs.mail });
  platform.retain(oldSessions, oldFailures, oldLinks, oldRegistrations);
  platform.job({
    name: 'forget ceremonies and kiosk sessions',
    everyMs: HOUR_MS,
    run: async () => {
      const now = clock();
      await forgetOldCeremonies(db, now);
      await forgetOldKioskSessions(db, now);
    },
  });
};
