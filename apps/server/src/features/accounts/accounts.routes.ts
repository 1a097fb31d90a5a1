import { audited } from '../../platform/audit/index.ts';
import { fail } from '../../platform/http/index.ts';
import type { Platform } from '../../platform/platform.ts';
import { acceptInvitation, inspectInvitation } from './accept-invitation.ts';
import { accessEffects, accessOverview } from './access-overview.ts';
import { accessPolicy } from './access-policy.store.ts';
import type { AccountMail, AccountNews } from './account-mail.ts';
import { baseUrlOf } from './base-url.ts';
import { changePassword } from './change-password.ts';
import { shortestPassword } from './choose-password.ts';
import type { Entrance } from './entrance.ts';
import type { StudentsTaughtBy } from './list-people.ts';
import { listRoles } from './list-roles.ts';
import { networkOf } from './network-of.ts';
import { isAnyoneThere } from './person.store.ts';
import { requestReset } from './request-reset.ts';
import { saveAccessPolicy } from './save-access-policy.ts';
import { type SetUp, setUp } from './set-up.ts';
import { signIn } from './sign-in.ts';
import { endSession, findLiveSession } from './sign-in-session.store.ts';
import type { FindDepartment, SingleSignOn } from './single-sign-on/index.ts';

/** What accounts asks of the features that stand on it. */
export interface AccountsNeeds {
  startStructure: SetUp['startStructure'];
  studentsTaughtBy: StudentsTaughtBy;
  findDepartment: FindDepartment;
  /** null: this installation sends no mail. */
  mail: AccountMail | null;
  news: AccountNews;
}

/** Set-up, sign-in, sign-out, links and the own account. */
export const accountsRoutes = (
  platform: Platform,
  {
    startStructure,
    mail,
    entrance,
    singleSignOn,
  }: Pick<AccountsNeeds, 'startStructure' | 'mail'> & { entrance: Entrance; singleSignOn: SingleSignOn },
): void => {
  const { config, db, router, csrf } = platform;
  const { cookie, device, enter, renew, meOf } = entrance;

  router.on('setupStatus', async () => ({ needed: !(await isAnyoneThere(db)) }));
  router.on('setUp', async ({ body, now, request, reply }) => {
    const id = await setUp(db, { body, now, startStructure });
    return enter({ request, reply }, { person: { id, role: 'admin' }, method: 'link', now });
  });
  router.on('signIn', async ({ body, now, request, reply }) => {
    const person = await signIn(db, {
      ...body,
      now,
      network: networkOf(request.ip),
      knownDevice: (personId) => device.of(request, personId),
    });
    return enter({ request, reply }, { person, method: 'password', remember: body.remember, now });
  });
  router.on('signOut', async ({ viewer, now, request, reply }) => {
    const { signInSessionId: id, personId } = viewer;
    await audited(db, {
      work: (trx) => endSession(trx, id, now),
      entry: () => ({
        action: 'sign-out',
        at: now,
        actorId: personId,
        subject: { kind: 'sign-in-session', id },
        personId,
      }),
    });
    cookie.clear(reply);
    return { ok: true, leaveTo: await singleSignOn.leave(request, viewer) } as const;
  });
  router.on('accessPolicy', () => accessPolicy(db));
  router.on('saveAccessPolicy', ({ viewer, body, now }) =>
    saveAccessPolicy(db, { policy: body, by: viewer.personId, now, isMailOn: mail !== null }),
  );
  router.on('accessOverview', () => accessOverview(db, mail !== null));
  router.on('previewAccessPolicy', ({ viewer, body, now }) =>
    accessEffects(db, { policy: body, sessionId: viewer.signInSessionId, now }),
  );
  router.on('listRoles', () => listRoles(db));
  router.on('csrf', ({ request, reply }) => ({ token: csrf.tokenFor(request, reply) }));
  router.on('me', async ({ viewer, now, request }) => {
    const session = (await findLiveSession(db, cookie.read(request) ?? '', now)) ?? fail('sign_in_required');
    return meOf(viewer.personId, { ...session, needs: viewer.needs });
  });
  router.on('changePassword', async ({ viewer, body, now, request, reply }) => {
    await changePassword(db, { viewer, ...body, now });
    await renew({ request, reply }, { viewer });
    return { ok: true } as const;
  });
  router.on('inspectLink', async ({ body, now }) => {
    const { purpose, person, expiresAt } = await inspectInvitation(db, { token: body.token, now });
    const { id, name, email } = person;
    return { purpose, name, email, expiresAt, shortestPassword: await shortestPassword(db, id) };
  });
  router.on('requestReset', async ({ body, now, request }) => {
    await requestReset(db, {
      email: body.email,
      network: networkOf(request.ip),
      baseUrl: baseUrlOf(config, request),
      now,
      mail,
    });
    return { ok: true } as const;
  });
  router.on('acceptLink', async ({ body, now, request, reply }) => {
    const person = await acceptInvitation(db, { ...body, now });
    return enter({ request, reply }, { person, method: 'link', now });
  });
};
