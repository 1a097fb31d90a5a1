import type { Me, Role, SignInMethod, SignInNeed } from '@smart-presence/contract';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type AuditEntry, audit, audited } from '../../platform/audit/index.ts';
import { transact } from '../../platform/db/index.ts';
import { fail, type Viewer } from '../../platform/http/index.ts';
import type { Platform } from '../../platform/platform.ts';
import type { AccountMail, AccountNews } from './account-mail.ts';
import { baseUrlOf } from './base-url.ts';
import { institution } from './institution.store.ts';
import { type KnownDevice, knownDevice } from './known-device.ts';
import { networkOf } from './network-of.ts';
import { findPerson, noteSignIn } from './person.store.ts';
import { type SessionCookie, sessionCookie } from './session-cookie.ts';
import { type DeviceNumbers, openDeviceNumbers } from './sessions/device-confirmation.ts';
import { tellNewDevice } from './sessions/tell-new-device.ts';
import { needAtSignIn, type Settled, settledUpTo } from './sign-in-needs.ts';
import {
  createSignInSession,
  endSession,
  howSessionBegan,
  type NewSignInSession,
  renewTokens,
  type SignInSession,
} from './sign-in-session.store.ts';

export interface Exchange {
  request: FastifyRequest;
  reply: FastifyReply;
}

export interface Arrival {
  person: { id: string; role: Role };
  method: SignInMethod;
  /** What this person has settled on the way here; nothing when absent. */
  settled?: Settled;
  /** The person wishes to stay signed in on this device. */
  remember?: boolean;
  /** The identity provider vouched for a second factor. */
  hasOutsideFactor?: boolean;
  now: number;
}

/** The one way in: whoever has proved who they are, however they did, gets their sign-in session here. */
export interface Entrance {
  cookie: SessionCookie;
  device: KnownDevice;
  deviceNumbers: DeviceNumbers;
  /**
   * Starts a new sign-in session and gives its cookie; whatever the browser held before is ended, never promoted. The
   * session has its `needs` until they are settled; only one without needs makes the device known, and its owner is told
   * of a new one. Session and mails are one transaction.
   * @throws AppError `too_many_requests` when too many numbers for new devices were mailed.
   */
  enter(exchange: Exchange, arrival: Arrival): Promise<Me>;
  /** Goes on with a sign-in whose need the viewer has just settled: a new session, with the next need or none. */
  settle(exchange: Exchange, settled: { viewer: Viewer; need: SignInNeed; now: number }): Promise<Me>;
  /**
   * Gives the viewer's session new tokens, so that a copied cookie ends here.
   * @param reauthenticatedAt when the person has just proved again who they are; what was known before stays when absent.
   */
  renew(exchange: Exchange, renewal: { viewer: Viewer; reauthenticatedAt?: number }): Promise<Me>;
  /** What a new session of this request would hold. */
  newSession(request: FastifyRequest, arrival: Arrival): NewSignInSession;
  /** Gives the cookies of a session that is there already. */
  keep(exchange: Exchange, session: SignInSession, personId: string): void;
  meOf(personId: string, session: Pick<SignInSession, 'csrfToken' | 'expiresAt' | 'needs'>): Promise<Me>;
}

export interface EntranceNeeds {
  /** null: this installation sends none. */
  mail: AccountMail | null;
  news: AccountNews;
}

export const openEntrance = ({ config, db, secrets }: Platform, { mail, news }: EntranceNeeds): Entrance => {
  const cookie = sessionCookie(config);
  const device = knownDevice(config, secrets.signing);
  const deviceNumbers = openDeviceNumbers(secrets.signing, mail);

  const newSession: Entrance['newSession'] = (request, arrival) => ({
    personId: arrival.person.id,
    role: arrival.person.role,
    method: arrival.method,
    remember: arrival.remember ?? false,
    hasOutsideFactor: arrival.hasOutsideFactor ?? false,
    now: arrival.now,
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
  const enter: Entrance['enter'] = async (exchange, arrival) => {
    const { request } = exchange;
    const { person, method, now } = arrival;
    // A kiosk is let in by its pairing code alone, with a cookie of its own.
    if (person.role === 'kiosk') return fail('forbidden');
    const isNewDevice = device.of(request, person.id) === null;
    const needs = await needAtSignIn(db, { ...arrival, isNewDevice, isMailOn: mail !== null });
    if (needs === 'device-confirmation') await deviceNumbers.allowMail(db, person.id, now);
    const begun = newSession(request, arrival);
    const session = await transact(db, async (trx) => {
      if (request.viewer) await endSession(trx, request.viewer.signInSessionId, now);
      const made = await createSignInSession(trx, { ...begun, needs });
      if (needs === 'device-confirmation') await deviceNumbers.begin(trx, { sessionId: made.id, now });
      const { userAgent = null, network = null } = begun;
      const entered: AuditEntry = {
        action: needs === null ? 'sign-in.succeeded' : 'sign-in.begun',
        at: now,
        actorId: person.id,
        subject: { kind: 'sign-in-session', id: made.id },
        personId: person.id,
        details: { method, needs, isNewDevice, network },
      };
      if (needs !== null) {
        await audit(trx, entered);
        return made;
      }
      const notice = {
        personId: person.id,
        method,
        userAgent,
        network,
        now,
        baseUrl: baseUrlOf(config, request),
        mail,
        news,
      };
      if (isNewDevice) await tellNewDevice(trx, notice);
      await noteSignIn(trx, person.id, now);
      await audit(trx, entered);
      return made;
    });
    keep(exchange, session, person.id);
    return meOf(person.id, session);
  };
  return {
    cookie,
    device,
    deviceNumbers,
    newSession,
    keep,
    meOf,
    enter,
    settle: async (exchange, { viewer, need, now }) => {
      const person = { id: viewer.personId, role: viewer.role };
      const began = (await howSessionBegan(db, viewer.signInSessionId)) ?? fail('sign_in_required');
      return enter(exchange, { person, ...began, settled: settledUpTo(need), now });
    },
    renew: async ({ reply }, { viewer, reauthenticatedAt }) => {
      const { personId, signInSessionId: id } = viewer;
      const session = await audited(db, {
        work: async (trx) => (await renewTokens(trx, { id, reauthenticatedAt })) ?? fail('sign_in_required'),
        entry: () =>
          reauthenticatedAt === undefined
            ? []
            : {
                action: 'proof.given',
                at: reauthenticatedAt,
                actorId: personId,
                subject: { kind: 'sign-in-session', id },
                personId,
              },
      });
      cookie.give(reply, session.token, session.expiresAt);
      return meOf(viewer.personId, { ...session, needs: viewer.needs });
    },
  };
};
