import type { Me, Role } from '@smart-presence/contract';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { fail } from '../../platform/http/index.ts';
import type { Platform } from '../../platform/platform.ts';
import { acceptInvitation, inspectInvitation } from './accept-invitation.ts';
import type { AccountMail } from './account-mail.ts';
import { baseUrlOf } from './base-url.ts';
import { changePassword } from './change-password.ts';
import { institution } from './institution.store.ts';
import { knownDevice } from './known-device.ts';
import type { StudentsTaughtBy } from './list-people.ts';
import { networkOf } from './network-of.ts';
import { findPerson, isAnyoneThere } from './person.store.ts';
import { requestReset } from './request-reset.ts';
import { sessionCookie } from './session-cookie.ts';
import { type SetUp, setUp } from './set-up.ts';
import { signIn } from './sign-in.ts';
import {
  createSignInSession,
  endSession,
  findLiveSession,
  type NewSignInSession,
  type SignInSession,
} from './sign-in-session.store.ts';

/** What accounts asks of the features that stand on it. */
export interface AccountsNeeds {
  startStructure: SetUp['startStructure'];
  studentsTaughtBy: StudentsTaughtBy;
  /** null: this installation sends no mail. */
  mail: AccountMail | null;
}

interface Exchange {
  request: FastifyRequest;
  reply: FastifyReply;
}

/** Set-up, sign-in, sign-out, links and the own account. */
export const accountsRoutes = (platform: Platform, { startStructure, mail }: AccountsNeeds): void => {
  const { config, db, router, csrf, secrets } = platform;
  const cookie = sessionCookie(config);
  const device = knownDevice(config, secrets.signing);

  const newSession = (request: FastifyRequest, who: { id: string; role: Role }, now: number): NewSignInSession => ({
    personId: who.id,
    role: who.role,
    now,
    userAgent: request.headers['user-agent'] ?? null,
    network: networkOf(request.ip),
  });
  const meOf = async (personId: string, session: Pick<SignInSession, 'csrfToken' | 'expiresAt'>): Promise<Me> => ({
    person: (await findPerson(db, personId)) ?? fail('sign_in_required'),
    institution: await institution(db),
    csrfToken: session.csrfToken,
    expiresAt: session.expiresAt,
  });
  const keep = ({ request, reply }: Exchange, session: SignInSession, personId: string): void => {
    cookie.give(reply, session.token, session.expiresAt);
    device.remember({ request, reply, personId });
  };
  /** Always a new session: whatever the browser held before is ended, never promoted. */
  const enter = async (exchange: Exchange, who: { id: string; role: Role }, now: number): Promise<Me> => {
    const { request } = exchange;
    if (request.viewer) await endSession(db, request.viewer.signInSessionId, now);
    const session = await createSignInSession(db, newSession(request, who, now));
    keep(exchange, session, who.id);
    return meOf(who.id, session);
  };

  router.on('setupStatus', async () => ({ needed: !(await isAnyoneThere(db)) }));
  router.on('setUp', async ({ body, now, request, reply }) => {
    const id = await setUp(db, { body, now, startStructure });
    return enter({ request, reply }, { id, role: 'admin' }, now);
  });
  router.on('signIn', async ({ body, now, request, reply }) => {
    const person = await signIn(db, {
      ...body,
      now,
      network: networkOf(request.ip),
      knownDevice: (personId) => device.of(request, personId),
    });
    return enter({ request, reply }, person, now);
  });
  router.on('signOut', async ({ viewer, now, reply }) => {
    await endSession(db, viewer.signInSessionId, now);
    cookie.clear(reply);
    return { ok: true } as const;
  });
  router.on('csrf', ({ request, reply }) => ({ token: csrf.tokenFor(request, reply) }));
  router.on('me', async ({ viewer, now, request }) => {
    const session = (await findLiveSession(db, cookie.read(request) ?? '', now)) ?? fail('sign_in_required');
    return meOf(viewer.personId, session);
  });
  router.on('changePassword', async ({ viewer, body, now, request, reply }) => {
    const who = { id: viewer.personId, role: viewer.role };
    const session = await changePassword(db, { ...body, session: newSession(request, who, now) });
    keep({ request, reply }, session, viewer.personId);
    return { ok: true } as const;
  });
  router.on('inspectLink', async ({ body, now }) => {
    const { purpose, person, expiresAt } = await inspectInvitation(db, { token: body.token, now });
    return { purpose, name: person.name, email: person.email, expiresAt };
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
    return enter({ request, reply }, person, now);
  });
};
