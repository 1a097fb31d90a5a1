import type { Me, Role, SignInMethod } from '@smart-presence/contract';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { fail } from '../../platform/http/index.ts';
import type { Platform } from '../../platform/platform.ts';
import { institution } from './institution.store.ts';
import { type KnownDevice, knownDevice } from './known-device.ts';
import { networkOf } from './network-of.ts';
import { findPerson, noteSignIn } from './person.store.ts';
import { type SessionCookie, sessionCookie } from './session-cookie.ts';
import { needAtSignIn, type Settled } from './sign-in-needs.ts';
import { createSignInSession, endSession, type NewSignInSession, type SignInSession } from './sign-in-session.store.ts';

export interface Exchange {
  request: FastifyRequest;
  reply: FastifyReply;
}

export interface Arrival {
  person: { id: string; role: Role };
  method: SignInMethod;
  /** What this person has settled on the way here; nothing when absent. */
  settled?: Settled;
  now: number;
}

/** The one way in: whoever has proved who they are, however they did, gets their sign-in session here. */
export interface Entrance {
  cookie: SessionCookie;
  device: KnownDevice;
  /**
   * Starts a new sign-in session and gives its cookie; whatever the browser held before is ended, never promoted. The
   * session has its `needs` until they are settled; only one without needs makes the device known.
   */
  enter(exchange: Exchange, arrival: Arrival): Promise<Me>;
  /** What a new session of this request would hold. */
  newSession(request: FastifyRequest, arrival: Arrival): NewSignInSession;
  /** Gives the cookies of a session that is there already. */
  keep(exchange: Exchange, session: SignInSession, personId: string): void;
  meOf(personId: string, session: Pick<SignInSession, 'csrfToken' | 'expiresAt' | 'needs'>): Promise<Me>;
}

export const openEntrance = ({ config, db, secrets }: Platform): Entrance => {
  const cookie = sessionCookie(config);
  const device = knownDevice(config, secrets.signing);

  const newSession: Entrance['newSession'] = (request, { person, method, now }) => ({
    personId: person.id,
    role: person.role,
    method,
    now,
    userAgent: request.headers['user-agent'] ?? null,
    network: networkOf(request.ip),
  });
  const keep: Entrance['keep'] = ({ request, reply }, session, personId) => {
    cookie.give(reply, session.token, session.expiresAt);
    if (session.needs === null) device.remember({ request, reply, personId });
  };
  const meOf: Entrance['meOf'] = async (personId, { csrfToken, expiresAt, needs }) => ({
    person: (await findPerson(db, personId)) ?? fail('sign_in_required'),
    institution: await institution(db),
    csrfToken,
    expiresAt,
    needs,
  });
  return {
    cookie,
    device,
    newSession,
    keep,
    meOf,
    enter: async (exchange, arrival) => {
      const { request } = exchange;
      const { person, now } = arrival;
      if (request.viewer) await endSession(db, request.viewer.signInSessionId, now);
      const needs = await needAtSignIn(db, arrival);
      const session = await createSignInSession(db, { ...newSession(request, arrival), needs });
      if (needs === null) await noteSignIn(db, person.id, now);
      keep(exchange, session, person.id);
      return meOf(person.id, session);
    },
  };
};
