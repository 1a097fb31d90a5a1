import type { FastifyRequest } from 'fastify';
import { deriveKey } from '../../../platform/crypto/index.ts';
import { AppError, fail } from '../../../platform/http/index.ts';
import { addressJudge } from '../../../platform/outbound/index.ts';
import type { Platform } from '../../../platform/platform.ts';
import type { AccountMail } from '../account-mail.ts';
import { baseUrlOf } from '../base-url.ts';
import type { Entrance } from '../entrance.ts';
import { admitPerson, type FindDepartment } from './admit-person.ts';
import { forgetOldAttempts } from './attempt.store.ts';
import { boundedFetch } from './bounded-fetch.ts';
import { browserCookie } from './browser-cookie.ts';
import { openConnections } from './connect-provider.ts';
import { explainFailure } from './explain-failure.ts';
import { finishSingleSignOn } from './finish-single-sign-on.ts';
import { identitiesOf } from './identity.store.ts';
import { allProviders, enabledProvider, isSingleSignOnFirst, secretBox } from './identity-provider.store.ts';
import { identityProviderRoutes } from './identity-providers.routes.ts';
import { beganAtProvider, leaveAddress } from './leave-provider.ts';
import { linkIdentity } from './link-identity.ts';
import { startSingleSignOn } from './start-single-sign-on.ts';
import { unlinkIdentity } from './unlink-identity.ts';

export interface SingleSignOnNeeds {
  findDepartment: FindDepartment;
  entrance: Entrance;
  mail: AccountMail | null;
}

export interface SingleSignOn {
  /** Where to sign out next; null: nowhere. Never fails: whoever signs out is signed out. */
  leave(request: FastifyRequest, viewer: { personId: string; signInSessionId: string }): Promise<string | null>;
}

const TIDY_MS = 10 * 60_000;

/** Signing in at the institution's own identity providers, by OpenID Connect. */
export const registerSingleSignOn = (platform: Platform, needs: SingleSignOnNeeds): SingleSignOn => {
  const { config, secrets, db, router, clock, job } = platform;
  const { findDepartment, entrance, mail } = needs;
  const mayReach = addressJudge({ opened: config.singleSignOnNetworks, isLoopbackFine: !config.isProduction });
  const fetch = boundedFetch({ mayReach });
  const box = secretBox(secrets.signing);
  const connections = openConnections({ fetch, box, clock });
  const key = deriveKey(secrets.signing, 'single-sign-on');
  const cookie = browserCookie(config, secrets.signing);

  const tellingFor = (request: FastifyRequest) => ({ mail, baseUrl: baseUrlOf(config, request) });

  const goThere: GoThere = async ({ providerId, personId, remember, now, request, reply }) => {
    const provider = (await enabledProvider(db, providerId)) ?? fail('not_found');
    const browser = cookie.give(request, reply);
    const baseUrl = baseUrlOf(config, request);
    const url = await explained(request, () =>
      startSingleSignOn(db, { provider, connections, key, browser, baseUrl, personId, remember, now }),
    );
    return { url };
  };

  router.on('signInWays', async () => {
    const enabled = (await allProviders(db)).filter(({ settings }) => settings.isEnabled);
    return {
      providers: enabled.map(({ id, settings }) => ({ id, name: settings.name })),
      isSingleSignOnFirst: enabled.length > 0 && (await isSingleSignOnFirst(db)),
    };
  });
  router.on('startSingleSignOn', ({ body, now, request, reply }) =>
    goThere({ ...body, personId: null, now, request, reply }),
  );
  router.on('linkIdentity', ({ body, viewer, now, request, reply }) =>
    goThere({ ...body, personId: viewer.personId, remember: false, now, request, reply }),
  );
  router.on('finishSingleSignOn', async ({ body, maybeViewer, now, request, reply }) => {
    const viewerId = maybeViewer && maybeViewer.needs === null ? maybeViewer.personId : null;
    const { provider, vouched, personId, remember } = await explained(request, () =>
      finishSingleSignOn(db, { ...body, browser: cookie.read(request), viewerId, connections, key, now }),
    );
    if (personId !== null) {
      await linkIdentity(db, { provider, vouched, personId, now, telling: tellingFor(request) });
      return { me: null };
    }
    const person = await admitPerson(db, { provider, vouched, findDepartment, now, telling: tellingFor(request) });
    const settled = new Set(vouched.hasSecondFactor ? (['second-factor', 'second-factor-setup'] as const) : []);
    const arrival = { person, method: 'single-sign-on', remember, hasOutsideFactor: vouched.hasSecondFactor } as const;
    return { me: await entrance.enter({ request, reply }, { ...arrival, settled, now }) };
  });

  router.on('myIdentities', ({ viewer }) => identitiesOf(db, viewer.personId));
  router.on('unlinkIdentity', async ({ viewer, params, now, request }) => {
    const { personId, signInSessionId: sessionId } = viewer;
    const telling = tellingFor(request);
    await unlinkIdentity(db, {
      identityId: params.id,
      personId,
      actorId: personId,
      sessionId,
      byAdmin: false,
      now,
      telling,
    });
    return { ok: true } as const;
  });
  router.on('personIdentities', ({ params }) => identitiesOf(db, params.id));
  router.on('unlinkPerson', async ({ viewer, params, now, request }) => {
    const byAdmin = params.id !== viewer.personId;
    const { personId: actorId, signInSessionId: sessionId } = viewer;
    const telling = tellingFor(request);
    const of = { identityId: params.identityId, personId: params.id };
    await unlinkIdentity(db, { ...of, actorId, sessionId, byAdmin, now, telling });
    return { ok: true } as const;
  });
  identityProviderRoutes(platform, { box, fetch });
  job({ name: 'forget old single sign-ons', everyMs: TIDY_MS, run: () => forgetOldAttempts(db, clock()) });

  return {
    leave: async (request, { personId, signInSessionId }) => {
      if (!(await beganAtProvider(db, signInSessionId))) return null;
      try {
        return await leaveAddress(db, { connections, personId, baseUrl: baseUrlOf(config, request) });
      } catch (error) {
        request.log.warn({ err: error }, 'the provider cannot be asked where to sign out');
        return null;
      }
    },
  };
};

type GoThere = (props: {
  providerId: string;
  personId: string | null;
  remember: boolean;
  now: number;
  request: FastifyRequest;
  reply: Parameters<ReturnType<typeof browserCookie>['give']>[1];
}) => Promise<{ url: string }>;

/** What a provider did wrong is told in our codes, and written to the log without what is nobody's business. */
const explained = async <T>(request: FastifyRequest, work: () => Promise<T>): Promise<T> => {
  try {
    return await work();
  } catch (error) {
    if (error instanceof AppError) throw error;
    const { code, reason } = explainFailure(error);
    request.log.warn({ code, ...reason }, 'single sign-on did not work');
    return fail(code);
  }
};
