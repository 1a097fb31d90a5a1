import type { FastifyRequest } from 'fastify';
import { fail } from '../../../platform/http/index.ts';
import type { Platform } from '../../../platform/platform.ts';
import type { Entrance } from '../entrance.ts';
import { networkOf } from '../network-of.ts';
import { credentialsById } from '../person.store.ts';
import { authenticatorStore } from './authenticator.store.ts';
import { beginCeremony, type CeremonyPurpose, takeCeremony } from './ceremony.store.ts';
import { factorKeys } from './factor-keys.ts';
import { proveWithPassword } from './prove-with-password.ts';
import { recoveryCodes, recoveryCodesLeft } from './recovery-codes.ts';
import { relyingPartyOf, requireRelyingParty } from './relying-party.ts';
import { factorsHeld } from './second-factors.store.ts';
import { settleNewPassword } from './settle-new-password.ts';
import { settleWithCode } from './settle-second-factor.ts';
import { passkeyRequest, verifyPasskey } from './verify-passkey.ts';

interface Asked {
  purpose: CeremonyPurpose;
  personId: string | null;
  request: FastifyRequest;
  now: number;
}

/** Signing in with a passkey, settling what a sign-in needs, and proving again who one is. */
export const proofRoutes = (platform: Platform, entrance: Entrance): void => {
  const { config, db, secrets, router, log } = platform;
  const stores = { authenticators: authenticatorStore(secrets.signing), codes: recoveryCodes(secrets.signing) };

  const ask = async (asked: Asked) => {
    const party = requireRelyingParty(config, asked.request);
    const { id, challenge } = await beginCeremony(db, asked);
    return { ceremonyId: id, options: await passkeyRequest(db, { party, challenge, personId: asked.personId }) };
  };
  type Answer = { ceremonyId: string; response: Parameters<typeof verifyPasskey>[1]['response'] };
  /** @returns whose passkey answered. */
  const check = async ({ ceremonyId, response }: Answer, asked: Asked): Promise<string> => {
    const party = requireRelyingParty(config, asked.request);
    const challenge = await takeCeremony(db, { ...asked, id: ceremonyId });
    return verifyPasskey(db, { response, challenge, party, personId: asked.personId, now: asked.now, log });
  };
  const choices = async (personId: string, request: FastifyRequest) => {
    const held = await factorsHeld(db, personId);
    return {
      passkey: held.passkey && relyingPartyOf(config, request) !== null,
      authenticator: held.authenticator,
      recoveryCode: (held.passkey || held.authenticator) && (await recoveryCodesLeft(db, personId)) > 0,
    };
  };

  router.on('beginPasskeySignIn', ({ request, now }) => ask({ purpose: 'sign-in', personId: null, request, now }));
  router.on('signInWithPasskey', async ({ body, now, request, reply }) => {
    const personId = await check(body, { purpose: 'sign-in', personId: null, request, now });
    const person = await credentialsById(db, personId);
    if (!person || person.isDisabled) return fail('passkey_failed');
    return entrance.enter({ request, reply }, { person, method: 'passkey', remember: body.remember, now });
  });

  router.on('secondFactorChoices', ({ viewer, request }) => choices(viewer.personId, request));
  router.on('beginSecondFactor', ({ viewer, request, now }) =>
    ask({ purpose: 'second-factor', personId: viewer.personId, request, now }),
  );
  router.on('settleSecondFactor', async ({ viewer, body, now, request, reply }) => {
    const { personId } = viewer;
    if (body.kind === 'passkey') await check(body, { purpose: 'second-factor', personId, request, now });
    else {
      const knownDevice = entrance.device.of(request, personId);
      const network = networkOf(request.ip);
      const keys = factorKeys({ personId, network, knownDevice });
      await settleWithCode(db, stores, { keys, network, personId, answer: body, now });
    }
    return entrance.settle({ request, reply }, { viewer, need: 'second-factor', now });
  });
  router.on('settleNewPassword', async ({ viewer, body, now, request, reply }) => {
    await settleNewPassword(db, { viewer, password: body.password, now });
    return entrance.settle({ request, reply }, { viewer, need: 'new-password', now });
  });

  router.on('proofChoices', async ({ viewer, request }) => {
    const { passkey, authenticator, recoveryCode } = await choices(viewer.personId, request);
    const password = (await credentialsById(db, viewer.personId))?.passwordHash != null;
    return { passkey, authenticator, recoveryCode, password };
  });
  router.on('beginProof', ({ viewer, request, now }) =>
    ask({ purpose: 'proof', personId: viewer.personId, request, now }),
  );
  router.on('prove', async ({ viewer, body, now, request, reply }) => {
    const { personId } = viewer;
    if (body.kind === 'passkey') await check(body, { purpose: 'proof', personId, request, now });
    else await proveWithPassword(db, stores, { personId, password: body.password, second: body.second, now });
    return entrance.renew({ request, reply }, { viewer, reauthenticatedAt: now });
  });
};
