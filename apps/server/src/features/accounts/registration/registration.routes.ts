import { fail } from '../../../platform/http/index.ts';
import type { Platform } from '../../../platform/platform.ts';
import { accessPolicy } from '../access-policy.store.ts';
import type { AccountMail } from '../account-mail.ts';
import { baseUrlOf } from '../base-url.ts';
import type { Entrance } from '../entrance.ts';
import { networkOf } from '../network-of.ts';
import { approveRegistrations, refuseRegistrations } from './decide-registrations.ts';
import { withdrawRegistration } from './erase-registrations.ts';
import { findResembling } from './find-resembling.ts';
import { register } from './register.ts';
import { countWaiting, pageOfRegistrations, toRegistration, waitingOf } from './registration.store.ts';
import { verifyRegistration } from './verify-registration.ts';

/** Asking for an account, proving the e-mail, waiting, and the administrator's answer. */
export const registrationRoutes = (
  { config, db, router }: Platform,
  { entrance, mail }: { entrance: Entrance; mail: AccountMail | null },
): void => {
  router.on('registrationStatus', async () => {
    const { isOpen, mailDomains } = (await accessPolicy(db)).selfRegistration;
    return { isOpen: isOpen && mail !== null, mailDomains };
  });
  router.on('register', async ({ body, now, request }) => {
    await register(db, {
      ...body,
      network: networkOf(request.ip),
      baseUrl: baseUrlOf(config, request),
      now,
      mail,
    });
    return { ok: true } as const;
  });
  router.on('verifyRegistration', async ({ body, now, request, reply }) => {
    const id = await verifyRegistration(db, { ...body, now, mail });
    return entrance.enter({ request, reply }, { person: { id, role: 'student' }, method: 'link', now });
  });
  router.on('myRegistration', async ({ viewer }) => {
    const { usn, askedAt, verifiedAt } = (await waitingOf(db, viewer.personId)) ?? fail('not_found');
    return { usn, askedAt, verifiedAt: verifiedAt ?? askedAt };
  });
  router.on('withdrawRegistration', async ({ viewer, now, reply }) => {
    await withdrawRegistration(db, { personId: viewer.personId, now });
    entrance.cookie.clear(reply);
    return { ok: true } as const;
  });

  router.on('listRegistrations', async ({ query }) => {
    const { page, pageSize } = query;
    const { rows, total } = await pageOfRegistrations(db, query);
    const resembling = query.state === 'waiting' ? await findResembling(db, rows) : new Map<string, never>();
    const items = rows.map((row) => ({ ...toRegistration(row), resembles: resembling.get(row.id) ?? [] }));
    return { items, total, page, pageSize, waiting: await countWaiting(db) };
  });
  router.on('approveRegistrations', ({ body, viewer, now, request }) => {
    const baseUrl = baseUrlOf(config, request);
    return approveRegistrations(db, { ...body, actorId: viewer.personId, baseUrl, now, mail });
  });
  router.on('refuseRegistrations', ({ body, viewer, now }) =>
    refuseRegistrations(db, { ...body, actorId: viewer.personId, now, mail }),
  );
};
